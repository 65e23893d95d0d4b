"""Scheduling messages (iTIP, RFC 5546) that others send, read leniently into values; nothing of theirs is expanded."""

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote

from scheduler.core.addresses import address_key
from scheduler.core.clock import start_of_day
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.ical.event import AllDay, Timed
from scheduler.ical.foreign_lines import Block, Property, calendars, unescape
from scheduler.ical.foreign_times import StrangeTime, Zones, moment, span, zones_of


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
    description: str = ""
    status: str = ""
    """STATUS in capitals."""
    online_url: str = ""
    """Where programs of Microsoft or Google say it can be joined."""
    repeats: bool = False
    problems: tuple[str, ...] = ()


LONGEST_TEXT = 2_000
LONGEST_NAME = 200
LONGEST_LINE = 300
LONGEST_KEY = 254
MOST_EVENTS = 50
MOST_ATTENDEES = 50
BROKEN = "The calendar breaks off; what could be read of it is here."
_MAILTO = re.compile(r"(?:\s*mailto:)+", re.IGNORECASE)


def read_itip(data: bytes) -> list[ItipEvent]:
    """Every VEVENT of a scheduling message, however it is written; none when there is no calendar in it."""
    events = [_event(block, calendar) for calendar in calendars(data) for block in _meetings(calendar)]
    if len(events) <= MOST_EVENTS:
        return events
    kept = events[:MOST_EVENTS]
    problem = f"There are more than {MOST_EVENTS} meetings in it; the others were left out."
    kept[-1] = replace(kept[-1], problems=(*kept[-1].problems, problem))
    return kept


def _meetings(calendar: Block) -> list[Block]:
    return [each for each in calendar.blocks if each.name == "VEVENT"]


def _event(block: Block, calendar: Block) -> ItipEvent:
    zones = zones_of(calendar)
    problems = [] if block.is_whole and calendar.is_whole else [BROKEN]
    return ItipEvent(
        method=re.sub("[^A-Z]", "", _line(calendar, "METHOD").upper())[:20],
        uid=_uid(block, problems),
        recurs_at=_instant(block, "RECURRENCE-ID", zones, problems),
        sequence=_sequence(block, problems),
        stamped_at=_instant(block, "DTSTAMP", zones, problems),
        organizer=_address(block.first("ORGANIZER")),
        attendees=_attendees(block, problems),
        when=_when(block, zones, problems),
        summary=_line(block, "SUMMARY"),
        location=_line(block, "LOCATION"),
        comment=_paragraphs(block, "COMMENT"),
        description=_paragraphs(block, "DESCRIPTION"),
        status=re.sub("[^A-Z-]", "", _line(block, "STATUS").upper())[:20],
        online_url=_online(block),
        repeats=bool(block.first("RRULE") or block.first("RDATE")),
        problems=tuple(problems),
    )


def _line(block: Block, name: str) -> str:
    found = block.first(name)
    return clean_line(unescape(found.value))[:LONGEST_LINE] if found else ""


def _paragraphs(block: Block, name: str) -> str:
    return clean_text("\n".join(unescape(each.value) for each in block.all(name)))[:LONGEST_TEXT]


def _online(block: Block) -> str:
    """The first whole web address of those that programs write apart."""
    found = (_line(block, name) for name in ("X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-GOOGLE-CONFERENCE"))
    return next((each for each in found if re.fullmatch(r"https?://[!-~]+", each)), "")


def _uid(block: Block, problems: list[str]) -> str:
    found = block.first("UID")
    uid = clean_line(unescape(found.value)) if found else ""
    if not uid or len(uid) > LONGEST_KEY:
        problems.append("It does not say which meeting it is about.")
        return ""
    return uid


def _sequence(block: Block, problems: list[str]) -> int | None:
    found = block.first("SEQUENCE")
    if found is None:
        return None
    if re.fullmatch("[0-9]{1,9}", found.value.strip()):
        return int(found.value)
    problems.append("SEQUENCE is not a number.")
    return None


def _instant(block: Block, name: str, zones: Zones, problems: list[str]) -> datetime | None:
    """A UTC instant; a day begins at midnight in London."""
    found = block.first(name)
    if found is None:
        return None
    try:
        value = moment(found, zones)
        return value if isinstance(value, datetime) else start_of_day(value)
    except (StrangeTime, OverflowError):
        problems.append(f"{name} is not a date that can be read.")
        return None


def _when(block: Block, zones: Zones, problems: list[str]) -> Timed | AllDay | None:
    try:
        return span(block, zones)
    except StrangeTime as error:
        problems.append(str(error))
        return None


def _attendees(block: Block, problems: list[str]) -> tuple[ItipAttendee, ...]:
    found = block.all("ATTENDEE")
    if len(found) > MOST_ATTENDEES:
        problems.append(f"It names more than {MOST_ATTENDEES} people; the others were left out.")
    return tuple(_attendee(each) for each in found[:MOST_ATTENDEES])


def _attendee(given: Property) -> ItipAttendee:
    return ItipAttendee(
        address=_address(given),
        name=clean_line(given.parameter("CN"))[:LONGEST_NAME],
        partstat=clean_line(given.parameter("PARTSTAT")).upper()[:20],
        sent_by=_plain_address(given.parameter("SENT-BY")),
        delegated_to=_addresses(given, "DELEGATED-TO"),
        delegated_from=_addresses(given, "DELEGATED-FROM"),
    )


def _addresses(given: Property, name: str) -> tuple[str, ...]:
    found = (_plain_address(each) for each in given.parameters.get(name, ()))
    return tuple(each for each in found if each)


def _address(given: Property | None) -> str:
    """The mailbox behind a calendar address; programs that write a URN as the value put it into EMAIL."""
    if given is None:
        return ""
    return _plain_address(given.value) or _plain_address(given.parameter("EMAIL"))


def _plain_address(value: str) -> str:
    found = _MAILTO.match(value)
    text = unquote(value[found.end() :].partition("?")[0]) if found else value
    address = address_key(clean_line(text).strip("<>\"' "))
    is_one = address.count("@") == 1 and not re.search(r"[\s:;,<>]", address) and not address.startswith("@")
    return address if is_one and len(address) <= LONGEST_KEY else ""
