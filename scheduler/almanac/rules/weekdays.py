"""The third Tuesday of a month and the like; Monday is 0, as Python counts."""

from datetime import date, timedelta

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
WEEK = timedelta(weeks=1)


def nth_weekday(year: int, month: int, weekday: int, number: int) -> date:
    """The `number`-th such weekday of a month (1 to 4 exist in every month)."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7) + (number - 1) * WEEK


def last_weekday(year: int, month: int, weekday: int) -> date:
    """The last such weekday of a month."""
    fourth = nth_weekday(year, month, weekday, 4)
    fifth = fourth + WEEK
    return fifth if fifth.month == month else fourth


def weekday_before(day: date, weekday: int) -> date:
    """The last such weekday before a day."""
    return day - timedelta(days=(day.weekday() - weekday - 1) % 7 + 1)
