"""Days that a rule can write down: pre-election periods, meetings on the third Tuesday of a month."""

from collections.abc import Set as AbstractSet
from datetime import date, time, timedelta

from scheduler.almanac.rules.marks import Period
from scheduler.almanac.rules.weekdays import THURSDAY, last_weekday, nth_weekday
from scheduler.almanac.rules.working_days import add_working_days
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words

NOTICE_WORKING_DAYS = 25
"""Notice of an election is published 25 working days before it at the latest; the period begins with it."""
LAST = 0
EVERY = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class RegularDays:
    """Meetings on a weekday: every one, or the first to fourth, or the last of chosen months."""

    weekday: int
    which: int
    """1 to 4; 0 is the last of the month, -1 every one."""
    months: AbstractSet[int]
    starts: time | None = None
    ends: time | None = None
    words: str = ""


def pre_election_period(election_on: date, holidays: AbstractSet[date]) -> Period:
    """From the publication of the notice of election until the day of the election itself."""
    words = f"before the election on {day_words(election_on)}"
    first_on = add_working_days(election_on, -NOTICE_WORKING_DAYS, holidays)
    return Period(first_on=first_on, last_on=election_on, words=words)


def next_local_elections(today: date) -> date:
    """The next first Thursday in May, today included."""
    this_year = nth_weekday(today.year, 5, THURSDAY, 1)
    return this_year if this_year >= today else nth_weekday(today.year + 1, 5, THURSDAY, 1)


def regular_days(rule: RegularDays, first_on: date, last_on: date) -> list[Period]:
    """Every day of the rule between two days, both included."""
    return [
        Period(first_on=day, last_on=day, starts=rule.starts, ends=rule.ends, words=rule.words)
        for year in range(first_on.year, last_on.year + 1)
        for month in sorted(rule.months)
        for day in _days_of_month(rule, year, month)
        if first_on <= day <= last_on
    ]


def _days_of_month(rule: RegularDays, year: int, month: int) -> list[date]:
    last = last_weekday(year, month, rule.weekday)
    if rule.which == EVERY:
        first = nth_weekday(year, month, rule.weekday, 1)
        return [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
    return [last if rule.which == LAST else nth_weekday(year, month, rule.weekday, rule.which)]
