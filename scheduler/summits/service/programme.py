"""The programme is written: sessions, speakers, workshops; it moves with its day."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.clock import from_local, is_clear_wall_time, local_day, to_local
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import when_of
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.ical.event import AllDay, Timed
from scheduler.summits.models import Session, SessionSpeaker, Summit, SummitRoom, Workshop
from scheduler.summits.queries.programme import sessions_of
from scheduler.summits.rules.programme import next_letter, shifted, span_of, starter
from scheduler.summits.rules.vocabulary import SessionKind
from scheduler.summits.service.counters import lock_places

USUAL_HOURS = (time(9, 30), time(15, 30))
"""Of a summit that has a day and no times yet, and of the first of several days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDraft:
    """A part of the programme as it was typed; times are on the summit's wall clock."""

    kind: SessionKind
    title: str
    day: date
    starts: time
    ends: time
    room_id: int | None = None
    words: str = ""
    speakers: tuple[tuple[str, str], ...] = ()
    """Name and role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopDraft:
    """A workshop as it was typed; `capacity` None: the room's."""

    letter: str
    title: str
    words: str = ""
    room_id: int | None = None
    capacity: int | None = None


def hours_of(summit: Summit) -> tuple[datetime, datetime] | None:
    """When the summit begins and ends; None without a date, or when it is set in whole days only."""
    when = when_of(summit.engagement)
    return (when.starts_at, when.ends_at) if isinstance(when, Timed) else None


def add_session(summit: Summit, draft: SessionDraft) -> Session:
    """A new part of the programme. Raises RuleBroken."""
    session = Session(summit=summit)
    _write(session, draft)
    db.session.add(session)
    db.session.flush()
    _note(summit, f"Put “{session.title}”, {span_of(session.starts_at, session.ends_at)}, into the programme")
    return session


def change_session(session: Session, draft: SessionDraft) -> None:
    """Raises RuleBroken, also when it would lose its workshops."""
    if session.workshops and draft.kind is not SessionKind.WORKSHOPS:
        raise RuleBroken("It has workshops. Remove them first, or leave its kind as it is.", "kind")
    before = f"“{session.title}”, {span_of(session.starts_at, session.ends_at)}"
    _write(session, draft)
    db.session.flush()
    after = f"“{session.title}”, {span_of(session.starts_at, session.ends_at)}"
    _note(session.summit, f"Changed {before} in the programme" + (f" to {after}" if after != before else ""))


def remove_session(session: Session) -> None:
    """With its workshops, wishes and seats."""
    lock_places(session.summit)
    _note(session.summit, f"Took “{session.title}” out of the programme")
    db.session.delete(session)
    db.session.flush()


def begin_with_starter(summit: Summit) -> None:
    """Fill an empty programme with the usual order of a day. Raises RuleBroken."""
    lock_places(summit)  # pressed twice at once it is there once
    if sessions_of(summit):
        raise RuleBroken("There is a programme already. Change it part by part.")
    opens_at, closes_at = _hours_or_usual(summit)
    for part in starter(opens_at, closes_at):
        values = {"title": part.title, "starts_at": part.starts_at, "ends_at": part.ends_at}
        db.session.add(Session(summit=summit, kind=part.kind, **values))
    db.session.flush()
    _note(summit, "Began the programme with the usual order of a day")


def move_programme(engagement: Engagement, summit: Summit, was: Timed | AllDay | None) -> timedelta:
    """The summit has another day or hour: every session moves along, on the wall clock; returns how far.

    After a time without any day they move from the day that they still stand on.
    """
    sessions, new = sessions_of(summit), _start(when_of(engagement))
    if not sessions or new is None:
        return timedelta(0)
    old = _start(was)
    stands_on = local_day(sessions[0].starts_at)
    shift = new - old if old is not None else timedelta(days=(new.date() - stands_on).days)
    for session in sessions:
        session.starts_at, session.ends_at = shifted(session.starts_at, shift), shifted(session.ends_at, shift)
    db.session.flush()
    return shift


def add_workshop(session: Session, draft: WorkshopDraft) -> Workshop:
    """A new one with the next letter unless one is given. Raises RuleBroken."""
    workshop = Workshop(taken=0)
    _write_workshop(workshop, session, draft)
    session.workshops.append(workshop)
    db.session.flush()
    _note(session.summit, f"Added workshop {workshop.letter}, {workshop.title}, with {workshop.capacity} seats")
    return workshop


