"""The form that releases the forward plan."""

from datetime import date

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.typed import typed_day
from scheduler.core.wording import day_words
from scheduler.forward_plan.service.releases import ReleaseDraft

REASON = "reason-"
"""Before the key of an engagement: the name of the field that says why it differs."""
DAY_BOX = {"class": "govuk-input--width-10", "autocomplete": "off"}


class ReleaseForm(FlaskForm):
    """From when until when, and what stands above the list."""

    from_on = StringField("From", render_kw=DAY_BOX)
    until_on = StringField("Until", render_kw=DAY_BOX)
    note = TextAreaField(
        "Note", description="Stands above the list and in the mails. May stay empty.", validators=[at_most(2_000)]
    )
    after = HiddenField()

    def fill(self, from_on: date, until_on: date, after: int) -> None:
        """A new page."""
        self.from_on.data, self.until_on.data, self.after.data = day_words(from_on), day_words(until_on), str(after)

    def days(self, today: date) -> tuple[date, date]:
        """Both days. Raises RuleBroken naming the field."""
        return self._day(self.from_on, today), self._day(self.until_on, today)

    def draft(self, today: date, reasons: dict[int, str]) -> ReleaseDraft:
        """What was typed. Raises RuleBroken naming the field."""
        from_on, until_on = self.days(today)
        after = int(self.after.data) if (self.after.data or "").isdecimal() else 0
        return ReleaseDraft(from_on=from_on, until_on=until_on, after=after, note=self.note.data or "", reasons=reasons)

    def show(self, refused: RuleBroken) -> None:
        """Say beside its field what is wrong."""
        field = self.until_on if refused.field == "until_on" else self.from_on
        field.errors = [*field.errors, refused.message]

    @staticmethod
    def _day(field: StringField, today: date) -> date:
        try:
            return typed_day(field.data or "", today)
        except RuleBroken as refused:
            raise RuleBroken(refused.message, field.name) from refused
