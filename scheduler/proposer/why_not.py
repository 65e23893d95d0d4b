"""“Why not this day?”, answered in words from the rules' own obstacles."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from scheduler.core.values import dataclass
from scheduler.proposer.obstacles import Kind, Obstacle, Position, obstacles, position_of
from scheduler.proposer.problem import Demand, Problem, Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Whether a day (or a start on it) can be had.

    `against` says what stands in the way, `costs` what speaks against it without forbidding it, `starts` at which
    minutes it can be had.
    """

    possible: bool
    against: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()


def why_not(
    problem: Problem, key: str, day: date, start: int | None = None, *, slots: Mapping[str, Slot] | None = None
) -> Answer:
    """Why a meeting cannot be on that day (at that start), or what it would cost; `slots` are those placed already."""
    position = position_of(problem, slots, more_starts=() if start is None else (start,))
    return answer(position, position.ground.demands[key], day.toordinal(), start)


def answer(position: Position, demand: Demand, day: int, start: int | None = None) -> Answer:
    """The same on a position that is there already: the best of ours' alternatives speaks."""
    answers = [_of_alternative(position, demand, day, ours, start) for ours in demand.ours]
    open_ones = [found for found in answers if found.possible]
    if open_ones:
        return min(open_ones, key=lambda found: len(found.costs))
    against = tuple(dict.fromkeys(words for found in answers for words in found.against))
    return Answer(possible=False, against=against)


def _of_alternative(position: Position, demand: Demand, day: int, ours: tuple[str, ...], start: int | None) -> Answer:
    grid = position.ground.grid
    wanted = wanted_starts(position, demand) if start is None else grid.of((start,))
    found = obstacles(position, demand, day, ours)
    left = left_of(found, wanted)
    if not left:
        return Answer(possible=False, against=tuple(dict.fromkeys(item.words for item in needed_of(found, wanted))))
    return Answer(possible=True, costs=_costs(position, demand, day, ours, left), starts=tuple(grid.members(left)))


def wanted_starts(position: Position, demand: Demand) -> int:
    """The starts that the meeting may have when nothing is in its way."""
    ground = position.ground
    return ground.grid.of(demand.starts) if demand.starts else ground.offered


def left_of(found: Iterable[Obstacle], wanted: int) -> int:
    """The wanted starts that all the obstacles leave."""
    for item in found:
        wanted &= item.leaves
    return wanted


def needed_of(found: Sequence[Obstacle], wanted: int) -> list[Obstacle]:
    """Those that close the day alone; else as few as close it together, found by leaving out one after another."""
    alone = [item for item in found if not item.leaves & wanted]
    if alone:
        closed = [item for item in alone if item.kind is Kind.PERIOD]
        return closed or alone
    needed = list(found)
    for item in found:
        rest = [other for other in needed if other is not item]
        if not left_of(rest, wanted):
            needed = rest
    return needed


def _costs(position: Position, demand: Demand, day: int, ours: tuple[str, ...], left: int) -> tuple[str, ...]:
    ground = position.ground
    return tuple(
        mark.words
        for mark in ground.marks(day, demand.partner, ours)
        if mark.weight
        and (mark.span is None or not left & ground.grid.clear_of(mark.span.starts, mark.span.ends, demand.minutes))
    )
