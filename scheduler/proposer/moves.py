"""The difference between two plans as moves that a person can accept one by one."""

from collections.abc import Mapping

from scheduler.core.values import dataclass
from scheduler.core.wording import day_words
from scheduler.proposer.problem import Demand, Problem, Slot
from scheduler.proposer.words import clock, slot_words, titles_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One meeting that differs; `before` None: newly placed, `after` None: without a place now."""

    demand: str
    before: Slot | None
    after: Slot | None
    words: str


def moves(problem: Problem, before: Mapping[str, Slot], after: Mapping[str, Slot]) -> list[Move]:
    """In order of the problem's meetings; those that stay as they are, are left out."""
    found = []
    for demand in problem.demands:
        old, new = before.get(demand.key), after.get(demand.key)
        if old != new:
            found.append(Move(demand=demand.key, before=old, after=new, words=_words(problem, demand, old, new)))
    return found


def _words(problem: Problem, demand: Demand, old: Slot | None, new: Slot | None) -> str:
    if old is None:
        return f"{demand.title} placed on {slot_words(new)}" if new else f"{demand.title} has no place"
    if new is None:
        return f"{demand.title} lost its place on {slot_words(old)}"
    if old.day != new.day:
        return f"{demand.title} moved from {_day(old)} to {_day(new)}"
    if old.start != new.start:
        return f"{demand.title} moved from {clock(old.start)} to {clock(new.start)} on {_day(old)}"
    return f"{demand.title}: {titles_of(problem, new.principals)} instead of {titles_of(problem, old.principals)}"


def _day(slot: Slot) -> str:
    return day_words(slot.day, year=False)
