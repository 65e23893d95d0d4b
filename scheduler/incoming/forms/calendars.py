"""A calendar that a body publishes."""

from collections.abc import Iterable

from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from scheduler.core.limits import at_most
from scheduler.engagements.forms.refusable import RefusableForm
from scheduler.stakeholders.models import Body


class BodyCalendarForm(RefusableForm):
    """Whose it is, where it lies, and which of its entries count."""

    body = SelectField("Whose calendar is it?", [InputRequired("Choose the body.")])
    address = StringField(
        "Address of the calendar",
        [InputRequired("Enter the address of the calendar."), at_most(500)],
        description="Begins with https:// or webcal://. It is asked every day; only managers see it.",
        render_kw={"autocomplete": "off"},
    )
    only_with = StringField(
        "Only entries whose title has these words (optional)",
        [at_most(120)],
        description="Where a calendar holds other meetings too, for example “Community Safety”.",
        render_kw={"autocomplete": "off"},
    )

    def offer(self, bodies: Iterable[Body]) -> None:
        """Who can be chosen."""
        self.body.choices = [SelectChoice("", "Choose"), *(SelectChoice(str(each.id), each.name) for each in bodies)]
