"""Which badges, on which sheets."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from scheduler.summits.badges import SHEETS


class BadgesForm(FlaskForm):
    """Read from the address: printing changes nothing."""

    class Meta:
        """No secret: the form is only looked at."""

        csrf = False

    sheet = SelectField("Sheet", choices=[(key, each.name) for key, each in SHEETS.items()])
    skip = IntegerField(
        "Labels used up already on the first sheet",
        [Optional(), NumberRange(0, 20, message="Enter a number from 0 to 20.")],
        default=0,
    )
    with_code = BooleanField("With a square code, which opens the door’s page at this person", default=True)
