"""Working days and office hours. Holidays are a set of days; everything is counted on the office's own wall clock."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.core.clock import LONDON, from_local, to_local
from scheduler.core.values import dataclass

SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """From `opens_at` until just before `closes_at`, on every working day."""

    opens_at: time
    closes_at: time
    zone: ZoneInfo = LONDON


def is_working_day(day: date, holidays: AbstractSet[date]) -> bool:
    """Monday to Friday, bank holidays excepted."""
    return day.weekday() < SATURDAY and day not in holidays


def add_working_days(day: date, number: int, holidays: AbstractSet[date]) -> date:
    """The `number`-th working day after `day` (before it when negative); 0 is the day itself, whatever it is."""
    step = DAY if number > 0 else -DAY
    for _ in range(abs(number)):
        day += step
        while not is_working_day(day, holidays):
            day += step
    return day


def is_open(moment: datetime, hours: OpeningHours, holidays: AbstractSet[date]) -> bool:
    """Whether the office works at that instant."""
    local = to_local(moment, hours.zone)
    return is_working_day(local.date(), holidays) and hours.opens_at <= local.time() < hours.closes_at


def next_working_moment(now: datetime, hours: OpeningHours, holidays: AbstractSet[date]) -> datetime:
    """`now` when the office is open, else the UTC instant at which it opens next."""
    if is_open(now, hours, holidays):
        return now
    local = to_local(now, hours.zone)
    day = local.date()
    if local.time() >= hours.opens_at:
        day += DAY
    while not is_working_day(day, holidays):
        day += DAY
    return from_local(day, hours.opens_at, hours.zone)


def add_working_hours(moment: datetime, number: int, hours: OpeningHours, holidays: AbstractSet[date]) -> datetime:
    """The UTC instant at which the office has worked `number` hours since `moment`."""
    left = timedelta(hours=number)
    at = next_working_moment(moment, hours, holidays)
    while left > (rest := from_local(to_local(at, hours.zone).date(), hours.closes_at, hours.zone) - at):
        left -= rest
        at = next_working_moment(at + rest, hours, holidays)
    return at + left
