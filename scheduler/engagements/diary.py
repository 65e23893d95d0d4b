"""The diary as values: which days a view shows, and what stands on each of them."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from scheduler.core.clock import local_day, start_of_day, to_local
from scheduler.core.wording import day_words, time_range_words, time_words
from scheduler.engagements.calendar import when_of
from scheduler.engagements.models import Engagement
from scheduler.ical.event import AllDay, Timed

DAY = timedelta(days=1)
LIST_LENGTH = timedelta(days=28)


class View(StrEnum):
    """The four ways to look at it."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Period:
    """What one page shows: its days (last included), its heading, and a day on the pages before and after."""

    view: View
    first_on: date
    last_on: date
    heading: str
    previous_on: date
    next_on: date


@dataclass(frozen=True, slots=True)
class Entry:
    """An engagement on one of its days; `times` is about that day alone."""

    engagement: Engagement
    times: str


@dataclass(frozen=True, slots=True)
class DiaryDay:
    """A day with its entries, whole days first, and what is special about it."""

    day: date
    entries: tuple[Entry, ...]
    notes: tuple[str, ...]


def period_of(view: View, on: date) -> Period:
    """The day, the week from Monday, the month or the four weeks that begin with or hold `on`."""
    if view is View.DAY:
        return Period(view, on, on, day_words(on, weekday=True), on - DAY, on + DAY)
    if view is View.WEEK:
        first = on - on.weekday() * DAY
        heading = f"Week of {day_words(first, weekday=True)}"
        return Period(view, first, first + 6 * DAY, heading, first - 7 * DAY, first + 7 * DAY)
    if view is View.MONTH:
        first, last = on.replace(day=1), on.replace(day=monthrange(on.year, on.month)[1])
        return Period(view, first, last, f"{first:%B} {first.year}", (first - DAY).replace(day=1), last + DAY)
    last = on + LIST_LENGTH - DAY
    return Period(view, on, last, f"{day_words(on)} to {day_words(last)}", on - LIST_LENGTH, last + DAY)


def days_of(
    period: Period, engagements: Sequence[Engagement], holidays: frozenset[date] = frozenset()
) -> list[DiaryDay]:
    """Every day of the period; an engagement of several days stands on each of them."""
    count = (period.last_on - period.first_on).days + 1
    return [_diary_day(period.first_on + number * DAY, engagements, holidays) for number in range(count)]


def weeks_of(days: Sequence[DiaryDay]) -> list[list[DiaryDay | None]]:
    """A month's days as rows from Monday to Sunday; None where another month's day would be."""
    if not days:
        return []
    cells: list[DiaryDay | None] = [*[None] * days[0].day.weekday(), *days]
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def times_on(day: date, when: Timed | AllDay) -> str | None:
    """“10am to 11am”, “from 10am”, “until 4pm” or “All day” as it is on that day; None when it is not on it."""
    if isinstance(when, AllDay):
        return _whole_day(day, when) if when.first_on <= day <= when.last_on else None
    begins, ends = max(when.starts_at, start_of_day(day)), min(when.ends_at, start_of_day(day + DAY))
    if begins >= ends:
        return None
    starts_here, ends_here = begins == when.starts_at, ends == when.ends_at
    starts, finish = to_local(when.starts_at).time(), to_local(when.ends_at).time()
    if starts_here and ends_here:
        return time_range_words(starts, finish)
    if starts_here:
        return f"from {time_words(starts)}"
    return f"until {time_words(finish)}" if ends_here else "All day"


def clock_change_words(day: date) -> str | None:
    """What the clocks do on that day; None on every other one."""
    before, after = to_local(start_of_day(day)).utcoffset(), to_local(start_of_day(day + DAY)).utcoffset()
    assert before is not None
    assert after is not None
    if before == after:
        return None
    return "Clocks go forward at 1am" if after > before else "Clocks go back at 2am"


def _diary_day(day: date, engagements: Sequence[Engagement], holidays: frozenset[date]) -> DiaryDay:
    entries = []
    for engagement in engagements:
        when = when_of(engagement)
        times = times_on(day, when) if when else None
        if times:
            entries.append(Entry(engagement, times))
    notes = ["Bank holiday"] if day in holidays else []
    if change := clock_change_words(day):
        notes.append(change)
    return DiaryDay(day, tuple(entries), tuple(notes))


def _whole_day(day: date, when: AllDay) -> str:
    days = (when.last_on - when.first_on).days + 1
    return "All day" if days == 1 else f"All day, day {(day - when.first_on).days + 1} of {days}"


def first_day_of(engagement: Engagement) -> date | None:
    """The local day on which it begins: where its diary opens."""
    when = when_of(engagement)
    if when is None:
        return None
    return when.first_on if isinstance(when, AllDay) else local_day(when.starts_at)
