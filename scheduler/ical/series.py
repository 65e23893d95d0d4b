"""A series as one repeating entry: one VEVENT with its rule, and every exception as an entry of its own.

A feed joins VEVENTs that are rendered already: there each meeting shown is such an exception, below a rule made for it.

Everything is wall time in Europe/London, RECURRENCE-ID and EXDATE like DTSTART (3.8.5.1): in UTC the series would
drift an hour with the clocks. UNTIL alone is in UTC (3.3.10). The rule never changes after it was first told; whatever
does is an exception, so the master keeps its SEQUENCE.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.core.clock import is_clear_wall_time, to_local
from scheduler.core.values import dataclass
from scheduler.ical.calendar import bundle, message
from scheduler.ical.event import CalendarEvent, Status, Timed
from scheduler.ical.itip import Attendee, Method, Organizer, with_people
from scheduler.ical.render import component_of

if TYPE_CHECKING:
    from icalendar import Event


RECURRENCE_LINE, CANCELLED_LINE = b"\r\nRECURRENCE-ID", b"\r\nSTATUS:CANCELLED"
ROOF_KEEPS = {"UID", "CREATED", "STATUS", "TRANSP", "SUMMARY"}
ROOF_LENGTH = timedelta(hours=1)


class Frequency(StrEnum):
    """FREQ of the rules that we write."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """The rule: every so many weeks or months, until the start of the last one; `by_day` such as 2TU or -1FR."""

    frequency: Frequency
    last_at: datetime
    every: int = 1
    by_day: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The first occurrence with the series' UID, its rule, and the starts that are left out."""

    master: CalendarEvent
    rule: Recurrence
    left_out: Sequence[datetime] = ()

    def __post_init__(self) -> None:
        """Refuses whole days, and a wall time that the clocks skip or repeat."""
        _wall_time(_start_of(self.master))


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptional:
    """One occurrence that is not as the rule says; `recurs_at` is the start that the rule gave it."""

    event: CalendarEvent
    recurs_at: datetime


def series_file(series: Series, exceptions: Sequence[Exceptional] = ()) -> bytes:
    """The whole series to download."""
    return bundle(series_components(series, exceptions))


def series_components(series: Series, exceptions: Sequence[Exceptional] = ()) -> list[bytes]:
    """The rule and its exceptions; a cancelled occurrence is simply left out, so that no program shows it."""
    gone = [each.recurs_at for each in exceptions if each.event.status is Status.CANCELLED]
    kept = [each for each in exceptions if each.event.status is not Status.CANCELLED]
    whole = replace(series, left_out=[*series.left_out, *gone])
    rendered: bytes = _series(whole).to_ical()
    return [rendered, *(render_exception(each) for each in kept)]


def render_exception(exception: Exceptional) -> bytes:
    """The VEVENT of one occurrence."""
    rendered: bytes = _exception(exception).to_ical()
    return rendered


def exception_file(exception: Exceptional) -> bytes:
    """One occurrence to keep: it takes the place that the rule gave it."""
    return bundle([render_exception(exception)])


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A rendered VEVENT of a series, and where it belongs."""

    ics: bytes
    uid: str
    recurs_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Roof:
    """What a feed's rule says beside its occurrences: `revised_at` is when the feed last changed."""

    rule: Recurrence
    left_out: Sequence[datetime]
    sequence: int
    revised_at: datetime


def is_occurrence(fragment: bytes) -> bool:
    """Whether a rendered VEVENT is one of a series; no text can hold a line of its own."""
    return RECURRENCE_LINE in fragment


def occurrence_in(fragment: bytes) -> Occurrence:
    """A rendered VEVENT of a series with its place read back."""
    event = _read(fragment)
    return Occurrence(fragment, str(event["UID"]), event.decoded("RECURRENCE-ID").astimezone(UTC))


def roof_over(shown: Sequence[Occurrence], roof: Roof) -> bytes:
    """The VEVENT with the rule that gives the occurrences shown, each of which tells its own facts.

    Without it several programs show nothing of them, or only one.
    """
    event = _read(next((each.ics for each in shown if CANCELLED_LINE not in each.ics), shown[0].ics))
    for name in set(event) - ROOF_KEEPS:
        del event[name]
    first_at = shown[0].recurs_at
    event.add("DTSTART", _wall_time(first_at))
    event.add("DTEND", to_local(first_at + ROOF_LENGTH))
    event.add("SEQUENCE", roof.sequence)
    event.add("DTSTAMP", roof.revised_at)
    event.add("LAST-MODIFIED", roof.revised_at)
    rendered: bytes = _ruled(event, roof.rule, roof.left_out).to_ical()
    return rendered


def series_request(series: Series, organizer: Organizer, attendee: Attendee) -> bytes:
    """METHOD:REQUEST for all of it: one VEVENT; programs read only the first of a message."""
    return message(Method.REQUEST, with_people(_series(series), organizer, attendee))


def exception_request(exception: Exceptional, organizer: Organizer, attendee: Attendee) -> bytes:
    """METHOD:REQUEST for one occurrence that moved or reads differently."""
    return message(Method.REQUEST, with_people(_exception(exception), organizer, attendee))


def exception_cancel(exception: Exceptional, organizer: Organizer, attendee: Attendee) -> bytes:
    """METHOD:CANCEL for one occurrence; the others stay."""
    gone = replace(exception, event=replace(exception.event, status=Status.CANCELLED))
    return message(Method.CANCEL, with_people(_exception(gone), organizer, attendee))


def series_cancel(series: Series, organizer: Organizer, attendee: Attendee) -> bytes:
    """METHOD:CANCEL for all of it; `series.master.sequence` is above that of every message before (RFC 5546 3.2.5)."""
    component = component_of(replace(series.master, status=Status.CANCELLED))
    return message(Method.CANCEL, with_people(component, organizer, attendee))


def _series(series: Series) -> "Event":
    return _ruled(component_of(series.master), series.rule, series.left_out)


def _ruled(component: "Event", rule: Recurrence, left_out: Sequence[datetime]) -> "Event":
    component.add("RRULE", _rule(rule))
    if left_out:
        component.add("EXDATE", [_wall_time(each) for each in sorted(left_out)])
    return component


def _read(fragment: bytes) -> "Event":
    from icalendar import Event  # 40 ms, for the first series that a process joins

    read = Event.from_ical(fragment)
    assert isinstance(read, Event)
    return read


def _rule(rule: Recurrence) -> dict[str, object]:
    parts: dict[str, object] = {"FREQ": str(rule.frequency), "UNTIL": rule.last_at, "INTERVAL": rule.every}
    if rule.by_day:
        parts["BYDAY"] = rule.by_day
    return parts


def _exception(exception: Exceptional) -> "Event":
    component = component_of(exception.event)
    component.add("RECURRENCE-ID", _wall_time(exception.recurs_at))
    return component


def _start_of(event: CalendarEvent) -> datetime:
    if not isinstance(event.when, Timed):
        raise TypeError("a repeating entry has a time of day")
    return event.when.starts_at


def _wall_time(instant: datetime) -> datetime:
    local = to_local(instant)
    if not is_clear_wall_time(local.date(), local.time()):
        raise ValueError("the clocks skip or repeat this time: no program would agree about it")
    return local
