"""The small forms: a step on the ladder, and why something leaves the diary."""

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired

from scheduler.core.limits import at_most
from scheduler.engagements.forms.refusable import VersionedForm

URGENT = "Urgent: send the mail now, also out of hours"


class ReasonForm(VersionedForm):
    """Why it leaves the diary, and whether those who were told must know at once."""

    reason = StringField("Reason", [InputRequired("Enter the reason: it is kept with the engagement."), at_most(500)])
    urgent = BooleanField(URGENT)


class PostponeForm(ReasonForm):
    """Likewise, and who gives up the day."""

    by_partner = BooleanField("The partner asked for it", description="Otherwise it counts as postponed by us.")


class StepForm(VersionedForm):
    """A button, and which version it was pressed for."""
