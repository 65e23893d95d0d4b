"""The office's filters of the attendees, and a host to add."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, Form, SearchField, SelectField, StringField

from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.stakeholders.queries.records import areas
from scheduler.summits.queries.attendee_list import STATE_CHOICES, Wanted

TEXT_LENGTH = 200


class AttendeeFilters(Form):
    """A GET form: a filtered list has an address."""

    q = SearchField("Name or organisation", render_kw={"autocomplete": "off"})
    area = SelectField("Area", validate_choice=False)
    state = SelectField("Place", choices=list(STATE_CHOICES.items()), validate_choice=False)
    companions = BooleanField("Brings companions")

    def wanted(self) -> Wanted:
        """What the list is to show; an unknown choice is none."""
        known = {str(each.id): each.id for each in areas()}
        self.area.choices = [("", "All"), *((str(each.id), each.name) for each in areas())]
        state = self.state.data if self.state.data in STATE_CHOICES else ""
        text = clean_line(self.q.data or "")[:TEXT_LENGTH]
        return Wanted(text, known.get(self.area.data or ""), state, bool(self.companions.data))


class HostForm(FlaskForm):
    """Somebody who is in the room without having been invited."""

    name = StringField("Name", description="As a badge should show it.", render_kw={"autocomplete": "off"})
    role = StringField("Role", render_kw={"autocomplete": "off"})
    organisation = StringField("Organisation", render_kw={"autocomplete": "off"})

    def refuse(self, broken: RuleBroken) -> None:
        """Show why a rule refused, beside its field."""
        field = self[broken.field if broken.field in self else "name"]
        field.errors = [*field.errors, broken.message]
