"""Forms of feeds."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from scheduler.engagements.rules import Detail
from scheduler.feeds.rules import DETAIL_WORDS, OFFERED, SCOPE_WORDS, Scope

SENSITIVE = "OFFICIAL-SENSITIVE engagements show here and in no other feed."
WHO = {
    Scope.PRINCIPAL: "Which principal?",
    Scope.ORGANISATION: "Which organisation?",
    Scope.BODY: "Which board or partnership?",
    Scope.POST: "Which partner?",
    Scope.ENGAGEMENT: "Which summit?",
}
HINTS = {
    Scope.ORGANISATION: "Engagements with any post of a council, a force, a trust.",
    Scope.BODY: "Engagements with its chair or any other post of it.",
    Scope.POST: "Engagements with one post, whoever holds it.",
}


class ScopeForm(FlaskForm):
    """The first question; sent by GET, since it changes nothing."""

    class Meta:
        """Without a CSRF field in the address."""

        csrf = False

    scope = RadioField(
        "Whose engagements should it show?",
        choices=[
            SelectChoice(scope.value, SCOPE_WORDS[scope], render_kw={"hint": HINTS.get(scope, "")}) for scope in OFFERED
        ],
        default=Scope.OFFICE.value,
    )


def _key(text: str | int | None) -> int | None:
    """The chosen key; None while nothing is chosen."""
    return int(text) if text else None


class FeedForm(FlaskForm):
    """A feed of a scope that is already chosen."""

    scope = HiddenField()
    scope_id = SelectField("", coerce=_key, validators=[InputRequired("Choose one from the list.")])
    name = StringField(
        "Name of the feed",
        description="What subscribers see in their list of calendars, such as “Commissioner’s diary”.",
        validators=[DataRequired("Enter a name."), Length(max=120, message="Use 120 characters or fewer.")],
    )
    leaves_out = BooleanField(
        "Leave out what they were invited to by mail",
        default=True,
        description="A calendar that took an invitation would show the engagement twice.",
    )
    detail = RadioField("How much may the subscriber see?", validators=[InputRequired("Choose how much it shows.")])

    def ask_for(self, scope: Scope, choices: Sequence[tuple[int, str]]) -> None:
        """Fit the questions to the scope: nobody to choose for the whole office."""
        self.scope.data = scope.value
        if scope is Scope.OFFICE:
            del self.scope_id
        else:
            self.scope_id.label.text = WHO[scope]
            self.scope_id.choices = [
                SelectChoice("", "Choose one"),
                *(SelectChoice(key, label) for key, label in choices),
            ]
        if scope is not Scope.POST:
            del self.leaves_out
        self.detail.choices = [
            SelectChoice(detail.value, words, render_kw=_hint(scope, detail)) for detail, words in DETAIL_WORDS.items()
        ]


class InvitedForm(FlaskForm):
    """Whether a partner's feed leaves out what they were invited to."""

    leaves_out = BooleanField("Leave out what they were invited to by mail")


class ConfirmForm(FlaskForm):
    """A button and its CSRF token."""


def _hint(scope: Scope, detail: Detail) -> dict[str, str]:
    return {"hint": SENSITIVE} if scope is Scope.OFFICE and detail is Detail.FULL else {}
