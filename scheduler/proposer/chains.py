"""The best days for all meetings of one chain at once, the rest of the plan held still: exact, by dynamic programming.

Step k holds, for each day that the k-th meeting could have, the least price of the chain up to there; the gap to the
meeting before is a sliding window over the step before, so a chain costs time in proportion to its options.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from scheduler.core.values import dataclass
from scheduler.proposer.catalogue import Catalogue, Option
from scheduler.proposer.diary import Diary, Sitting
from scheduler.proposer.problem import Demand

LEFT_OUT = -1


@dataclass(frozen=True, slots=True)
class Guide:
    """What each option is worth, by identity, and what leaving a meeting out costs in the same currency."""

    prices: Mapping[int, int]
    unplaced: int


@dataclass(slots=True)
class _Step:
    """`days` rising, with the least prices up to there and the place in the step before that each came from."""

    days: list[int]
    totals: list[int]
    origins: list[int]
    options: list[Option | None]
    left_out: int  # the least price when this meeting gets no place
    left_out_origin: int = LEFT_OUT


class ChainPlanner:
    """Plans one chain at a time into a diary.

    While it has a `guide`, that says what an option is worth, in a currency of its own, instead of the price with what
    journeys and crowded weeks add at the moment: so a plan that is still empty can be begun with foresight.
    """

    def __init__(self, diary: Diary, catalogue: Catalogue) -> None:
        self.diary = diary
        self.catalogue = catalogue
        self.guide: Guide | None = None
        self._unplaced = diary.ground.problem.weights.unplaced

    def place(self, chain: Sequence[Demand]) -> int:
        """Places what can be placed of a chain that the diary does not hold, and returns what that costs."""
        points = 0
        for demand, option in zip(chain, self._best(chain), strict=True):
            if demand.pinned is None:
                points += self._put(option) if option is not None else self._unplaced
        return points

    def take_out(self, chain: Iterable[Demand]) -> tuple[int, list[Sitting]]:
        """Takes the chain out of the diary, pinned meetings excepted: what it cost, and what it was."""
        points, taken = 0, []
        for demand in chain:
            if demand.pinned is not None:
                continue
            sitting = self.diary.take_out(demand.key)
            if sitting is None:
                points += self._unplaced
                continue
            taken.append(sitting)
            points += sitting.price + (self.diary.surcharge(sitting.option) if sitting.option else 0)
        return points, taken

    def replace(self, chain: Sequence[Demand]) -> int:
        """Plans the chain anew where that is cheaper; returns the points gained."""
        before, taken = self.take_out(chain)
        after = self.place(chain)
        if after < before:
            return before - after
        self.take_out(chain)
        for sitting in taken:
            self.diary.put(sitting)
        return 0

    def _put(self, option: Option) -> int:
        """The meetings of a chain may meet in one week or day, which the days' prices did not know: looked at again."""
        starts = self.diary.starts(option)
        if not starts:
            return self._unplaced
        price, starts = option.cheapest(starts)
        start = self._convenient(option, starts)
        surcharge = self.diary.surcharge(option)
        self.diary.put(Sitting(option.demand, option.day, start, option.ours, price, option))
        return price + surcharge

    def _convenient(self, option: Option, starts: int) -> int:
        """Not in the evening when the day will do; beside what that day has already; else early."""
        ground = self.diary.ground
        starts = starts & ~ground.evenings(option.demand.minutes) or starts
        others = [
            sitting.start
            for principal in option.ours
            for sitting in self.diary.of_principal.get((principal, option.day), ())
        ]
        if not others:
            return ground.grid.first(starts)
        return min(ground.grid.members(starts), key=lambda start: (min(abs(start - other) for other in others), start))

    def _best(self, chain: Sequence[Demand]) -> list[Option | None]:
        unplaced = self.guide.unplaced if self.guide else self._unplaced
        steps: list[_Step] = []
        for place, demand in enumerate(chain):
            step = self._candidates(demand)
            if place:
                pins = demand.pinned is not None and chain[place - 1].pinned is not None
                _join(steps[-1], step, demand, unplaced, free=pins)
            else:
                step.left_out = unplaced
            if demand.pinned is not None:
                step.left_out = _NEVER
            steps.append(step)
        return _walk_back(steps)

    def _candidates(self, demand: Demand) -> _Step:
        """The cheapest open option of each day."""
        if demand.pinned is not None:
            return _Step([demand.pinned.day.toordinal()], [0], [LEFT_OUT], [None], 0)
        step = _Step([], [], [], [], 0)
        diary, guide = self.diary, self.guide.prices if self.guide else None
        for option in self.catalogue.options[demand.key]:
            starts = diary.starts(option)
            if not starts:
                continue
            price = guide[id(option)] if guide else option.cheapest(starts)[0] + diary.surcharge(option)
            if step.days and step.days[-1] == option.day:
                if price < step.totals[-1]:
                    step.totals[-1], step.options[-1] = price, option
                continue
            step.days.append(option.day)
            step.totals.append(price)
            step.origins.append(LEFT_OUT)
            step.options.append(option)
        return step


_NEVER = 1 << 60


def _join(before: _Step, step: _Step, demand: Demand, unplaced: int, *, free: bool) -> None:
    """Adds to each day of `step` the least total of the step before that its gap allows; `free`: whatever the gap."""
    least, window, entered = before.left_out, deque[int](), 0
    longest = demand.max_gap if demand.max_gap is not None and not free else _NEVER
    shortest = -_NEVER if free else demand.min_gap
    for place, day in enumerate(step.days):
        while entered < len(before.days) and before.days[entered] <= day - shortest:
            while window and before.totals[window[-1]] >= before.totals[entered]:
                window.pop()
            window.append(entered)
            entered += 1
        while window and before.days[window[0]] < day - longest:
            window.popleft()
        if window and before.totals[window[0]] < least:
            step.totals[place] += before.totals[window[0]]
            step.origins[place] = window[0]
        else:
            step.totals[place] += least
    best = min(range(len(before.days)), key=before.totals.__getitem__, default=LEFT_OUT)
    step.left_out_origin = best if best != LEFT_OUT and before.totals[best] < least else LEFT_OUT
    step.left_out = unplaced + (before.totals[best] if step.left_out_origin != LEFT_OUT else least)


def _walk_back(steps: Sequence[_Step]) -> list[Option | None]:
    last = steps[-1]
    at = min(range(len(last.days)), key=last.totals.__getitem__, default=LEFT_OUT)
    if at != LEFT_OUT and last.left_out < last.totals[at]:
        at = LEFT_OUT
    chosen: list[Option | None] = []
    for step in reversed(steps):
        chosen.append(step.options[at] if at != LEFT_OUT else None)
        at = step.origins[at] if at != LEFT_OUT else step.left_out_origin
    return chosen[::-1]
