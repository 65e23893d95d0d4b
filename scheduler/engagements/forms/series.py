"""How often something repeats, on which of the days, and what becomes of all that come later."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.typed import typed_day, typed_times
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words
from scheduler.engagements.forms.refusable import RefusableForm
from scheduler.engagements.rules import SeriesUnit
from scheduler.engagements.rules.obstacles import Obstacle
from scheduler.engagements.rules.series import Repetition
from scheduler.engagements.service.series import LaterChange, Planned, SeriesDraft

SMALL = {"class": "govuk-input--width-3", "inputmode": "numeric", "autocomplete": "off"}
WIDE = {"class": "govuk-input--width-20", "autocomplete": "off"}
DAY_BOX = "on-"


@dataclass(frozen=True, slots=True)
class DayRow:
    """One later day of the rule as the page shows it: whether it is wanted, on which day, and what is in the way."""

    recurs_on: date
    typed: str
    is_wanted: bool
    obstacles: Sequence[Obstacle] = ()
    advice: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        """Of its box."""
        return f"{DAY_BOX}{self.recurs_on.isoformat()}"


class RepeatForm(RefusableForm):
    """The rule; the days of a look before stand in the same page."""

    unit = RadioField(
        "Repeat it",
        choices=[SelectChoice(SeriesUnit.WEEK.value, "By weeks"), SelectChoice(SeriesUnit.MONTH.value, "By months")],
        default=SeriesUnit.WEEK.value,
    )
    every = StringField("Every so many weeks or months", default="1", render_kw=SMALL)
    until = StringField("Until", description="A day, for example 31 July 2027.", render_kw=WIDE)
    times = StringField("Or how many times in all", description="This one counts.", render_kw=SMALL)
    as_one_entry = BooleanField(
        "One repeating entry in partners’ calendars",
        description="They are invited to all later ones by one mail, and calendars that subscribe show the same entry. "
        "Otherwise each is an entry and a mail of its own, which every calendar program understands.",
    )
    clash_reason = StringField("Why go on all the same?", [at_most(500)], description="Kept with those days.")

    today: date

    def repetition(self) -> Repetition:
        """The rule that was typed. Raises RuleBroken naming the box."""
        until = (self.until.data or "").strip()
        return Repetition(
            unit=SeriesUnit(self.unit.data),
            every=_every(self.every.data),
            until_on=_in_box("until", until, self.today) if until else None,
            times=_number("times", self.times.data),
        )

    def draft(self, later: Sequence[Planned]) -> SeriesDraft:
        """The series as it is meant."""
        return SeriesDraft(
            unit=SeriesUnit(self.unit.data),
            every=_every(self.every.data),
            later=later,
            as_one_entry=bool(self.as_one_entry.data),
            clash_reason=self.clash_reason.data or "",
        )


class LaterForm(RefusableForm):
    """What all later ones become; an empty box leaves it."""

    title = StringField("Title", [at_most(200)])
    times = StringField("Times", description="For example 10am to 11am. Each stays on its day.", render_kw=WIDE)
    place_text = StringField(
        "Room or place", [at_most(300)], description="Beside the building that stays. Leave it empty to keep it."
    )
    clash_reason = StringField("Why go on all the same?", [at_most(500)], description="Kept with those days.")
    obstacles: Sequence[Obstacle] = ()
    hours: tuple[time, time] | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Also reads the hours."""
        if not super().validate(extra_validators):
            return False
        try:
            self.hours = typed_times(self.times.data) if (self.times.data or "").strip() else None
        except RuleBroken as refused:
            self.show(RuleBroken(refused.message, "times"))
            return False
        if not self.change().changes_anything:
            self.show(RuleBroken("Enter what changes: a title, times or a room.", "title"))
            return False
        return True

    def change(self) -> LaterChange:
        """What was typed."""
        return LaterChange(
            title=(self.title.data or "").strip() or None,
            hours=self.hours,
            place_text=(self.place_text.data or "").strip() or None,
            clash_reason=self.clash_reason.data or "",
        )


class CancelLaterForm(RefusableForm):
    """Why all later ones are cancelled."""

    reason = StringField("Reason", [InputRequired("Enter the reason: it is kept with each of them."), at_most(500)])


def rows_sent(days: Sequence[date], typed: Mapping[str, str], wanted: Sequence[str]) -> list[DayRow]:
    """The rows of the page that was sent; a day that the page had not shown is wanted as the rule gives it."""
    return [_row_sent(day, typed, wanted) for day in days]


def rows_shown(sent: MultiDict[str, str]) -> list[DayRow]:
    """The rows that the page had, as they were ticked and typed: a rule that cannot be read must not lose them."""
    days = [_day_of_box(name) for name in sent if name.startswith(DAY_BOX)]
    return rows_sent(sorted(day for day in days if day), sent, sent.getlist("days"))


def planned_rows(rows: Sequence[DayRow], today: date) -> list[Planned]:
    """The wanted ones, each on the day that was typed. Raises RuleBroken for a day that cannot be read."""
    return [Planned(row.recurs_on, _in_box("days", row.typed, today)) for row in rows if row.is_wanted]


def _day_of_box(name: str) -> date | None:
    """None for a box that no page of ours has."""
    try:
        return date.fromisoformat(name.removeprefix(DAY_BOX))
    except ValueError:
        return None


def _row_sent(day: date, typed: Mapping[str, str], wanted: Sequence[str]) -> DayRow:
    name = f"{DAY_BOX}{day.isoformat()}"
    if name not in typed:
        return DayRow(day, day_words(day, weekday=True), is_wanted=True)
    return DayRow(day, typed[name], is_wanted=day.isoformat() in wanted)


def _every(typed: str | None) -> int:
    number = _number("every", typed)
    return 1 if number is None else number


def _number(box: str, typed: str | None) -> int | None:
    text = (typed or "").strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 3:
        raise RuleBroken("Enter a whole number, for example 6.", box)
    return int(text)


def _in_box(box: str, typed: str, today: date) -> date:
    try:
        return typed_day(typed, today)
    except RuleBroken as error:
        raise RuleBroken(error.message, box) from error
