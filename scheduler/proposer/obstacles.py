"""What limits one meeting on one day, rule by rule and in words: the catalogue's rules, told instead of used."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.proposer.diary import Diary, Sitting, sitting_of
from scheduler.proposer.ground import DAYS_A_WEEK, Ground, week_of
from scheduler.proposer.problem import Busy, Demand, Problem, Slot
from scheduler.proposer.words import clock, day_of, minutes_words, place_of

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


class Kind(StrEnum):
    """Which rule it is: the office frees a meeting by easing one of them."""

    PERIOD = "period"
    INTERVAL = "interval"
    HOURS = "hours"
    TAKEN = "taken"
    LAYER = "layer"
    DAY_FULL = "day full"
    WEEK_FULL = "week full"
    EVENINGS = "evenings"
    PLANNED = "planned"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One rule's limit on a day. `leaves` are the starts it allows, in the grid's bits; `who` a principal's key or "".

    `subject` names what could give way: the other meeting and its day, the layer.
    """

    kind: Kind
    words: str
    leaves: int = 0
    who: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """A problem with the meetings placed so far."""

    ground: Ground
    diary: Diary

    @property
    def problem(self) -> Problem:
        """What it is the position of."""
        return self.ground.problem


def position_of(
    problem: Problem, slots: Mapping[str, Slot] | None = None, *, more_starts: Iterable[int] = ()
) -> Position:
    """The position of a plan, or of an empty one; `more_starts` may be asked about though offered to nobody."""
    ground = Ground(problem, more_starts)
    diary = Diary(ground)
    for key, slot in (slots or {}).items():
        if key not in diary.sittings:
            diary.put(sitting_of(ground.demands[key], slot))
    return Position(ground, diary)


def obstacles(position: Position, demand: Demand, day: int, ours: tuple[str, ...]) -> list[Obstacle]:
    """Every rule that takes at least one start from the meeting on that day; it is never in its own way."""
    everything = position.ground.grid.everything
    found = [
        *_of_calendar(position, demand, day),
        *_of_layers(position.ground, demand, day, ours),
        *(obstacle for principal in ours for obstacle in _of_principal(position, demand, day, principal)),
        *_of_partner(position, demand, day),
    ]
    return [obstacle for obstacle in found if obstacle.leaves != everything]


def _of_calendar(position: Position, demand: Demand, day: int) -> Iterator[Obstacle]:
    ground = position.ground
    if day not in ground.days:
        yield Obstacle(Kind.PERIOD, f"{day_of(day, weekday=True)} is no working day of the period")
    first, last = ground.window(demand)
    if day < first:
        yield Obstacle(Kind.INTERVAL, f"too early: not before {day_of(first)}")
    if day > last:
        yield Obstacle(Kind.INTERVAL, f"too late: not after {day_of(last)}")
    yield from _of_neighbours(position, demand, day)


def _of_neighbours(position: Position, demand: Demand, day: int) -> Iterator[Obstacle]:
    chain = position.ground.chains[demand.chain]
    place = chain.index(demand)
    pairs = [(chain[place - 1], demand)] if place else []
    pairs += [(demand, chain[place + 1])] if place + 1 < len(chain) else []
    for earlier, later in pairs:
        other = position.diary.sittings.get((earlier if later is demand else later).key)
        if other is None:
            continue
        gap = day - other.day if later is demand else other.day - day
        if gap < later.min_gap or (later.max_gap is not None and gap > later.max_gap):
            too = "close to" if gap < later.min_gap else "far from"
            subject = f"{other.demand.title} on {day_of(other.day)}"
            yield Obstacle(Kind.INTERVAL, f"too {too} {subject}", subject=subject)


def _of_layers(ground: Ground, demand: Demand, day: int, ours: tuple[str, ...]) -> Iterator[Obstacle]:
    for mark in ground.marks(day, demand.partner, ours):
        if mark.weight is not None:
            continue
        leaves = ground.grid.clear_of(mark.span.starts, mark.span.ends, demand.minutes) if mark.span else 0
        yield Obstacle(Kind.LAYER, mark.words, leaves, subject=mark.words)


