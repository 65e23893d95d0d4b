"""Finding the day: what speaks against each working day, in words and points; and a day for next year."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from scheduler.almanac.rules import LayerKind
from scheduler.almanac.rules.deadlines import Deadline
from scheduler.almanac.rules.marks import DayMark
from scheduler.core.values import dataclass
from scheduler.engagements.rules.obstacles import Obstacle, ObstacleKind
from scheduler.ical.event import Timed

WORKING_WEEK = range(5)
MIDDLE_OF_WEEK = range(1, 4)
OF_THE_EDGE = 3
OF_A_DEADLINE = 2
OF_ANOTHER_HOUR = 1
OF_PRE_ELECTION = 10
OF_THE_UNKNOWN = 1
GOOD, FAIR = 3, 9
"""Up to so many points a day is good, and then fair; from there on it is poor."""

OF_OBSTACLE = {
    ObstacleKind.TAKEN: 20,
    ObstacleKind.ROAD: 10,
    ObstacleKind.HELD: 6,
    ObstacleKind.HOURS: 4,
}
"""What a host's diary costs: an engagement can be moved, at a price; leave cannot."""

SAME_WEEK = 52
SHIFTS = (0, 7, -7, 14, -14, 1, -1, 2, -2, 8, -8, 21, -21, 28, -28)
"""Days by which next year's day is tried: first the same weekday nearby, then the days beside it."""


@dataclass(frozen=True, slots=True)
class Penalty:
    """One thing that speaks against a day; `points` None: it cannot be."""

    words: str
    points: int | None

    @property
    def points_words(self) -> str:
        """“20 points”, or that it rules the day out."""
        if self.points is None:
            return "not possible"
        return "1 point" if self.points == 1 else f"{self.points} points"


@dataclass(frozen=True, slots=True)
class ScoredDay:
    """A working day and everything that speaks against it, the heaviest first; `when`: the hours meant on it."""

    day: date
    when: Timed
    penalties: tuple[Penalty, ...]

    @property
    def points(self) -> int | None:
        """The sum; None when it cannot be."""
        numbers = [each.points for each in self.penalties]
        return None if None in numbers else sum(number or 0 for number in numbers)

    @property
    def look(self) -> str:
        """“clear”, “good”, “fair”, “poor” or “out”: a shape and a word beside the number."""
        if self.points is None:
            return "out"
        if not self.points:
            return "clear"
        return "good" if self.points <= GOOD else "fair" if self.points <= FAIR else "poor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is known of the days: marks and papers by day, bank holidays by name and how far they are known."""

    marks: Mapping[date, Sequence[DayMark]]
    deadlines: Mapping[date, Sequence[Deadline]]
    holidays: Mapping[date, str]
    known_until: date


def scored(day: date, when: Timed, hours: tuple[int, int], obstacles: Iterable[Obstacle], ground: Ground) -> ScoredDay:
    """The day with its penalties; `hours` are those of the summit in minutes of the local day."""
    found = [
        *_of_calendar(day, ground),
        *(_of_obstacle(each) for each in obstacles),
        *(_of_mark(mark, hours) for mark in ground.marks.get(day, ())),
        *(Penalty(each.sentence(), OF_A_DEADLINE) for each in ground.deadlines.get(day, ())),
    ]
    order = sorted(found, key=lambda each: -(1000 if each.points is None else each.points))
    return ScoredDay(day, when, tuple(order))


def best_days(days: Iterable[ScoredDay], number: int) -> list[ScoredDay]:
    """Those with fewest points that can be, the earlier first among equals."""
    possible = [each for each in days if each.points is not None]
    return sorted(possible, key=lambda each: (each.points or 0, each.day))[:number]


def weeks_of(days: Iterable[ScoredDay]) -> list[tuple[date, tuple[ScoredDay | None, ...]]]:
    """By Monday, Monday to Friday; None for a day outside the period."""
    by_week: dict[date, list[ScoredDay | None]] = {}
    for each in days:
        monday = each.day - timedelta(days=each.day.weekday())
        by_week.setdefault(monday, [None] * len(WORKING_WEEK))[each.day.weekday()] = each
    return [(monday, tuple(week)) for monday, week in sorted(by_week.items())]


def next_year_day(day: date, against: Callable[[date], Sequence[str]]) -> tuple[date, tuple[str, ...]]:
    """The same weekday and week a year later, or the nearest day that nothing speaks against, and why it was shifted.

    `against` says what rules a day out. When nothing near is clear, the same weekday stands, with what is against it.
    """
    usual = day + timedelta(weeks=SAME_WEEK)
    reasons = tuple(against(usual))
    for shift in SHIFTS:
        tried = usual + timedelta(days=shift)
        if tried.weekday() in WORKING_WEEK and not against(tried):
            return tried, reasons
    return usual, reasons


def _of_calendar(day: date, ground: Ground) -> Iterable[Penalty]:
    if day in ground.holidays:
        yield Penalty(f"Bank holiday: {ground.holidays[day]}", None)
    if day.weekday() not in MIDDLE_OF_WEEK:
        yield Penalty(f"{day:%A}: fewer come than from Tuesday to Thursday", OF_THE_EDGE)
    if day > ground.known_until:
        words = f"Bank holidays are known until the end of {ground.known_until.year} only"
        yield Penalty(words, OF_THE_UNKNOWN)


def _of_obstacle(obstacle: Obstacle) -> Penalty:
    return Penalty(obstacle.words, OF_OBSTACLE.get(obstacle.kind))


def _of_mark(mark: DayMark, hours: tuple[int, int]) -> Penalty:
    """A council's evening on the same day costs little: those who prepare it have less time."""
    if not _touches(mark, hours):
        return Penalty(f"{mark.sentence()}, at another hour", OF_ANOTHER_HOUR)
    if mark.kind is LayerKind.PRE_ELECTION:
        return Penalty(f"Pre-election period: {mark.words or mark.layer_name}", mark.weight and OF_PRE_ELECTION)
    return Penalty(mark.sentence(), mark.weight)


def _touches(mark: DayMark, hours: tuple[int, int]) -> bool:
    if mark.starts is None or mark.ends is None:
        return True
    starts, ends = (each.hour * 60 + each.minute for each in (mark.starts, mark.ends))
    return starts < hours[1] and hours[0] < ends
