"""Scheduling messages (iTIP, RFC 5546) that others send, read leniently into values; nothing of theirs is expanded."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.ical.event import AllDay, Timed


@dataclass(frozen=True, slots=True, kw_only=True)
class ItipAttendee:
    """An ATTENDEE; addresses without `mailto:`, in lower case; PARTSTAT in capitals, empty when missing."""

    address: str
    name: str = ""
    partstat: str = ""
    sent_by: str = ""
    delegated_to: tuple[str, ...] = ()
    delegated_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItipEvent:
    """One VEVENT of a scheduling message."""

    method: str
    uid: str
    recurs_at: datetime | None = None
    """RECURRENCE-ID as a UTC instant."""
    sequence: int | None = None
    stamped_at: datetime | None = None
    organizer: str = ""
    attendees: tuple[ItipAttendee, ...] = ()
    when: Timed | AllDay | None = None
    summary: str = ""
    location: str = ""
    comment: str = ""
    repeats: bool = False
    problems: tuple[str, ...] = ()
