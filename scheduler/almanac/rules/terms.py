"""School holidays by the patterns that schools here follow; a proposal for a year, to be corrected by hand.

Everything is reckoned from fixed points: Easter, the late bank holidays, the n-th such weekday of a month.
"""

from datetime import date, timedelta

from scheduler.almanac.rules.marks import Period
from scheduler.almanac.rules.weekdays import FRIDAY, MONDAY, TUESDAY, last_weekday, nth_weekday, weekday_before
from scheduler.core.values import dataclass

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPattern:
    """What differs from authority to authority."""

    key: str
    name: str
    october_monday: int
    """The half-term begins on so many-th Monday of October."""
    has_july_fortnight: bool
    """Schools break up on the second Friday of July and are back after the August bank holiday."""


LEICESTERSHIRE = TermPattern(
    key="leicestershire", name="Leicestershire: July fortnight", october_monday=3, has_july_fortnight=True
)
LEICESTER = TermPattern(
    key="leicester",
    name="Leicester: July fortnight, October half-term a week later",
    october_monday=4,
    has_july_fortnight=True,
)
ENGLAND = TermPattern(key="england", name="Most of England (Rutland)", october_monday=4, has_july_fortnight=False)
PATTERNS = {pattern.key: pattern for pattern in (LEICESTERSHIRE, LEICESTER, ENGLAND)}


def school_holidays(pattern: TermPattern, year: int) -> list[Period]:
    """The holidays of the school year that begins in the late summer of `year`, weekends beside them included."""
    return [
        _week("October half-term", nth_weekday(year, 10, MONDAY, pattern.october_monday)),
        _christmas(year),
        _week("February half-term", _nearest_monday(date(year + 1, 2, 15))),
        _easter(year + 1),
        _week("May half-term", last_weekday(year + 1, 5, MONDAY)),
        _summer(pattern, year + 1),
    ]


def easter_sunday(year: int) -> date:
    """By the Gregorian computus (Meeus, Jones and Butcher)."""
    century, of_century = divmod(year, 100)
    correction = (8 * century + 13) // 25
    epact = (19 * (year % 19) + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _week(words: str, monday: date) -> Period:
    """From the Saturday before to the Sunday after."""
    return Period(first_on=monday - 2 * DAY, last_on=monday + 6 * DAY, words=words)


def _christmas(year: int) -> Period:
    """Two weeks from the last Friday until 21 December."""
    closes_on = weekday_before(date(year, 12, 22), FRIDAY)
    return Period(first_on=closes_on + DAY, last_on=closes_on + 2 * WEEK + 2 * DAY, words="Christmas holidays")


def _easter(year: int) -> Period:
    """The week before Easter and the week after it."""
    sunday = easter_sunday(year)
    return Period(first_on=sunday - 8 * DAY, last_on=sunday + 7 * DAY, words="Easter holidays")


def _summer(pattern: TermPattern, year: int) -> Period:
    if pattern.has_july_fortnight:
        closes_on = nth_weekday(year, 7, FRIDAY, 2)
        back_on = last_weekday(year, 8, MONDAY) + DAY
    else:
        closes_on = weekday_before(date(year, 7, 25), FRIDAY)
        back_on = nth_weekday(year, 9, TUESDAY, 1)
    return Period(first_on=closes_on + DAY, last_on=back_on - DAY, words="Summer holidays")


def _nearest_monday(day: date) -> date:
    return day - timedelta(days=(day.weekday() + 3) % 7 - 3)
