"""When an engagement is, as the boxes of a form say it; days and times themselves are read in `core.typed`."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from scheduler.core.clock import from_local, is_clear_wall_time, local_day, to_local
from scheduler.core.errors import RuleBroken
from scheduler.core.typed import typed_day, typed_times
from scheduler.core.wording import day_words, time_range_words
from scheduler.engagements.rules import unclear_time_words
from scheduler.ical.event import AllDay, Timed

Typed = TypeVar("Typed")

LONGEST = timedelta(days=31)


def typed_when(day: str, times: str, last_day: str, *, all_day: bool, today: date) -> Timed | AllDay | None:
    """The time that four boxes of a form say; None when nothing is typed. Raises RuleBroken naming the box."""
    if not day.strip():
        if times.strip() or last_day.strip() or all_day:
            raise RuleBroken("Enter the day, for example 29 September 2026.", "day")
        return None
    first_on = _in_box("day", lambda: typed_day(day, today))
    last_on = _in_box("last_day", lambda: typed_day(last_day, today)) if last_day.strip() else first_on
    if last_on < first_on:
        message = f"The last day, {day_words(last_on)}, is before the first, {day_words(first_on)}."
        raise RuleBroken(message, "last_day")
    if last_on - first_on > LONGEST:
        raise RuleBroken("It would last longer than a month. Check both days and their years.", "last_day")
    if all_day or (last_day.strip() and not times.strip()):
        return AllDay(first_on, last_on)
    return _timed(first_on, last_on, times)


def typed_boxes(when: Timed | AllDay | None) -> tuple[str, str, str, bool]:
    """Day, times, last day and "all day" as somebody would type a stored time."""
    if when is None:
        return "", "", "", False
    if isinstance(when, AllDay):
        last = day_words(when.last_on, weekday=True) if when.last_on != when.first_on else ""
        return day_words(when.first_on, weekday=True), "", last, True
    return _timed_boxes(when)


def _timed_boxes(when: Timed) -> tuple[str, str, str, bool]:
    starts, ends = to_local(when.starts_at), to_local(when.ends_at)
    last_on = local_day(when.ends_at - timedelta(microseconds=1))
    last = day_words(last_on, weekday=True) if last_on != starts.date() else ""
    return day_words(starts.date(), weekday=True), time_range_words(starts.time(), ends.time()), last, False


def _timed(first_on: date, last_on: date, times: str) -> Timed:
    if not times.strip():
        raise RuleBroken("Enter the times, for example 10am to 11am, or tick “All day”.", "times")
    starts, ends = _in_box("times", lambda: typed_times(times))
    if ends == time.min:
        last_on += timedelta(days=1)
    if (last_on, ends) <= (first_on, starts):
        raise RuleBroken("It must end after it starts. For a time past midnight enter the last day too.", "times")
    for on, at in ((first_on, starts), (last_on, ends)):
        if not is_clear_wall_time(on, at):
            raise RuleBroken(unclear_time_words(datetime.combine(on, at)), "times")
    return Timed(from_local(first_on, starts), from_local(last_on, ends))


def _in_box(box: str, read: Callable[[], Typed]) -> Typed:
    """What `read` makes of a box; its error gets the box's name."""
    try:
        return read()
    except RuleBroken as error:
        raise RuleBroken(error.message, box) from error
