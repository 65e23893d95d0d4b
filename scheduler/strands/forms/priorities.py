"""A priority of the plan, and the period of a report by priority."""

from datetime import date

from wtforms import BooleanField, Form, IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange

from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.typed import typed_day
from scheduler.core.wording import day_words
from scheduler.engagements.forms.refusable import VersionedForm
from scheduler.strands.models import PlanPriority

NARROW = {"class": "govuk-input--width-3", "inputmode": "numeric"}
DAY = {"class": "govuk-input--width-10", "autocomplete": "off"}


class PriorityForm(VersionedForm):
    """One priority."""

    name = StringField(
        "Priority",
        [InputRequired("Enter the priority as the plan words it."), at_most(120)],
        description="As the plan words it.",
    )
    position = IntegerField(
        "Place in the list", [NumberRange(0, 999, "Enter a number from 0 to 999.")], default=0, render_kw=NARROW
    )
    ended = BooleanField("It is not in the plan any more", description="It stays on what it was put to.")

    def fill(self, priority: PlanPriority) -> None:
        """Show what is stored."""
        self.name.data, self.position.data = priority.name, priority.position
        self.ended.data = priority.ended_on is not None
        self.version.data = str(priority.version)


class PeriodForm(Form):
    """From when until when, both days included; a GET form, so every period has an address."""

    from_on = StringField("From", render_kw=DAY)
    until_on = StringField("Until", render_kw=DAY)

    def period(self, usual: tuple[date, date], today: date) -> tuple[date, date]:
        """What was typed, else the usual one; what cannot be read is said beside its field."""
        first, last = self._day(self.from_on, usual[0], today), self._day(self.until_on, usual[1], today)
        if first > last:
            self.until_on.errors = ["The period ends before it begins. Check both days."]
            return usual
        return first, last

    @staticmethod
    def _day(field: StringField, usual: date, today: date) -> date:
        if not (field.data or "").strip():
            field.data = day_words(usual)
            return usual
        try:
            return typed_day(field.data, today)
        except RuleBroken as refused:
            field.errors = [refused.message]
            return usual
