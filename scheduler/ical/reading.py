"""Reads somebody else's calendar into busy times on days. Pure, but slow where that is hostile: see `reading_child`.

Floating times are taken on the wall clock of `zone`; names of zones may be Windows's, which the library knows.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from scheduler.core.clock import LONDON, from_local
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass

MOST_EVENTS = 5_000
MOST_TIMES = 5_000
LONGEST_TITLE = 80
DAY = timedelta(days=1)
LAST_MINUTE = time(23, 59)
"""The end of a time that goes on past midnight: an end of 00:00 would stand before its start."""


class UnreadableCalendar(Exception):
    """The message is a plain sentence for whoever brought the calendar."""


@dataclass(frozen=True, slots=True, order=True)
class BusyTime:
    """From a day until a day, both included; with times, the same hours on each. `words` is empty unless asked for."""

    first_on: date
    last_on: date
    starts: time | None
    ends: time | None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to read: the days, both included, and how much of each entry."""

    first_on: date
    last_on: date
    zone: ZoneInfo = LONDON
    keeps_titles: bool = False
    counts_free: bool = False


def busy_times(data: bytes, wish: Wish) -> list[BusyTime]:
    """Everything that takes time between the days, repeats included, in order. Raises UnreadableCalendar."""
    calendars = parsed_calendars(data)
    found = {time for calendar in calendars for event in _occurrences(calendar, wish) for time in _times(event, wish)}
    if len(found) > MOST_TIMES:
        message = f"The calendar has more than {MOST_TIMES:,} busy times in two years. Use one that holds less."
        raise UnreadableCalendar(message)
    return sorted(found, key=lambda each: (each.first_on, each.starts or time.min, each.last_on, each.words))


def parsed_calendars(data: bytes) -> list[Calendar]:
    """What the library makes of it, once it is known to be a calendar of a bearable size. Raises UnreadableCalendar."""
    return _parsed(_text_of(data))


def _text_of(data: bytes) -> str:
    text = data.decode("utf-8-sig", errors="replace").lstrip()
    if not text[:15].upper().startswith("BEGIN:VCALENDAR"):
        if text[:1] == "<":
            raise UnreadableCalendar("That is a web page, not a calendar. Look for the calendar's own .ics file.")
        raise UnreadableCalendar("That is not a calendar. Use a file that ends in .ics and begins BEGIN:VCALENDAR.")
    if text.upper().count("BEGIN:VEVENT") > MOST_EVENTS:
        message = f"The calendar has more than {MOST_EVENTS:,} entries. Use one that holds less."
        raise UnreadableCalendar(message)
    return text


def _parsed(text: str) -> list[Calendar]:
    try:
        found = Calendar.from_ical(text, multiple=True)
    except ValueError as error:
        raise UnreadableCalendar("The calendar cannot be read: it is damaged or breaks off.") from error
    return [each for each in found if isinstance(each, Calendar)]


def _occurrences(calendar: Calendar, wish: Wish) -> Iterable[Event]:
    """Single events and every turn of those that repeat; a series that makes no sense is left out."""
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    starts = from_local(wish.first_on, time.min, wish.zone)
    ends = from_local(wish.last_on + DAY, time.min, wish.zone)
    return [each for each in query.between(starts, ends) if _takes_time(each, counts_free=wish.counts_free)]


def _takes_time(event: Event, *, counts_free: bool) -> bool:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return False
    is_free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    is_free = is_free or str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
    return counts_free or not is_free


def _times(event: Event, wish: Wish) -> Iterator[BusyTime]:
    """The days of one event, cut to those asked for; a moment without length takes no time."""
    words = clean_line(str(event.get("SUMMARY", "")))[:LONGEST_TITLE] if wish.keeps_titles else ""
    starts, ends = event.start, event.end
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        pieces = _pieces(_local(starts, wish.zone), _local(ends, wish.zone))
    else:
        pieces = iter([(_day(starts), max(_day(ends) - DAY, _day(starts)), None, None)])
    for first_on, last_on, begins, stops in pieces:
        first, last = max(first_on, wish.first_on), min(last_on, wish.last_on)
        if first <= last:
            yield BusyTime(first, last, begins, stops, words)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    aware = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
    return aware.replace(tzinfo=None, microsecond=0)


Piece = tuple[date, date, time | None, time | None]


def _pieces(starts: datetime, ends: datetime) -> Iterator[Piece]:
    """A time on the wall clock day by day: what is left of the first, whole days between, the last until its end."""
    if ends <= starts:
        return
    first, last = starts.date(), ends.date()
    if first == last:
        yield first, first, starts.time(), ends.time()
        return
    if starts.time() != time.min:
        if starts.time() < LAST_MINUTE:
            yield first, first, starts.time(), LAST_MINUTE
        first += DAY
    if first < last:
        yield first, last - DAY, None, None
    if ends.time() != time.min:
        yield last, last, time.min, ends.time()
