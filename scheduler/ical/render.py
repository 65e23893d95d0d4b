"""One event to the bytes of its VEVENT: rendered when it changes, stored, and joined into feeds as it is."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.core.clock import LONDON, is_clear_wall_time, to_local
from scheduler.ical.event import AllDay, CalendarEvent, Status, Timed, Transparency

if TYPE_CHECKING:
    from icalendar import Event

CANCELLED_PREFIX = "CANCELLED: "


def render_event(event: CalendarEvent) -> bytes:
    """The VEVENT with CRLF and folding; the same event gives the same bytes on every machine and every day."""
    rendered: bytes = component_of(event).to_ical()
    return rendered


def component_of(event: CalendarEvent) -> "Event":
    """The VEVENT before it is bytes, for messages that add people to it."""
    from icalendar import Event  # 40 ms, for the first event that a process writes

    from scheduler.ical.properties import line  # noqa: PLC0415  # as above

    component = Event()
    component.add("UID", event.uid)
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTAMP", event.stamped_at)
    component.add("CREATED", event.created_at)
    component.add("LAST-MODIFIED", event.modified_at)
    starts, ends = _span(event.when)
    component.add("DTSTART", starts)
    component.add("DTEND", ends)
    component.add("STATUS", str(event.status))
    component.add("TRANSP", str(_transparency(event)))
    component.add("SUMMARY", line(_title(event)))
    for name, value in _details(event).items():
        component.add(name, value)
    return component


def _details(event: CalendarEvent) -> dict[str, object]:
    """Description, place and web address, each only when there is something to say."""
    from scheduler.ical.properties import line, paragraphs, web_address  # noqa: PLC0415  # as above

    details = {
        "DESCRIPTION": paragraphs(event.description),
        "LOCATION": line(event.location),
        "URL": web_address(event.url),
    }
    return {name: value for name, value in details.items() if value}


def _title(event: CalendarEvent) -> str:
    """Says it in words as well: several programs ignore STATUS."""
    return CANCELLED_PREFIX + event.summary if event.status is Status.CANCELLED else event.summary


def _transparency(event: CalendarEvent) -> Transparency:
    """A cancelled meeting blocks nobody's time."""
    return Transparency.TRANSPARENT if event.status is Status.CANCELLED else event.transparency


def _span(when: Timed | AllDay) -> tuple[datetime, datetime] | tuple[date, date]:
    """DTSTART and DTEND; the end of whole days is the day after (RFC 5545 3.6.1)."""
    if isinstance(when, AllDay):
        return when.first_on, when.last_on + timedelta(days=1)
    starts, ends = to_local(when.starts_at), to_local(when.ends_at)
    if _is_clear(starts) and _is_clear(ends):
        return starts, ends
    # Parsers disagree on a wall time that the clock shows twice; UTC is beyond doubt.
    return when.starts_at.astimezone(UTC), when.ends_at.astimezone(UTC)


def _is_clear(local: datetime) -> bool:
    return is_clear_wall_time(local.date(), local.time(), LONDON)
