"""Seats of a few places given to many people at the greatest total value, one newcomer at a time.

Each newcomer takes the path of exchanges that loses least (successive shortest paths on the graph of places, which has
a handful of nodes whatever the number of people), so after each step the total is the greatest there is.
"""

from collections.abc import Mapping
from heapq import heappop, heappush

Step = tuple[int, int]
"""The place that is pushed out of, and the person who goes."""


class Exchange:
    """Who sits where. The sum of all rooms must be enough for everybody: give a place of last resort."""

    def __init__(self, room: Mapping[int, int]) -> None:
        self.seats: dict[int, int] = {}
        self._free = dict(room)
        self._values: dict[int, Mapping[int, int]] = {}
        self._moves: dict[tuple[int, int], list[tuple[int, int]]] = {}
        """From one place to another: what each person there would lose, and who; stale ones are dropped when met."""

    def add(self, person: int, values: Mapping[int, int]) -> None:
        """Seat one more, moving others where that raises the total."""
        self._values[person] = values
        losses, steps = self._paths(values)
        open_places = [place for place, free in self._free.items() if free and place in losses]
        end = min(open_places, key=lambda place: (losses[place], place))
        self._free[end] -= 1
        while end in steps:
            before, mover = steps[end]
            self._sit(mover, end)
            end = before
        self._sit(person, end)

    def _paths(self, values: Mapping[int, int]) -> tuple[dict[int, int], dict[int, Step]]:
        """Bellman and Ford over places: the least loss of ending at each, and by which step one comes there."""
        losses = {place: -value for place, value in values.items() if place in self._free}
        steps: dict[int, Step] = {}
        edges = {pair: best for pair in self._moves if (best := self._cheapest(pair)) is not None}
        for _ in self._free:
            has_changed = False
            for (start, end), (loss, mover) in edges.items():
                if start in losses and losses[start] + loss < losses[end]:
                    losses[end], steps[end] = losses[start] + loss, (start, mover)
                    has_changed = True
            if not has_changed:
                break
        return losses, steps

    def _cheapest(self, pair: tuple[int, int]) -> tuple[int, int] | None:
        moves = self._moves[pair]
        while moves and self.seats.get(moves[0][1]) != pair[0]:
            heappop(moves)
        return moves[0] if moves else None

    def _sit(self, person: int, place: int) -> None:
        self.seats[person] = place
        values = self._values[person]
        for other in self._free:
            if other != place:
                heappush(self._moves.setdefault((place, other), []), (values[place] - values[other], person))
