"""A month of the almanac, as its page draws it."""

from calendar import Calendar
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from scheduler.almanac.rules.marks import days_between
from scheduler.almanac.rules.verdict import Facts, Reason, reasons_against
from scheduler.almanac.rules.working_days import is_working_day
from scheduler.core.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthDay:
    """A day and everything that speaks against it."""

    day: date
    is_working: bool
    reasons: Sequence[Reason]


def month_days(first_on: date, facts: Facts) -> list[MonthDay]:
    """Every day of the month that begins on `first_on`."""
    return [
        MonthDay(day=day, is_working=is_working_day(day, facts.holidays.keys()), reasons=reasons_against(day, facts))
        for day in days_between(first_on, last_of_month(first_on))
    ]


def in_weeks(days: Sequence[MonthDay]) -> list[list[MonthDay | None]]:
    """Rows from Monday to Sunday; None outside the month."""
    by_day = {each.day: each for each in days}
    first = days[0].day
    return [[by_day.get(day) for day in week] for week in Calendar().monthdatescalendar(first.year, first.month)]


def last_of_month(first_on: date) -> date:
    """The last day of the month that begins on `first_on`."""
    return next_month(first_on) - timedelta(days=1)


def next_month(first_on: date) -> date:
    """The first day of the month after."""
    return (first_on + timedelta(days=31)).replace(day=1)


def month_before(first_on: date) -> date:
    """The first day of the month before."""
    return (first_on - timedelta(days=1)).replace(day=1)


def clear_days(days: Collection[MonthDay]) -> tuple[int, int]:
    """How many working days have nothing against them, and how many working days there are."""
    working = [each for each in days if each.is_working]
    return sum(not each.reasons for each in working), len(working)
