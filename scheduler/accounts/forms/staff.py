"""Forms about staff: who they are and what they may do."""

from flask_wtf import FlaskForm
from wtforms import EmailField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from scheduler.accounts.rules import ROLE_WORDS, Role
from scheduler.core.limits import at_most

MAY = {
    Role.VIEWER: "Reads everything but staff and settings.",
    Role.MANAGER: "Plans engagements, invites partners, records answers.",
    Role.ADMINISTRATOR: "All of that, and looks after staff and the office's settings.",
}
CHOICES = [SelectChoice(role.value, ROLE_WORDS[role], render_kw={"hint": MAY[role]}) for role in Role]


def role_field() -> RadioField:
    """The three roles, each with what it may do."""
    return RadioField("Role", choices=CHOICES, default=Role.MANAGER.value, validators=[InputRequired("Choose a role.")])


class AddStaffForm(FlaskForm):
    """A new member of staff; they choose their password themselves."""

    name = StringField(
        "Name",
        validators=[InputRequired("Enter the name."), at_most(200)],
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        "E-mail address",
        description="We send a link to choose a password to it.",
        validators=[InputRequired("Enter the e-mail address."), at_most(254)],
        render_kw={"autocomplete": "off"},
    )
    role = role_field()


class RoleForm(FlaskForm):
    """What somebody may do from now on."""

    role = role_field()
