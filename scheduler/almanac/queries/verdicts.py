"""What speaks against a day."""

from collections.abc import Collection
from datetime import date, timedelta

from scheduler.almanac.queries.deadlines import deadlines_between
from scheduler.almanac.queries.holidays import bank_holiday_names, holidays_known_until
from scheduler.almanac.queries.layers import marks_between
from scheduler.almanac.rules.marks import days_between
from scheduler.almanac.rules.month import MonthDay, last_of_month, month_days
from scheduler.almanac.rules.verdict import Facts, Reason, of_partners, reasons_against

SEARCHED = timedelta(days=90)


def day_reasons(day: date, organisation_ids: Collection[int] = ()) -> list[Reason]:
    """Each thing that speaks against a day, for a meeting with these organisations (none named: for anybody)."""
    return reasons_against(day, _facts(day, day, organisation_ids))


def day_verdict(day: date, organisation_ids: Collection[int] = ()) -> list[str]:
    """The same as phrases for people; empty when nothing speaks against the day."""
    return [reason.words for reason in day_reasons(day, organisation_ids)]


def month_of(first_on: date, organisation_ids: Collection[int] = ()) -> list[MonthDay]:
    """Every day of the month that begins on `first_on`, with what speaks against it."""
    return month_days(first_on, _facts(first_on, last_of_month(first_on), organisation_ids))


def _facts(first_on: date, last_on: date, organisation_ids: Collection[int]) -> Facts:
    return Facts(
        holidays=bank_holiday_names(),
        known_until=holidays_known_until(),
        marks=of_partners(marks_between(first_on, last_on), organisation_ids),
        deadlines=deadlines_between(first_on, last_on),
    )


def next_clear_day(day: date, organisation_ids: Collection[int] = ()) -> date | None:
    """The first working day after `day` against which nothing speaks; none within `SEARCHED`."""
    days = days_between(day + timedelta(days=1), day + SEARCHED)
    facts = _facts(days[0], days[-1], organisation_ids)
    return next((each for each in days if not reasons_against(each, facts)), None)
