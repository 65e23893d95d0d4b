"""The days of a series: every so many weeks or months, a monthly one on the same weekday of the month."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import takewhile

from scheduler.core.clock import from_local, is_clear_wall_time, local_day, to_local
from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.engagements.rules.engagements import SeriesUnit

MOST = 60
"""Five years of months, more than a year of weeks: whoever wants more has mistyped."""
FARTHEST = timedelta(days=5 * 366)
LAST = -1
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """Every so many weeks or months, until a day (included) or so many times, the first among them."""

    unit: SeriesUnit
    every: int = 1
    until_on: date | None = None
    times: int | None = None


def series_days(first_on: date, repetition: Repetition) -> list[date]:
    """Every day of the series, the first one included. Raises RuleBroken naming the box."""
    _check(first_on, repetition)
    found: list[date] = []
    for day in _days(first_on, repetition):
        is_over = repetition.until_on is not None and day > repetition.until_on
        if is_over or len(found) == (repetition.times or MOST + 1):
            break
        found.append(day)
    if len(found) > MOST:
        raise RuleBroken(f"That would be more than {MOST} times. Choose an earlier last day.", "until")
    if len(found) < 2:
        raise RuleBroken("Nothing would repeat: the last day is before the second time.", "until")
    return found


def rule_starts(unit: SeriesUnit, every: int, first_at: datetime, last_at: datetime) -> list[datetime]:
    """Every start that the rule gives from the first to the last one, at the same wall time.

    Without those that the clocks skip or repeat on their day: no meeting was ever planned then.
    """
    first_on, last_on, at = local_day(first_at), local_day(last_at), to_local(first_at).time()
    days = takewhile(lambda day: day <= last_on, _days(first_on, Repetition(unit=unit, every=every)))
    return [from_local(day, at) for day in days if is_clear_wall_time(day, at)]


def place_in_month(day: date) -> int:
    """1 for the first such weekday of its month … 4; a fifth one counts as the last, since few months have five."""
    number = (day.day - 1) // 7 + 1
    return LAST if number == 5 else number


def by_day(day: date, unit: SeriesUnit) -> str:
    """BYDAY of the rule: “2TU” for the second Tuesday, “-1FR” for the last Friday; a weekly one needs none."""
    return f"{place_in_month(day)}{WEEKDAYS[day.weekday()]}" if unit is SeriesUnit.MONTH else ""


def rule_words(first_on: date, unit: SeriesUnit, every: int) -> str:
    """“every Tuesday”, “every 2 weeks on Tuesday”, “the second Tuesday of every month”."""
    weekday = f"{first_on:%A}"
    if unit is SeriesUnit.WEEK:
        return f"every {weekday}" if every == 1 else f"every {every} weeks on {weekday}"
    which = {1: "first", 2: "second", 3: "third", 4: "fourth", LAST: "last"}[place_in_month(first_on)]
    return f"the {which} {weekday} of every {'month' if every == 1 else f'{every} months'}"


def _check(first_on: date, repetition: Repetition) -> None:
    if not 1 <= repetition.every <= 12:
        raise RuleBroken("Enter a number from 1 to 12.", "every")
    if repetition.until_on is None and repetition.times is None:
        raise RuleBroken("Say until which day, or how many times.", "until")
    if repetition.times is not None and not 2 <= repetition.times <= MOST:
        raise RuleBroken(f"Enter a number from 2 to {MOST}.", "times")
    if repetition.until_on is not None and repetition.until_on - first_on > FARTHEST:
        raise RuleBroken("That is more than five years away. Choose an earlier last day.", "until")


def _days(first_on: date, repetition: Repetition) -> Iterator[date]:
    for number in range(MOST + 2):
        steps = number * repetition.every
        if repetition.unit is SeriesUnit.WEEK:
            yield first_on + timedelta(weeks=steps)
        else:
            yield _in_month(first_on, steps)


def _in_month(first_on: date, months: int) -> date:
    """The same weekday of a later month."""
    year, month = divmod(first_on.year * 12 + first_on.month - 1 + months, 12)
    place, length = place_in_month(first_on), monthrange(year, month + 1)[1]
    if place == LAST:
        last = date(year, month + 1, length)
        return last - timedelta(days=(last.weekday() - first_on.weekday()) % 7)
    first = date(year, month + 1, 1)
    return first + timedelta(days=(first_on.weekday() - first.weekday()) % 7 + 7 * (place - 1))
