"""Scheduling messages (iTIP, RFC 5546) that we send: one event, one organizer, one attendee.

`reply` answers what others ask us, and is, like `counter`, what a client would answer: for the demo and for tests.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.core.clock import to_local
from scheduler.core.values import dataclass
from scheduler.ical.calendar import message
from scheduler.ical.event import CalendarEvent, Status
from scheduler.ical.render import component_of

if TYPE_CHECKING:
    from icalendar import Event


class Method(StrEnum):
    """METHOD of a scheduling message (RFC 5546 1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    REPLY = "REPLY"
    ADD = "ADD"
    CANCEL = "CANCEL"
    REFRESH = "REFRESH"
    COUNTER = "COUNTER"
    DECLINECOUNTER = "DECLINECOUNTER"


@dataclass(frozen=True, slots=True)
class Organizer:
    """Whom programs answer to; the address is where we read replies."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """The one recipient of a message; PARTSTAT as RFC 5545 3.2.12 spells it."""

    address: str
    name: str = ""
    partstat: str = "NEEDS-ACTION"
    delegated_to: str = ""
    delegated_from: str = ""


def request(event: CalendarEvent, organizer: Organizer, attendee: Attendee) -> bytes:
    """METHOD:REQUEST (3.2.2): asks, updates, or tells the calendar an answer that came by another way."""
    if event.status is Status.CANCELLED:
        raise ValueError("a cancelled event is told by METHOD:CANCEL (RFC 5546 3.2.2)")
    return message(Method.REQUEST, with_people(component_of(event), organizer, attendee))


def cancel(event: CalendarEvent, organizer: Organizer, attendee: Attendee) -> bytes:
    """METHOD:CANCEL (3.2.5): for this one attendee it is over, whether or not it takes place for others."""
    component = component_of(replace(event, status=Status.CANCELLED))
    return message(Method.CANCEL, with_people(component, organizer, attendee))


def decline_counter(
    *, uid: str, stamped_at: datetime, organizer: Organizer, words: str, recurs_at: datetime | None = None
) -> bytes:
    """METHOD:DECLINECOUNTER (3.2.8): another time was not taken; neither attendee, time nor SEQUENCE belongs in it."""
    component = _bare(uid, stamped_at)
    if recurs_at is not None:
        component.add("RECURRENCE-ID", to_local(recurs_at))
    component.add("ORGANIZER", _organizer(organizer))
    _comment(component, words)
    return message(Method.DECLINECOUNTER, component.to_ical())


def reply(  # noqa: PLR0913  # each is a property of its own
    *,
    uid: str,
    sequence: int,
    stamped_at: datetime,
    attendee: Attendee,
    organizer: Organizer | None = None,
    comment: str = "",
    recurs_at: datetime | None = None,
) -> bytes:
    """METHOD:REPLY (3.2.3) as a client answers; Exchange leaves the organizer out."""
    component = _bare(uid, stamped_at)
    component.add("SEQUENCE", sequence)
    if recurs_at is not None:
        component.add("RECURRENCE-ID", recurs_at)
    if organizer is not None:
        component.add("ORGANIZER", _organizer(organizer))
    component.add("ATTENDEE", _attendee(attendee, asks=False))
    _comment(component, comment)
    return message(Method.REPLY, component.to_ical())


def counter(
    event: CalendarEvent,
    attendee: Attendee,
    organizer: Organizer,
    comment: str = "",
    recurs_at: datetime | None = None,
) -> bytes:
    """METHOD:COUNTER (3.2.7) as a client proposes another time: `event` with the time that it would like."""
    component = component_of(event)
    if recurs_at is not None:
        component.add("RECURRENCE-ID", to_local(recurs_at))
    _comment(component, comment)
    return message(Method.COUNTER, with_people(component, organizer, attendee))


def with_people(component: "Event", organizer: Organizer, attendee: Attendee) -> bytes:
    """The VEVENT as bytes with its organizer and the one attendee of the message."""
    component.add("ORGANIZER", _organizer(organizer))
    component.add("ATTENDEE", _attendee(attendee, asks=True))
    rendered: bytes = component.to_ical()
    return rendered


def _bare(uid: str, stamped_at: datetime) -> "Event":
    from icalendar import Event  # 40 ms, for the first message that a process writes

    component = Event()
    component.add("UID", uid)
    component.add("DTSTAMP", stamped_at)
    return component


def _comment(component: "Event", words: str) -> None:
    from scheduler.ical.properties import paragraphs  # noqa: PLC0415  # as above

    if comment := paragraphs(words):
        component.add("COMMENT", comment)


def _organizer(organizer: Organizer) -> object:
    from scheduler.ical.properties import cal_address  # noqa: PLC0415  # as above

    return cal_address(organizer.address, CN=organizer.name)


def _attendee(attendee: Attendee, *, asks: bool) -> object:
    from scheduler.ical.properties import cal_address, mailto  # noqa: PLC0415  # as above

    asked = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "RSVP": "TRUE"} if asks else {}
    return cal_address(
        attendee.address,
        CN=attendee.name,
        PARTSTAT=attendee.partstat,
        DELEGATED_TO=mailto(attendee.delegated_to) if attendee.delegated_to else "",
        DELEGATED_FROM=mailto(attendee.delegated_from) if attendee.delegated_from else "",
        **asked,
    )
