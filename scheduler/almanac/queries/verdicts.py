"""What speaks against a day."""

from collections.abc import Collection
from datetime import date

from scheduler.almanac.queries.holidays import bank_holiday_names, holidays_known_until
from scheduler.almanac.queries.layers import marks_between
from scheduler.almanac.rules.verdict import Reason, of_partners, reasons_against


def day_reasons(day: date, organisation_ids: Collection[int] = ()) -> list[Reason]:
    """Each thing that speaks against a day, for a meeting with these organisations (none named: for anybody)."""
    marks = of_partners(marks_between(day, day), organisation_ids)
    return reasons_against(day, bank_holiday_names(), holidays_known_until(), marks)


def day_verdict(day: date, organisation_ids: Collection[int] = ()) -> list[str]:
    """The same as plain sentences; empty when nothing speaks against the day."""
    return [reason.words for reason in day_reasons(day, organisation_ids)]
