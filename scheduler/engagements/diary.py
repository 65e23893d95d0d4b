"""The diary as values: which days a view shows, and what stands on each of them."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from scheduler.almanac.rules.marks import days_between
from scheduler.core.clock import local_day, start_of_day, to_local
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words, time_range_words, time_words
from scheduler.engagements.calendar import when_of
from scheduler.engagements.models import Engagement, Hold
from scheduler.engagements.rules.diaries import Away
from scheduler.engagements.rules.travel import Travel
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
    """What stands on a day; `times` is about that day alone. An engagement, a time held for one, or a road (`travel`).

    `held_until`: only held, until that day.
    """

    times: str
    begins: datetime
    engagement: Engagement | None = None
    held_until: date | None = None
    travel: Travel | None = None


@dataclass(frozen=True, slots=True)
class Extras:
    """What one diary shows beside its engagements: times held, and in one principal's own the roads and leave."""

    holds: Sequence[Hold] = ()
    travel: Sequence[Travel] = ()
    away: Sequence[Away] = ()


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
    period: Period,
    engagements: Sequence[Engagement],
    holidays: frozenset[date] = frozenset(),
    extras: Extras | None = None,
) -> list[DiaryDay]:
    """Every day of the period; an engagement of several days stands on each of them."""
    days = days_between(period.first_on, period.last_on)
    return [_diary_day(day, engagements, holidays, extras or Extras()) for day in days]


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


def _diary_day(day: date, engagements: Sequence[Engagement], holidays: frozenset[date], extras: Extras) -> DiaryDay:
    entries = [
        *_engagements_on(day, engagements),
        *(
            Entry(times, hold.starts_at, hold.engagement, held_until=local_day(hold.expires_at))
            for hold in extras.holds
            if (times := times_on(day, Timed(hold.starts_at, hold.ends_at)))
        ),
        *(
            Entry(times, travel.when.starts_at, travel=travel)
            for travel in extras.travel
            if (times := times_on(day, travel.when))
        ),
    ]
    by_the_hour = sorted(entries, key=lambda entry: entry.begins)
    return DiaryDay(day, tuple(by_the_hour), tuple(_notes(day, holidays, extras.away)))


def _engagements_on(day: date, engagements: Sequence[Engagement]) -> Iterator[Entry]:
    """What lasts whole days comes first, since it begins with the day."""
    for engagement in engagements:
        when = when_of(engagement)
        times = times_on(day, when) if when else None
        if when and times:
            begins = start_of_day(day) if isinstance(when, AllDay) else when.starts_at
            yield Entry(times, begins, engagement)


def _notes(day: date, holidays: frozenset[date], away: Sequence[Away]) -> list[str]:
    notes = ["Bank holiday"] if day in holidays else []
    if change := clock_change_words(day):
        notes.append(change)
    return notes + [f"Away: {each.words}" if each.words else "Away" for each in away if each.covers(day)]


def _whole_day(day: date, when: AllDay) -> str:
    days = (when.last_on - when.first_on).days + 1
    return "All day" if days == 1 else f"All day, day {(day - when.first_on).days + 1} of {days}"


def first_day_of(engagement: Engagement) -> date | None:
    """The local day on which it begins: where its diary opens."""
    when = when_of(engagement)
    if when is None:
        return None
    return when.first_on if isinstance(when, AllDay) else local_day(when.starts_at)
