"""Two lines, from whoever sat there or from the office for them."""

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from scheduler.core.limits import at_most
from scheduler.engagements.forms.refusable import RefusableForm
from scheduler.representation.rules.reporting import WORDS_LENGTH

ASKED = "Write two lines: what was decided, and what it means for us."


class ReportForm(RefusableForm):
    """What was decided, and what it means."""

    words = TextAreaField(
        "What was decided, and what does it mean for us?",
        [InputRequired(ASKED), at_most(WORDS_LENGTH)],
        description="Two lines are enough.",
    )


class AskForm(RefusableForm):
    """Where whoever owes it can be asked."""

    address = StringField("E-mail address", [InputRequired("Enter an e-mail address."), at_most(254)])
