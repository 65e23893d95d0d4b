"""What stands in the way of a meeting that found no place, and what would free it.

Each day of its window is asked which rules close it; a rule, a diary or another meeting that closes a day alone would
free that day by giving way.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import combinations

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, list_words
from scheduler.proposer.ground import DAYS_A_WEEK
from scheduler.proposer.obstacles import Kind, Obstacle, Position, obstacles, position_of
from scheduler.proposer.problem import Demand, Problem, Slot
from scheduler.proposer.why_not import left_of, needed_of, wanted_starts
from scheduler.proposer.words import day_of, days_words

SAID = 4  # reasons of each sort, the weightiest first
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OWN_TIME = frozenset({Kind.TAKEN, Kind.HOURS, Kind.DAY_FULL})
WIDER_BY = 28  # days beyond the window that are looked at


@dataclass(frozen=True, slots=True, order=True)
class _Giver:
    """What could give way: a principal's time on one weekday of a month, a cap, a layer, another meeting."""

    kind: Kind
    who: str = ""
    subject: str = ""


_Givers = tuple[_Giver, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstruction:
    """`in_the_way` in order of days lost to each, `would_free` in order of days won by each."""

    demand: str
    in_the_way: tuple[str, ...]
    would_free: tuple[str, ...]


def obstructions(problem: Problem, slots: Mapping[str, Slot], unplaced: Iterable[str]) -> list[Obstruction]:
    """For each of those meetings that a plan left out."""
    position = position_of(problem, slots)
    return [_obstruction(position, position.ground.demands[key]) for key in unplaced]


def _obstruction(position: Position, demand: Demand) -> Obstruction:
    lost: dict[_Giver, set[int]] = defaultdict(set)
    freed: dict[_Givers, set[int]] = defaultdict(set)
    first, last = position.ground.window(demand)
    days = [day for day in position.ground.days if first <= day <= last]
    for day in days:
        for ours in demand.ours:
            _note(position, demand, day, ours, lost, freed)
    return Obstruction(
        demand=demand.key,
        in_the_way=tuple(
            f"{_cause_words(position, giver)} on {len(found)} of {days_words(len(days))}"
            for giver, found in _weightiest(lost)
        )
        or (f"there is no working day between {day_of(first)} and {day_of(last)}",),
        would_free=(*(_asked_words(position, givers) for givers in _least(freed)), *_wider(position, demand)),
    )


def _note(
    position: Position, demand: Demand, day: int, ours: tuple[str, ...],
    lost: dict[_Giver, set[int]], freed: dict[_Givers, set[int]],
) -> None:  # fmt: skip
    wanted = wanted_starts(position, demand)
    found = obstacles(position, demand, day, ours)
    needed = needed_of(found, wanted)
    for item in needed:
        lost[_Giver(item.kind, item.who, item.subject if item.kind is Kind.LAYER else "")].add(day)
    givers = sorted({_giver(item, day) for item in needed})
    for together in (1, 2):
        for chosen in combinations(givers, together):
            if left_of((other for other in found if _giver(other, day) not in chosen), wanted):
                freed[chosen].add(day)


def _giver(item: Obstacle, day: int) -> _Giver:
    if item.kind in OWN_TIME:
        return _Giver(Kind.TAKEN, item.who, f"{WEEKDAYS[(day - 1) % DAYS_A_WEEK]} in {date.fromordinal(day):%B}")
    if item.kind in {Kind.PLANNED, Kind.PARTNER}:
        return _Giver(Kind.PLANNED, "", item.subject)
    return _Giver(item.kind, item.who, item.subject)


def _weightiest(found: dict[_Giver, set[int]]) -> list[tuple[_Giver, set[int]]]:
    return sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:SAID]


def _least(freed: dict[_Givers, set[int]]) -> list[_Givers]:
    """One giving way is asked before two; two are named only where one alone is never enough."""
    alone = [givers for givers in freed if len(givers) == 1]
    return sorted(alone or freed, key=lambda givers: (-len(freed[givers]), givers))[:SAID]


def _cause_words(position: Position, giver: _Giver) -> str:
    title = _title(position, giver)
    return {
        Kind.PERIOD: "the period has no working day",
        Kind.INTERVAL: "the interval to the meetings before and after forbids it",
        Kind.HOURS: f"the {title} does not work",
        Kind.TAKEN: f"the {title} is taken by agreed engagements or leave",
        Kind.LAYER: giver.subject,
        Kind.DAY_FULL: f"the {title}’s day is full",
        Kind.WEEK_FULL: f"the {title}’s week is full",
        Kind.EVENINGS: f"the {title} has given the evenings of that week",
        Kind.PLANNED: f"the {title} is at other meetings of this plan",
        Kind.PARTNER: "the partner is at another meeting of this plan",
    }[giver.kind]


def _asked_words(position: Position, givers: _Givers) -> str:
    return "if " + list_words([_giving_words(position, giver) for giver in givers])


def _giving_words(position: Position, giver: _Giver) -> str:
    title = _title(position, giver)
    return {
        Kind.PERIOD: "another day became a working day",
        Kind.INTERVAL: f"{giver.subject} moved",
        Kind.HOURS: f"the {title} gave one more day",
        Kind.TAKEN: f"the {title} gave one more {giver.subject}",
        Kind.LAYER: f"“{giver.subject}” did not forbid it",
        Kind.DAY_FULL: f"the {title} took one more engagement that day",
        Kind.WEEK_FULL: f"the {title} took one more engagement in a week",
        Kind.EVENINGS: f"the {title} gave one more evening a week",
        Kind.PLANNED: f"{giver.subject} moved",
        Kind.PARTNER: f"{giver.subject} moved",
    }[giver.kind]


def _title(position: Position, giver: _Giver) -> str:
    return position.ground.principals[giver.who].title if giver.who else ""


def _wider(position: Position, demand: Demand) -> tuple[str, ...]:
    """The nearest day just outside the window that would do."""
    first, last = position.ground.window(demand)
    near = [day for day in position.ground.days if first - WIDER_BY <= day < first or last < day <= last + WIDER_BY]
    for day in sorted(near, key=lambda day: max(first - day, day - last)):
        if any(_would_do(position, demand, day, ours) for ours in demand.ours):
            beyond = max(first - day, day - last)
            sense = "earlier" if day < first else "later"
            return (f"if it could be {count_words(beyond, 'day')} {sense}, on {day_of(day, weekday=True)}",)
    return ()


def _would_do(position: Position, demand: Demand, day: int, ours: tuple[str, ...]) -> bool:
    found = obstacles(position, demand, day, ours)
    return bool(
        left_of(
            (item for item in found if item.subject or item.kind is not Kind.INTERVAL), wanted_starts(position, demand)
        )
    )
