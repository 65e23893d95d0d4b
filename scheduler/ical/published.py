"""Reads a calendar that somebody publishes into single meetings, repeats included. Slow where that is hostile."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import recurring_ical_events
from icalendar import Calendar, Event

from scheduler.core.clock import LONDON, from_local
from scheduler.core.text import clean_line, clean_text
from scheduler.ical.event import AllDay, Timed
from scheduler.ical.reading import parsed_calendars
from scheduler.ical.replies import LONGEST_KEY, LONGEST_LINE, LONGEST_TEXT, ItipEvent

DAY = timedelta(days=1)
SERIES = frozenset({"RRULE", "RDATE", "RECURRENCE-ID"})
"""What only entries of a series have; the library gives every occurrence a RECURRENCE-ID."""
MOST_MEETINGS = 200
"""Of one body in a year: what holds more is no board's calendar."""


def published_meetings(data: bytes, first_on: date, last_on: date) -> list[ItipEvent]:
    """Every meeting between two days, both included, in order; each of a series apart. Raises UnreadableCalendar."""
    calendars = parsed_calendars(data)
    found = [each for calendar in calendars for each in _meetings(calendar, first_on, last_on)]
    return sorted(found, key=_begins)[:MOST_MEETINGS]


def _meetings(calendar: Calendar, first_on: date, last_on: date) -> Iterator[ItipEvent]:
    repeating = {clean_line(str(each.get("UID", ""))) for each in calendar.walk("VEVENT") if SERIES & set(each)}
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    span = from_local(first_on, time.min), from_local(last_on + DAY, time.min)
    for event in query.between(*span):
        uid = clean_line(str(event.get("UID", "")))
        when = _when(event)
        if uid and len(uid) <= LONGEST_KEY and when is not None:
            yield _read(event, uid, when, in_series=uid in repeating)


def _read(event: Event, uid: str, when: Timed | AllDay, *, in_series: bool) -> ItipEvent:
    text = str(event.get("SEQUENCE", "0"))
    return ItipEvent(
        method="PUBLISH",
        uid=uid,
        recurs_at=_recurs_at(event, when) if in_series else None,
        sequence=int(text) if text.isdecimal() and len(text) < 10 else 0,
        when=when,
        summary=clean_line(str(event.get("SUMMARY", "")))[:LONGEST_LINE],
        location=clean_line(str(event.get("LOCATION", "")))[:LONGEST_LINE],
        description=clean_text(str(event.get("DESCRIPTION", "")))[:LONGEST_TEXT],
        status=str(event.get("STATUS", "")).upper()[:20],
    )


def _when(event: Event) -> Timed | AllDay | None:
    starts, ends = event.start, event.end
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        first, last = _utc(starts), _utc(ends)
        return Timed(first, last) if first < last else Timed(first, first + timedelta(hours=1))
    return AllDay(_day(starts), max(_day(ends) - DAY, _day(starts)))


def _recurs_at(event: Event, when: Timed | AllDay) -> datetime:
    """The place that the rule gave it: it stays when the meeting moves."""
    given = getattr(event.get("RECURRENCE-ID"), "dt", None)
    if isinstance(given, datetime):
        return _utc(given)
    if isinstance(given, date):
        return from_local(given, time.min)
    return when.starts_at if isinstance(when, Timed) else from_local(when.first_on, time.min)


def _utc(moment: datetime) -> datetime:
    aware = moment.replace(tzinfo=LONDON) if moment.tzinfo is None else moment
    return aware.astimezone(UTC).replace(microsecond=0)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _begins(event: ItipEvent) -> tuple[datetime, str]:
    assert event.when is not None
    when = event.when
    return (when.starts_at if isinstance(when, Timed) else from_local(when.first_on, time.min)), event.uid
