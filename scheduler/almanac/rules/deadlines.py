"""When papers are due: so many working days before a meeting."""

from collections.abc import Set as AbstractSet
from datetime import date

from scheduler.almanac.rules.working_days import add_working_days
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Papers for a meeting of `layer_name` on `meeting_on` are due on `due_on`."""

    due_on: date
    meeting_on: date
    working_days: int
    layer_id: int
    layer_name: str
    words: str = ""

    def sentence(self) -> str:
        """“Papers due for the Panel of 14 December 2026, 7 working days before it”."""
        before = count_words(self.working_days, "working day")
        return f"Papers due for {self.layer_name} of {day_words(self.meeting_on)}, {before} before it"


def papers_due_on(meeting_on: date, working_days: int, holidays: AbstractSet[date]) -> date:
    """The last day for papers: the `working_days`-th working day before the meeting."""
    return add_working_days(meeting_on, -working_days, holidays)
