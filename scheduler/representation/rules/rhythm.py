"""When the next invitation of a body is due, counted from the last meeting that we know of."""

import calendar
from datetime import date, timedelta

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.representation.rules.vocabulary import CadenceUnit

GRACE = timedelta(weeks=1)
"""How long after the due day a body may take before the office is told."""
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A body meets every so many weeks or months."""

    every: int
    unit: CadenceUnit = CadenceUnit.MONTHS

    def next_after(self, day: date) -> date:
        """So much later; the 31st becomes the last day of a shorter month."""
        if self.unit is CadenceUnit.WEEKS:
            return day + timedelta(weeks=self.every)
        months = day.year * MONTHS_A_YEAR + day.month - 1 + self.every
        year, month = divmod(months, MONTHS_A_YEAR)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

    @property
    def words(self) -> str:
        """“every 3 months”, “every week”."""
        noun = "week" if self.unit is CadenceUnit.WEEKS else "month"
        return f"every {noun}" if self.every == 1 else f"every {count_words(self.every, noun)}"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a body's meetings: the last day that it met or asked us to, and whether one is to come."""

    last_on: date | None = None
    has_next: bool = False


def missed_since(rhythm: Rhythm, from_on: date, known: Known, on: date) -> date | None:
    """The day on which an invitation was due that has not come by `on`, grace included; None: nothing is missing."""
    if known.has_next:
        return None
    due_on = rhythm.next_after(max(from_on, known.last_on or from_on))
    return due_on if on > due_on + GRACE else None
