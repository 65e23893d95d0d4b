"""The form of the office's settings."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Optional

from scheduler.accounts.service.office import OfficeDraft
from scheduler.core.limits import at_most

HOURS = ["%H:%M", "%H:%M:%S"]


class OfficeForm(FlaskForm):
    """What the office says about itself, and when it writes."""

    name = StringField("Name of the office", validators=[InputRequired("Enter the name."), at_most(200)])
    short_name = StringField(
        "Short name", description="Where there is little room, such as “OPCC”.", validators=[at_most(60)]
    )
    telephone = StringField(
        "Telephone",
        description="Partners see it on every page and mail.",
        validators=[InputRequired("Enter the telephone number that partners may call."), at_most(40)],
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        "E-mail address",
        description="Partners' answers to our mail go there.",
        validators=[InputRequired("Enter the office's e-mail address."), at_most(254)],
        render_kw={"autocomplete": "off"},
    )
    address = TextAreaField("Postal address", validators=[at_most(500)], render_kw={"rows": 4})
    opens_at = TimeField("Opens at", format=HOURS, validators=[InputRequired("Enter a time like 08:00.")])
    closes_at = TimeField("Closes at", format=HOURS, validators=[InputRequired("Enter a time like 18:00.")])
    quiet_out_of_hours = BooleanField(
        "Send no ordinary mail outside these hours",
        description="Mail about a change of the same day, and about passwords, always leaves at once.",
    )
    privacy_contact = EmailField(
        "Who answers questions about personal data",
        description="An e-mail address. It stands in the privacy notice.",
        validators=[Optional(), at_most(254)],
    )
    security_contact = EmailField(
        "Who is told about a weakness in this service",
        description="An e-mail address. It stands in security.txt.",
        validators=[Optional(), at_most(254)],
    )

    def draft(self) -> OfficeDraft:
        """What was typed, as the service takes it."""
        return OfficeDraft(**{name: value for name, value in self.data.items() if name != "csrf_token"})
