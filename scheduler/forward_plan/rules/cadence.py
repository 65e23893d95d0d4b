"""How often: when the next meeting is due, and by when it must have been."""

import calendar
from datetime import date, timedelta

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.forward_plan.rules.vocabulary import IntervalUnit

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Cadence:
    """Ideal and longest interval between two meetings, in weeks or months."""

    ideal: int
    longest: int
    unit: IntervalUnit = IntervalUnit.MONTHS

    def ideal_after(self, day: date) -> date:
        """When the next one is due."""
        return interval_after(day, self.ideal, self.unit)

    def longest_after(self, day: date) -> date:
        """By when the next one must have been."""
        return interval_after(day, self.longest, self.unit)

    @property
    def words(self) -> str:
        """“every 6 months, 9 at most”."""
        every = "week" if self.unit is IntervalUnit.WEEKS else "month"
        often = f"every {every}" if self.ideal == 1 else f"every {count_words(self.ideal, every)}"
        return often if self.longest == self.ideal else f"{often}, {self.longest} at most"


@dataclass(frozen=True, slots=True)
class Due:
    """The present interval: from when it runs, when a meeting is due, and the last day on which it is not late."""

    from_on: date
    ideal_on: date
    limit_on: date

    def days_to_limit(self, on: date) -> int:
        """Days left; negative once the limit is passed."""
        return (self.limit_on - on).days

    def ratio(self, on: date) -> float:
        """Overdue ÷ interval: 0 on the limit, -1 at the beginning, 1 when twice the interval has passed."""
        return -self.days_to_limit(on) / max((self.limit_on - self.from_on).days, 1)


@dataclass(frozen=True, slots=True)
class Clock:
    """From when a partner's time is counted: the last meeting that counts, else the day the clock was started."""

    last_on: date | None
    started_on: date
    first_by_on: date | None = None


def due_of(cadence: Cadence, clock: Clock) -> Due:
    """The interval that runs now. A partner who joined after the first-by date gets a whole interval."""
    if clock.last_on is not None:
        return Due(clock.last_on, cadence.ideal_after(clock.last_on), cadence.longest_after(clock.last_on))
    start, first_by = clock.started_on, clock.first_by_on
    if first_by is None or first_by < start:
        return Due(start, cadence.ideal_after(start), cadence.longest_after(start))
    return Due(start, min(cadence.ideal_after(start), first_by), first_by)


def interval_after(day: date, count: int, unit: IntervalUnit) -> date:
    """So many weeks or months later; the 31st becomes the last day of a shorter month."""
    if unit is IntervalUnit.WEEKS:
        return day + timedelta(weeks=count)
    months = day.year * MONTHS_A_YEAR + day.month - 1 + count
    year, month = divmod(months, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def limit_words(days: int) -> str:
    """“12 days left”, “today”, “91 days over”."""
    if days == 0:
        return "today"
    return f"{count_words(abs(days), 'day')} {'left' if days > 0 else 'over'}"
