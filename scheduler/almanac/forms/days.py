"""One period of a layer, and one bank holiday."""

from datetime import date
from typing import Any

from scheduler.almanac.forms.typed import TypedForm, day_line, shown_day, shown_times
from scheduler.almanac.models import LayerEntry
from scheduler.almanac.rules.marks import Period
from scheduler.stakeholders.forms.fields import line

DAY_HINT = "For example 19/10/2026, 19 October or Monday 19 Oct."


class PeriodForm(TypedForm):
    """From a day until a day, with times when it is not the whole day."""

    SECTIONS = (("", ("first_on", "last_on", "times", "words")),)

    first_on = day_line("First day", required="Enter the day, for example 19 October 2026.", hint=DAY_HINT)
    last_on = day_line("Last day, when there are several", hint="The last day counts.")
    times = line(
        "Times, when it is not the whole day", 40, hint="For example 5:30pm to 8pm, on each of the days.", width=20
    )
    words = line("What it is", 200, hint="For example October half-term.")

    period: Period | None = None

    @classmethod
    def of(cls, entry: LayerEntry) -> "PeriodForm":
        """The form with a stored period typed into it when nothing was sent."""
        last = shown_day(entry.last_on) if entry.last_on != entry.first_on else ""
        stored = {"first_on": shown_day(entry.first_on), "last_on": last, "words": entry.words}
        return cls(data=stored | {"times": shown_times(entry.starts, entry.ends)})

    def validate(self, extra_validators: Any = None) -> bool:
        """Also reads the boxes into `period`."""
        if not super().validate(extra_validators):
            return False
        first, last = self.read_day(self.first_on), self.read_day(self.last_on)
        starts, ends = self.read_times(self.times)
        if first is None or self.errors:
            return False
        words = self.words.data or ""
        self.period = Period(first_on=first, last_on=last or first, starts=starts, ends=ends, words=words)
        return True


class HolidayForm(TypedForm):
    """A bank holiday that the list does not have."""

    SECTIONS = (("", ("day", "name")),)

    day = day_line("Day", required="Enter the day, for example 8 May 2027.", hint=DAY_HINT)
    name = line("Name", 120, required="Enter the name, for example Coronation of the King.")

    on: date | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Also reads the day into `on`."""
        if not super().validate(extra_validators):
            return False
        self.on = self.read_day(self.day)
        return self.on is not None


class ChosenDayForm(TypedForm):
    """A button beside a day of a list."""

    day = line("Day", 20)

    @property
    def on(self) -> date | None:
        """The day; none when somebody tampered with it."""
        try:
            return date.fromisoformat(self.day.data or "")
        except ValueError:
            return None