def _of_principal(position: Position, demand: Demand, day: int, key: str) -> Iterator[Obstacle]:
    ground, title = position.ground, position.ground.principals[key].title
    hours = ground.hours(key, day, demand.minutes)
    if not hours:
        yield Obstacle(Kind.HOURS, f"the {title} does not work on {WEEKDAYS[(day - 1) % DAYS_A_WEEK]}", 0, key)
    else:
        yield Obstacle(Kind.HOURS, f"outside the {title}’s hours", hours, key)
    for busy in ground.busy.get((key, day), ()):
        leaves = ground.grid.clear_of(*ground.room(busy, demand.place), demand.minutes)
        yield Obstacle(Kind.TAKEN, _taken_words(ground, demand, busy, title), leaves, key)
    for sitting in position.diary.of_principal.get((key, day), ()):
        if sitting.demand is not demand:
            leaves = position.diary.beside(demand, sitting)
            subject = f"{sitting.demand.title} on {day_of(day)}"
            yield Obstacle(Kind.PLANNED, _planned_words(ground, demand, sitting, title), leaves, key, subject)
    yield from _of_caps(position, demand, day, key)


def _of_caps(position: Position, demand: Demand, day: int, key: str) -> Iterator[Obstacle]:
    ground, limits, week = position.ground, position.ground.principals[key], week_of(day)
    others = [
        sitting
        for sitting in position.diary.sittings.values()
        if sitting.demand is not demand and key in sitting.ours and week_of(sitting.day) == week
    ]
    that_day = ground.agreed_day.get((key, day), 0) + sum(sitting.day == day for sitting in others)
    if that_day >= limits.per_day:
        words = f"the {limits.title} has {count_words(that_day, 'engagement')} that day and takes {limits.per_day}"
        yield Obstacle(Kind.DAY_FULL, words, 0, key)
    that_week = ground.agreed_week.get((key, week), 0) + len(others)
    if that_week >= limits.per_week:
        words = f"the {limits.title} has {count_words(that_week, 'engagement')} that week and takes {limits.per_week}"
        yield Obstacle(Kind.WEEK_FULL, words, 0, key)
    evenings = ground.agreed_evenings.get((key, week), 0) + sum(ground.is_evening(sitting.end) for sitting in others)
    if evenings >= limits.evenings_per_week:
        words = f"the {limits.title} has {count_words(evenings, 'evening')} that week already"
        yield Obstacle(Kind.EVENINGS, words, ground.grid.everything & ~ground.evenings(demand.minutes), key)


def _of_partner(position: Position, demand: Demand, day: int) -> Iterator[Obstacle]:
    for sitting in position.diary.of_partner.get((demand.partner, day), ()):
        if sitting.demand is not demand:
            leaves = position.ground.grid.clear_of(sitting.start, sitting.end, demand.minutes)
            words = f"the partner is at {sitting.demand.title} until {clock(sitting.end)}"
            yield Obstacle(Kind.PARTNER, words, leaves, subject=f"{sitting.demand.title} on {day_of(day)}")


def _taken_words(ground: Ground, demand: Demand, busy: Busy, title: str) -> str:
    if busy.ends - busy.starts >= 24 * 60:
        return f"the {title}: {busy.words}"
    words = f"the {title}: {busy.words}, {clock(busy.starts)} to {clock(busy.ends)}"
    return words + ("" if busy.place is None else _way_words(ground, demand, busy.place))


def _planned_words(ground: Ground, demand: Demand, sitting: Sitting, title: str) -> str:
    words = f"the {title}: {sitting.demand.title}, {clock(sitting.start)} to {clock(sitting.end)}"
    return words + _way_words(ground, demand, sitting.demand.place)


def _way_words(ground: Ground, demand: Demand, place: str) -> str:
    """“, 55 minutes between Oakham and Narborough and 15 to spare”; nothing within one place."""
    minutes = ground.travel(place, demand.place)
    if not minutes:
        return ""
    way = f"{place_of(ground.problem, place)} and {place_of(ground.problem, demand.place)}"
    return f", {minutes_words(minutes)} between {way} and {ground.problem.buffer} to spare"
