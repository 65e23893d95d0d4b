"""The question of the almanac's first page; it is asked by GET and changes nothing."""

from collections.abc import Iterable
from datetime import date

from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from scheduler.core.errors import RuleBroken
from scheduler.core.typed import typed_day
from scheduler.stakeholders.models import Organisation


class WhyNotForm(Form):
    """A day, and whom the meeting would be with."""

    on_typed = StringField(
        "Day", name="on", id="on", render_kw={"class": "govuk-input--width-10", "autocomplete": "off"}
    )
    partner = SelectField("For a meeting with", choices=[], validate_choice=False)

    def offer(self, organisations: Iterable[Organisation]) -> None:
        """Whom one may ask for."""
        known = [SelectChoice(str(each.id), each.name) for each in organisations]
        self.partner.choices = [SelectChoice("", "Anybody"), *known]

    def on(self, today: date) -> date | None:
        """The day; an unreadable one is said beside its box."""
        text = (self.on_typed.data or "").strip()
        if not text:
            return None
        try:
            return typed_day(text, today)
        except RuleBroken as refused:
            self.on_typed.errors = [refused.message]
            return None

    def partner_ids(self) -> tuple[int, ...]:
        """The organisation that was chosen, if it is one of those offered."""
        offered = {str(each.value) for each in self.partner.choices or ()} - {""}
        return (int(self.partner.data),) if self.partner.data in offered else ()
