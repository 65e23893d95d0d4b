"""Which period a register is about."""

from datetime import date

from wtforms import Form, StringField

from scheduler.core.errors import RuleBroken
from scheduler.core.typed import typed_day
from scheduler.core.wording import day_words
from scheduler.reports.rules.registers import RegisterPeriod, usual_period

NARROW = {"class": "govuk-input--width-10", "autocomplete": "off"}


class PeriodForm(Form):
    """A GET form: every register of a period has an address."""

    from_on = StringField("From", render_kw=NARROW)
    until_on = StringField("Until", render_kw=NARROW)

    def period(self, today: date) -> RegisterPeriod:
        """What was asked for; an unreadable day is said beside its field, and the usual one counts."""
        usual = usual_period(today)
        first = self._day(self.from_on, usual.from_on, today)
        last = self._day(self.until_on, usual.until_on, today)
        if first > last:
            self.until_on.errors = ["The last day is before the first. Change one of them."]
            return RegisterPeriod(first, first)
        return RegisterPeriod(first, last)

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