def change_workshop(workshop: Workshop, draft: WorkshopDraft) -> None:
    """Fewer seats than people removes nobody: they stay, and nobody new comes in. Raises RuleBroken."""
    lock_places(workshop.session.summit)
    db.session.execute(select(Workshop.id).where(Workshop.id == workshop.id).with_for_update())
    db.session.refresh(workshop, ["capacity", "taken", "ceiling"])
    before = workshop.capacity
    _write_workshop(workshop, workshop.session, draft)
    db.session.flush()
    seats = f": {workshop.capacity} seats instead of {before}" if workshop.capacity != before else ""
    _note(workshop.session.summit, f"Changed workshop {workshop.letter}, {workshop.title}{seats}")


def remove_workshop(workshop: Workshop) -> None:
    """With wishes and seats; its people wait for the next allocation."""
    lock_places(workshop.session.summit)
    _note(workshop.session.summit, f"Removed workshop {workshop.letter}, {workshop.title}")
    db.session.delete(workshop)
    db.session.flush()


def _write(session: Session, draft: SessionDraft) -> None:
    session.kind, session.title, session.words = draft.kind, clean_line(draft.title), clean_text(draft.words)
    session.starts_at, session.ends_at = _instants(draft)
    session.room = _room(session.summit, draft.room_id)
    session.speakers = [
        SessionSpeaker(name=clean_line(name), role=clean_line(role), position=place)
        for place, (name, role) in enumerate(draft.speakers)
    ]


def _instants(draft: SessionDraft) -> tuple[datetime, datetime]:
    if draft.ends <= draft.starts:
        raise RuleBroken("It ends before it begins. Enter times like 10am to 11am.", "times")
    if not all(is_clear_wall_time(draft.day, at) for at in (draft.starts, draft.ends)):
        raise RuleBroken("The clocks change in that hour. Choose another time.", "times")
    return from_local(draft.day, draft.starts), from_local(draft.day, draft.ends)


def _room(summit: Summit, room_id: int | None) -> SummitRoom | None:
    if room_id is None:
        return None
    room = next((each for each in summit.rooms if each.id == room_id), None)
    if room is None:
        raise RuleBroken("That room is not one of this summit’s any more. Choose again.", "room_id")
    return room


def _write_workshop(workshop: Workshop, session: Session, draft: WorkshopDraft) -> None:
    others = [each for each in session.workshops if each is not workshop]
    letter = clean_line(draft.letter).upper()[:2] or next_letter(each.letter for each in others)
    if any(each.letter == letter for each in others):
        raise RuleBroken(f"There is a workshop {letter} already. Choose another letter.", "letter")
    room = _room(session.summit, draft.room_id)
    capacity = draft.capacity if draft.capacity is not None else room.capacity if room is not None else None
    if capacity is None:
        raise RuleBroken("Enter how many seats it has, or choose a room whose seats are known.", "capacity")
    workshop.letter, workshop.title, workshop.words = letter, clean_line(draft.title), clean_text(draft.words)
    workshop.room, workshop.capacity, workshop.ceiling = room, capacity, max(capacity, workshop.taken)


def _hours_or_usual(summit: Summit) -> tuple[datetime, datetime]:
    hours, day = hours_of(summit), first_day_of(summit.engagement)
    if hours is not None and local_day(hours[0]) == local_day(hours[1]):
        return hours
    if day is None:
        raise RuleBroken("The summit has no date yet. Fix the date first; then its programme can begin.")
    return from_local(day, USUAL_HOURS[0]), from_local(day, USUAL_HOURS[1])


def _start(when: Timed | AllDay | None) -> datetime | None:
    """On the wall clock, without a zone, so that a clock change shifts nothing."""
    if when is None:
        return None
    if isinstance(when, AllDay):
        return datetime.combine(when.first_on, USUAL_HOURS[0])
    return to_local(when.starts_at).replace(tzinfo=None)


def _note(summit: Summit, words: str) -> None:
    record("summit.programme", "engagement", summit.engagement_id, words)
