"""Templates that write down a layer's days for a year or two; each form makes periods."""

from datetime import date
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from scheduler.almanac.forms.days import DAY_HINT
from scheduler.almanac.forms.numbers import NARROW, WholeNumberField
from scheduler.almanac.forms.typed import TypedForm, day_line
from scheduler.almanac.queries.holidays import bank_holidays
from scheduler.almanac.rules import dated_days
from scheduler.almanac.rules.marks import Period
from scheduler.almanac.rules.templates import EVERY, LAST, RegularDays, pre_election_period, regular_days
from scheduler.almanac.rules.terms import LEICESTERSHIRE, PATTERNS, school_holidays
from scheduler.core.typed import EARLIEST_YEAR, LATEST_YEAR
from scheduler.stakeholders.forms.fields import line

MONTHS = tuple(f"{date(2024, month, 1):%B}" for month in range(1, 13))
WEEKDAYS = tuple(f"{date(2024, 1, day):%A}" for day in range(1, 8))  # 1 January 2024 was a Monday
WHICH = ((1, "first"), (2, "second"), (3, "third"), (4, "fourth"), (LAST, "last"), (EVERY, "every"))
LONGEST_DAYS = 3 * 366


class TemplateForm(TypedForm):
    """Makes `periods` once it is valid; `source` says where they come from."""

    HEADING = ""
    LEDE = ""
    source = ""
    periods: list[Period]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also writes the periods down."""
        self.periods = []
        if not super().validate(extra_validators):
            return False
        self.periods = self.written()
        return not self.errors

    def written(self) -> list[Period]:
        """The periods that the boxes mean; none when a box cannot be read."""
        raise NotImplementedError


class SchoolYearForm(TemplateForm):
    """The holidays of a school year."""

    HEADING = "School holidays of a year"
    LEDE = "Written down by the pattern that schools follow. Check them against the authority's own list."
    SECTIONS = (("", ("pattern", "year")),)
    source = "Pattern of school terms; check it against the authority's own list."

    pattern = RadioField(
        "Pattern",
        choices=[SelectChoice(each.key, each.name) for each in PATTERNS.values()],
        default=LEICESTERSHIRE.key,
    )
    year = WholeNumberField(
        "School year that begins in",
        [
            InputRequired("Enter a year, for example 2026."),
            NumberRange(EARLIEST_YEAR, LATEST_YEAR - 1, "Enter a year, for example 2026."),
        ],
        render_kw=NARROW,
    )

    def written(self) -> list[Period]:
        """Six holidays."""
        return school_holidays(PATTERNS[self.pattern.data], self.year.data)


class PreElectionForm(TemplateForm):
    """The weeks before an election."""

    HEADING = "Pre-election period"
    LEDE = "It begins with the notice of election, 25 working days before the election, and ends with the election day."
    SECTIONS = (("", ("election_on",)),)
    source = "Reckoned from the election day: 25 working days."

    election_on = day_line("Election day", required="Enter the day, for example 6 May 2027.", hint=DAY_HINT)

    def written(self) -> list[Period]:
        """One period."""
        day = self.read_day(self.election_on)
        return [pre_election_period(day, bank_holidays())] if day else []


class RegularDaysForm(TemplateForm):
    """Meetings on the third Tuesday and the like."""

    HEADING = "Meetings on a regular day"
    LEDE = "For example full council: the third Tuesday of January, May, July, September and November, 5:30pm to 8pm."
    SECTIONS = (("", ("which", "weekday", "months", "times", "first_on", "last_on", "words")),)
    source = "Regular days; check them against the calendar of meetings."

    which = SelectField(
        "Which", choices=[SelectChoice(str(number), words.capitalize()) for number, words in WHICH], default="3"
    )
    weekday = SelectField(
        "Weekday", choices=[SelectChoice(str(number), name) for number, name in enumerate(WEEKDAYS)], default="1"
    )
    months = SelectMultipleField(
        "Months",
        [InputRequired("Choose at least one month.")],
        choices=[SelectChoice(number, name) for number, name in enumerate(MONTHS, 1)],
        coerce=int,
    )
    times = line("Times, when it is not the whole day", 40, hint="For example 5:30pm to 8pm.", width=20)
    first_on = day_line("From", required="Enter the first day, for example 1 September 2026.", hint=DAY_HINT)
    last_on = day_line("Until", required="Enter the last day, for example 31 July 2027.")
    words = line("What it is", 200, hint="For example full council.")

    def written(self) -> list[Period]:
        """Every such day between the two."""
        first, last = self.read_day(self.first_on), self.read_day(self.last_on)
        starts, ends = self.read_times(self.times)
        if first is None or last is None or self.errors:
            return []
        if not 0 <= (last - first).days <= LONGEST_DAYS:
            self.last_on.errors = ["Enter a last day after the first, within three years."]
            return []
        rule = RegularDays(
            weekday=int(self.weekday.data),
            which=int(self.which.data),
            months=frozenset(self.months.data),
            starts=starts,
            ends=ends,
            words=self.words.data or "",
        )
        return regular_days(rule, first, last)


class KnownDaysForm(TemplateForm):
    """Religious or civic days from our list."""

    HEADING = f"Religious or civic days, {dated_days.FIRST_YEAR} to {dated_days.LAST_YEAR}"
    LEDE = "A list to start from: take out what does not matter here, add what does."
    SECTIONS = (("", ("days",)),)
    source = dated_days.SOURCE_WORDS

    days = RadioField(
        "Days",
        choices=[
            SelectChoice(
                "religious", "Religious days", render_kw={"hint": "Eid, Diwali, Passover, Vaisakhi and others"}
            ),
            SelectChoice("civic", "Civic days", render_kw={"hint": "Remembrance Sunday, Holocaust Memorial Day"}),
        ],
        default="religious",
    )

    def written(self) -> list[Period]:
        """The whole list."""
        return dated_days.religious_days() if self.days.data == "religious" else dated_days.civic_days()


TEMPLATES: dict[str, type[TemplateForm]] = {
    "school-year": SchoolYearForm,
    "pre-election": PreElectionForm,
    "regular-days": RegularDaysForm,
    "known-days": KnownDaysForm,
}
