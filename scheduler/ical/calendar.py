"""A whole calendar: a header, the one VTIMEZONE, and fragments that are already rendered, joined as plain bytes."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.core.values import dataclass
from scheduler.ical.event import CalendarEvent
from scheduler.ical.render import render_event
from scheduler.ical.timezone import LONDON_TZID, LONDON_VTIMEZONE

if TYPE_CHECKING:
    from icalendar import Calendar

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODID = "-//Engagement scheduler//Calendar//EN"

_FOOT = b"END:VCALENDAR\r\n"
_COLOUR_NAME = re.compile("[a-z]*")


@dataclass(frozen=True, kw_only=True)
class CalendarHeader:
    """What a subscriber's program shows of the calendar itself; `colour` is a CSS colour name (RFC 7986 5.9)."""

    name: str
    description: str = ""
    colour: str = ""
    refresh_every: timedelta = timedelta(hours=1)

    def __post_init__(self) -> None:
        """Refuses a colour that is no name, and a refresh that is no time."""
        if not _COLOUR_NAME.fullmatch(self.colour):
            raise ValueError("a calendar's colour is a CSS colour name in small letters")
        if self.refresh_every <= timedelta(0):
            raise ValueError("a calendar's refresh interval must be longer than nothing")


def wrap(header: CalendarHeader, fragments: Iterable[bytes]) -> bytes:
    """A feed: no METHOD (it would change what DTSTAMP means), no people, the fragments untouched in the order given."""
    return _assemble(_feed_header(header), fragments)


def single(event: CalendarEvent) -> bytes:
    """One event to attach to a mail or to download: without METHOD and ORGANIZER no program offers a reply."""
    return _assemble(_bare_calendar(), [render_event(event)])


def bundle(fragments: Iterable[bytes]) -> bytes:
    """Several components in one file to keep, as `single` does with one."""
    return _assemble(_bare_calendar(), fragments)


def message(method: str, fragment: bytes) -> bytes:
    """A scheduling message of one component: METHOD makes programs act on it, so it is for mail only."""
    calendar = _bare_calendar()
    calendar.add("METHOD", method)
    return _assemble(calendar, [fragment])


def _assemble(calendar: "Calendar", fragments: Iterable[bytes]) -> bytes:
    head = calendar.to_ical().removesuffix(_FOOT)
    return b"".join((head, LONDON_VTIMEZONE, *fragments, _FOOT))


def _bare_calendar() -> "Calendar":
    from icalendar import Calendar  # 40 ms, for the first calendar that a process writes

    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def _feed_header(header: CalendarHeader) -> "Calendar":
    """NAME is RFC 7986's, X-WR-CALNAME what Outlook, Google and Apple read; likewise the two refresh hints."""
    from icalendar import vDuration  # as above

    from scheduler.ical.properties import line, paragraphs  # noqa: PLC0415  # as above

    calendar = _bare_calendar()
    interval = vDuration(header.refresh_every)
    calendar.add("NAME", line(header.name))
    calendar.add("X-WR-CALNAME", line(header.name))
    calendar.add("X-WR-TIMEZONE", line(LONDON_TZID))
    calendar.add("REFRESH-INTERVAL", interval, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(header.refresh_every))
    if description := paragraphs(header.description):
        calendar.add("X-WR-CALDESC", description)
    if header.colour:
        calendar.add("COLOR", header.colour)
    return calendar
