"""A released programme as frozen values, whom the next one concerns, and what differs, in words.

No name is frozen: seats are kept by attendee. Each session and each seat carries the release that last changed it, so
that a calendar's SEQUENCE and DTSTAMP come from what was told and never from the present.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from scheduler.core.clock import local_day
from scheduler.core.values import dataclass
from scheduler.core.wording import list_words, span_words
from scheduler.summits.rules.programme import day_openers, shifted, span_of


@dataclass(frozen=True, slots=True)
class Told:
    """The release in which something was last told anew."""

    number: int
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopLine:
    """One workshop as it was told."""

    id: int
    letter: str
    title: str
    room: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One part of the programme as it was told; instants are ISO texts."""

    id: int
    kind: str
    title: str
    words: str
    starts_at: str
    ends_at: str
    room: str
    speakers: tuple[str, ...]
    workshops: tuple[WorkshopLine, ...] = ()
    told: Told = Told(0, "")

    @property
    def times(self) -> str:
        """“10am to 11am”."""
        return span_of(datetime.fromisoformat(self.starts_at), datetime.fromisoformat(self.ends_at))

    def workshop(self, workshop_id: int | None) -> WorkshopLine | None:
        """One of its workshops."""
        return next((each for each in self.workshops if each.id == workshop_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    """Where one attendee sits: by session the workshop, and the table's label. `why` is the reason by session."""

    attendee_id: int
    workshops: Mapping[int, int]
    table: str
    why: Mapping[int, str]
    told: Mapping[int, Told]
    """By session: when this attendee's workshop in it was last told anew."""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a release tells; seats by attendee."""

    sessions: tuple[SessionLine, ...]
    seats: Mapping[int, SeatLine]

    def session(self, session_id: int) -> SessionLine | None:
        """One part of the programme."""
        return next((each for each in self.sessions if each.id == session_id), None)

    def sitting_in(self, session_id: int, workshop_id: int) -> frozenset[int]:
        """The attendees of one workshop."""
        return frozenset(key for key, seat in self.seats.items() if seat.workshops.get(session_id) == workshop_id)

    def frozen(self) -> dict[str, Any]:
        """As JSON keeps it."""
        seats = [asdict(each) for _key, each in sorted(self.seats.items())]
        return {"sessions": [asdict(each) for each in self.sessions], "seats": seats}

    @classmethod
    def thawed(cls, kept: Mapping[str, Any]) -> "Content":
        """As it was kept."""
        seats = [_seat(each) for each in kept["seats"]]
        return cls(tuple(_session(each) for each in kept["sessions"]), {each.attendee_id: each for each in seats})


def openers(sessions: Iterable[SessionLine]) -> dict[int, str]:
    """By part that opens a day of several, that day in words."""
    return day_openers({each.id: datetime.fromisoformat(each.starts_at) for each in sessions})


def moved(content: Content, shift: timedelta) -> Content:
    """The same programme so much later on the wall clock."""

    def later(instant: str) -> str:
        return shifted(datetime.fromisoformat(instant), shift).isoformat()

    was = content.sessions
    sessions = (replace(each, starts_at=later(each.starts_at), ends_at=later(each.ends_at)) for each in was)
    return Content(tuple(sessions), content.seats)


NOTHING = Content((), {})
NOBODY: frozenset[int] = frozenset()


def _session(kept: Mapping[str, Any]) -> SessionLine:
    workshops = tuple(WorkshopLine(**each) for each in kept["workshops"])
    values = {**kept, "workshops": workshops, "speakers": tuple(kept["speakers"]), "told": Told(**kept["told"])}
    return SessionLine(**values)


def _seat(kept: Mapping[str, Any]) -> SeatLine:
    """JSON makes texts of the keys."""
    return SeatLine(
        attendee_id=kept["attendee_id"],
        workshops={int(key): value for key, value in kept["workshops"].items()},
        table=kept["table"],
        why={int(key): value for key, value in kept["why"].items()},
        told={int(key): Told(**value) for key, value in kept["told"].items()},
    )


def stamped(new: Content, old: Content, told: Told) -> Content:
    """The new content with the release of each thing's last change: this one, or the one that it was told in."""
    sessions = tuple(replace(each, told=_last_told(each, old.session(each.id), told)) for each in new.sessions)
    seats = {key: replace(seat, told=_seat_told(seat, old.seats.get(key), told)) for key, seat in new.seats.items()}
    return Content(sessions, seats)


def _last_told(new: SessionLine, old: SessionLine | None, told: Told) -> Told:
    return old.told if old is not None and replace(new, told=old.told) == old else told


def _seat_told(new: SeatLine, old: SeatLine | None, told: Told) -> dict[int, Told]:
    """A seat that was taken away is remembered, so that no SEQUENCE ever sinks."""
    if old is None:
        return dict.fromkeys(new.workshops, told)
    keys = sorted({*new.workshops, *old.told})
    same = {key for key in old.told if old.workshops.get(key) == new.workshops.get(key)}
    return {key: old.told[key] if key in same else told for key in keys}


@dataclass(frozen=True, slots=True)
class Difference:
    """What the last release did not say. `attendees` are those to be written to; None: everybody with a place."""

    words: str
    attendees: frozenset[int] | None = None


def differences(old: Content, new: Content, names: Mapping[int, str]) -> list[Difference]:
    """The programme first, then people in the order of `names`."""
    return [*session_differences(old, new), *_seat_differences(old, new, names)]


def session_differences(old: Content, new: Content) -> list[Difference]:
    """What differs in the programme and its workshops."""
    gone = [each for each in old.sessions if new.session(each.id) is None]
    found = [Difference(f"“{each.title}” ({each.times}) is no longer in the programme") for each in gone]
    for session in new.sessions:
        was = old.session(session.id)
        if was is None:
            found.append(Difference(f"New: “{session.title}”, {session.times}{_in(session.room)}"))
        else:
            found += _session_changes(was, session, new)
    return found


def _session_changes(was: SessionLine, now: SessionLine, content: Content) -> list[Difference]:
    """Another time or room concerns everybody, another wording nobody."""
    words = _changed_words(was, now)
    is_elsewhere = (was.starts_at, was.ends_at, was.room) != (now.starts_at, now.ends_at, now.room)
    whom = None if is_elsewhere else NOBODY
    found = [Difference(f"“{now.title}”, {now.times}: {'; '.join(words)}", whom)] if words else []
    for workshop in now.workshops:
        before = was.workshop(workshop.id)
        if before is not None and before != workshop:
            found.append(_workshop_change(before, workshop, content.sitting_in(now.id, workshop.id)))
    return found


def _changed_words(was: SessionLine, now: SessionLine) -> list[str]:
    pairs = (
        ((was.starts_at, was.ends_at) != (now.starts_at, now.ends_at), f"was {_earlier(was, now)}"),
        (was.room != now.room, _room_words(was.room, now.room)),
        (was.title != now.title, f"was called “{was.title}”"),
        (was.speakers != now.speakers, f"now with {list_words(now.speakers)}" if now.speakers else "no speaker named"),
        (was.words != now.words, "the description is new"),
    )
    return [words for is_so, words in pairs if is_so]


def _earlier(was: SessionLine, now: SessionLine) -> str:
    """With its day when that is another one."""
    starts, ends = datetime.fromisoformat(was.starts_at), datetime.fromisoformat(was.ends_at)
    is_same_day = local_day(starts) == local_day(datetime.fromisoformat(now.starts_at))
    return was.times if is_same_day else span_words(starts, ends)


def _workshop_change(was: WorkshopLine, now: WorkshopLine, sitting: frozenset[int]) -> Difference:
    parts = [_room_words(was.room, now.room)] if was.room != now.room else []
    if (was.letter, was.title) != (now.letter, now.title):
        parts.append(f"was {was.letter}, {was.title}")
    if was.words != now.words:
        parts.append("the description is new")
    is_elsewhere = (was.room, was.letter, was.title) != (now.room, now.letter, now.title)
    words = f"Workshop {now.letter}, {now.title}: {'; '.join(parts)}"
    return Difference(words, sitting if is_elsewhere else NOBODY)


def _room_words(was: str, now: str) -> str:
    return f"now in {now}" if now else f"no longer in {was}"


def _in(room: str) -> str:
    return f", in {room}" if room else ""


def _seat_differences(old: Content, new: Content, names: Mapping[int, str]) -> list[Difference]:
    return [
        Difference(f"{name}: {'; '.join(changes)}", frozenset({attendee_id}))
        for attendee_id, name in names.items()
        if attendee_id in new.seats and (changes := seat_changes(old, new, attendee_id))
    ]


def seat_changes(old: Content, new: Content, attendee_id: int) -> list[str]:
    """What is new about one attendee's own seats, in words that may be said to them."""
    now, was = new.seats[attendee_id], old.seats.get(attendee_id)
    found = [] if was is not None else ["new on the list"]
    for session in new.sessions:
        seat, before = now.workshops.get(session.id), was.workshops.get(session.id) if was else None
        if seat != before:
            found.append(_seat_words(session, seat))
    if now.table != (was.table if was else ""):
        found.append(now.table or "no table any more")
    return found


def _seat_words(session: SessionLine, workshop_id: int | None) -> str:
    workshop = session.workshop(workshop_id)
    return f"workshop {workshop.letter}, {workshop.title}" if workshop else f"no workshop in “{session.title}” any more"


def concerned(old: Content | None, new: Content) -> set[int]:
    """Attendees to be written to: at the first release everybody, later those for whom something differs."""
    if old is None:
        return set(new.seats)
    if any(each.attendees is None for each in session_differences(old, new)):
        return set(new.seats)
    found = {key for key in new.seats if seat_changes(old, new, key)}
    return found.union(*(each.attendees or () for each in session_differences(old, new)))


def told_to(old: Content | None, new: Content, attendee_ids: Iterable[int]) -> list[str]:
    """What a mail says to people of one party: nobody reads of anybody else's seat."""
    if old is None:
        return []
    ids = [key for key in attendee_ids if key in new.seats]
    differing = session_differences(old, new)
    return [each.words for each in differing if each.attendees is None or each.attendees.intersection(ids)]
