"""The released programme as calendar entries, one a session. UIDs for life; SEQUENCE and DTSTAMP from what was told."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from scheduler.core.wording import list_words
from scheduler.engagements.calendar import place_words
from scheduler.engagements.models import Engagement
from scheduler.ical.calendar import CalendarHeader, wrap
from scheduler.ical.event import CalendarEvent, Status, Timed
from scheduler.ical.render import render_event
from scheduler.summits.rules.releases import SeatLine, SessionLine, Told


def programme_feed(engagement: Engagement, sessions: Iterable[SessionLine], seat: SeatLine | None = None) -> bytes:
    """A calendar of the day; with a seat it says which workshop and table. The same bytes until the next release."""
    events = [_event(engagement, session, seat) for session in sessions]
    name = f"{engagement.title}: programme"
    return wrap(CalendarHeader(name=name), [render_event(event) for event in events])


def empty_feed(engagement: Engagement) -> bytes:
    """What a subscriber reads who has no place any more, or while there is no day: the entries go away."""
    return wrap(CalendarHeader(name=f"{engagement.title}: programme"), ())


def _event(engagement: Engagement, session: SessionLine, seat: SeatLine | None) -> CalendarEvent:
    told = _told(session, seat)
    at = datetime.fromisoformat(told.at)
    chosen = session.workshop(seat.workshops.get(session.id)) if seat is not None else None
    return CalendarEvent(
        uid=_uid(engagement, session, seat),
        sequence=told.number - 1,
        stamped_at=at,
        created_at=at,
        modified_at=at,
        when=Timed(datetime.fromisoformat(session.starts_at), datetime.fromisoformat(session.ends_at)),
        summary=f"Workshop {chosen.letter}: {chosen.title}" if chosen else session.title,
        description="\n\n".join(_paragraphs(session, seat)),
        location=", ".join(part for part in (chosen.room if chosen else session.room, place_words(engagement)) if part),
        status=Status.CONFIRMED,
    )


def _uid(engagement: Engagement, session: SessionLine, seat: SeatLine | None) -> str:
    """A PA may keep two people's days in one calendar: only what differs between people is their own."""
    own = f"-{seat.attendee_id}" if seat is not None and session.workshops else ""
    return f"session-{session.id}{own}-{engagement.uid}"


def _told(session: SessionLine, seat: SeatLine | None) -> Told:
    """The later of the session's own change and of the seat's in it."""
    own = seat.told.get(session.id) if seat is not None else None
    return own if own is not None and own.number > session.told.number else session.told


def _paragraphs(session: SessionLine, seat: SeatLine | None) -> Sequence[str]:
    chosen = session.workshop(seat.workshops.get(session.id)) if seat is not None else None
    parts = [session.title if chosen else "", chosen.words if chosen else session.words]
    if session.speakers:
        parts.append(f"With {list_words(session.speakers)}")
    if session.workshops and seat is None:
        parts.append("\n".join(f"{each.letter}: {each.title}" for each in session.workshops))
    if seat is not None and seat.table and session.kind == "plenary":
        parts.append(f"You sit at {seat.table}")
    return [part for part in parts if part]
