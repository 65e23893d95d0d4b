"""What is wrong with a programme, in plain words, and a programme to begin with."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise

from scheduler.core.clock import from_local, local_day, to_local
from scheduler.core.values import dataclass
from scheduler.core.wording import age_words, count_words, day_words, time_range_words
from scheduler.summits.rules.vocabulary import SessionKind

FIVE_MINUTES, QUARTER_HOUR = timedelta(minutes=5), timedelta(minutes=15)
SHORTEST_DAY = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A session as checks see it; `rooms` are its own and those of its workshops, by name."""

    title: str
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[str, ...] = ()
    workshops: int = 0

    @property
    def times(self) -> str:
        """“10am to 11am”."""
        return span_of(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; a gap is allowed and only shown."""

    words: str
    is_wrong: bool = True


def span_of(starts_at: datetime, ends_at: datetime) -> str:
    """“10am to 11am” on the wall clock."""
    return time_range_words(to_local(starts_at).time(), to_local(ends_at).time())


def day_openers(begins: Mapping[int, datetime]) -> dict[int, str]:
    """By part that opens a day, that day in words: “Thursday 22 October 2026”. Empty for a programme of one day."""
    days: dict[date, int] = {}
    for key, at in begins.items():
        days.setdefault(local_day(at), key)
    return {key: day_words(day, weekday=True) for day, key in days.items()} if len(days) > 1 else {}


def shifted(instant: datetime, shift: timedelta) -> datetime:
    """So much later on the wall clock: a clock change in between moves nothing."""
    wall = to_local(instant).replace(tzinfo=None) + shift
    return from_local(wall.date(), wall.time())


def check(slots: Sequence[Slot], opens_at: datetime | None, closes_at: datetime | None) -> list[Finding]:
    """Everything that differs from a sound day, worst first; slots come in order of time."""
    return [
        *_clashes(slots),
        *_doubled_rooms(slots),
        *_outside(slots, opens_at, closes_at),
        *_without_workshops(slots),
        *_gaps(slots),
    ]


def _clashes(slots: Iterable[Slot]) -> list[Finding]:
    return [
        Finding(
            f"“{one.title}” and “{other.title}” are at the same time ({one.times}, {other.times}){_room(one, other)}."
        )
        for one, other in combinations(slots, 2)
        if _overlap(one, other)
    ]


def _overlap(one: Slot, other: Slot) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _room(one: Slot, other: Slot) -> str:
    """Worse when it is in the same room too."""
    shared = sorted(set(one.rooms) & set(other.rooms))
    return f", both in {shared[0]}" if shared else ""


def _doubled_rooms(slots: Iterable[Slot]) -> list[Finding]:
    """Two workshops of one session in one room."""
    return [
        Finding(f"“{slot.title}”: {slot.rooms.count(room)} workshops are in {room} at the same time.")
        for slot in slots
        for room in sorted({room for room in slot.rooms if slot.rooms.count(room) > 1})
    ]


def _outside(slots: Iterable[Slot], opens_at: datetime | None, closes_at: datetime | None) -> list[Finding]:
    if opens_at is None or closes_at is None:
        return []
    hours = f"the summit’s hours, {span_of(opens_at, closes_at)}"
    return [
        Finding(f"“{slot.title}” ({slot.times}) is outside {hours}.")
        for slot in slots
        if slot.starts_at < opens_at or slot.ends_at > closes_at
    ]


def _without_workshops(slots: Iterable[Slot]) -> list[Finding]:
    return [
        Finding(f"“{slot.title}” has {count_words(slot.workshops, 'workshop')}: add at least two to choose from.")
        for slot in slots
        if slot.kind is SessionKind.WORKSHOPS and slot.workshops < 2
    ]


def _gaps(slots: Iterable[Slot]) -> list[Finding]:
    return [
        Finding(
            f"Nothing is planned from {span_of(one.ends_at, other.starts_at)}"
            f" ({age_words(other.starts_at - one.ends_at)}), after “{one.title}”.",
            is_wrong=False,
        )
        for one, other in pairwise(_ends_rising(slots))
        if other.starts_at > one.ends_at and local_day(other.starts_at) == local_day(one.ends_at)
    ]


def _ends_rising(slots: Iterable[Slot]) -> list[Slot]:
    """Without those that end within an earlier one, which would look like gaps."""
    kept: list[Slot] = []
    for slot in slots:
        if not kept or slot.ends_at > kept[-1].ends_at:
            kept.append(slot)
    return kept


@dataclass(frozen=True, slots=True)
class Planned:
    """A part of the programme to begin with."""

    kind: SessionKind
    title: str
    starts_at: datetime
    ends_at: datetime


PARTS = (
    (SessionKind.ARRIVAL, "Arrival and registration", 1),
    (SessionKind.PLENARY, "Welcome by the hosts", 1),
    (SessionKind.PLENARY, "Where we stand: the partners’ strategic assessments", 2),
    (SessionKind.BREAK, "Break", 0.5),
    (SessionKind.WORKSHOPS, "Workshops: what works, and what we will do together", 2.5),
    (SessionKind.BREAK, "Lunch", 1.5),
    (SessionKind.PLENARY, "What the workshops agreed", 1.5),
    (SessionKind.PLENARY, "Priorities, who does what, and next steps", 1.5),
    (SessionKind.PLENARY, "Closing words", 0.5),
)
"""With each part's share of the day."""


def starter(opens_at: datetime, closes_at: datetime) -> list[Planned]:
    """A day in the usual order that fills the summit's hours, by the quarter hour; a short one has no lunch."""
    is_short = closes_at - opens_at < SHORTEST_DAY * 2
    parts = [part for part in PARTS if not (is_short and part[1] == "Lunch")]
    whole = sum(share for _kind, _title, share in parts)
    planned: list[Planned] = []
    begun, passed = opens_at, 0.0
    for kind, title, share in parts:
        passed += share
        ends = (
            closes_at
            if kind is parts[-1][0] and title == parts[-1][1]
            else _rounded(opens_at, closes_at, passed / whole)
        )
        if ends > begun:
            planned.append(Planned(kind, title, begun, ends))
            begun = ends
    return planned


def _rounded(opens_at: datetime, closes_at: datetime, share: float) -> datetime:
    whole = closes_at - opens_at
    step = FIVE_MINUTES if whole < SHORTEST_DAY * 2 else QUARTER_HOUR
    return opens_at + round(whole * share / step) * step


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def next_letter(used: Iterable[str]) -> str:
    """The first letter that no workshop of the session has."""
    taken = set(used)
    return next((letter for letter in LETTERS if letter not in taken), "")
