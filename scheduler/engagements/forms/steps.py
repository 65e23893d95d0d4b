"""The small forms: a step on the ladder, and why something leaves the diary."""

from wtforms import StringField
from wtforms.validators import InputRequired

from scheduler.core.limits import at_most
from scheduler.engagements.forms.refusable import VersionedForm


class ReasonForm(VersionedForm):
    """Why it leaves the diary."""

    reason = StringField("Reason", [InputRequired("Enter the reason: it is kept with the engagement."), at_most(500)])


class StepForm(VersionedForm):
    """A button, and which version it was pressed for."""
