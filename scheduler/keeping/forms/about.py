"""A form that may be about somebody of our list."""

from wtforms import HiddenField

from scheduler.core.numbers import small_number
from scheduler.stakeholders.forms.fields import RecordForm


class AboutForm(RecordForm):
    """Whose row it is about travels with it."""

    person = HiddenField()

    @property
    def person_id(self) -> int | None:
        """Their row; None for somebody who is not in our list, and for what is no row's number."""
        try:
            return small_number(str(self.person.data or ""))
        except ValueError:
            return None
