"""What is typed after the day: answers, notes, priorities, the strategy, comments, approvals."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from scheduler.core.limits import at_most
from scheduler.core.widgets import DayField
from scheduler.engagements.forms.refusable import MarkedForm, RefusableForm
from scheduler.summits.models import SignOff, StrategyVersion, Workshop
from scheduler.summits.rules.outcomes import (
    LEVELS,
    QUESTIONS,
    STATE_WORDS,
    STRATEGY_LENGTH,
    WORDS_QUESTION,
    SignOffDraft,
)
from scheduler.summits.rules.vocabulary import SignOffState
from scheduler.summits.service.strategy import VersionDraft

OF_PARTNERS = (
    SignOffState.MEETING_SET,
    SignOffState.SIGNED,
    SignOffState.WITH_RESERVATION,
    SignOffState.NOT_SIGNED,
)
BEFORE_FINAL = (SignOffState.MEETING_SET,)


class FeedbackForm(RefusableForm):
    """Four levels and a few words; every one may stay empty."""

    useful, right_people, homework, organised = (
        RadioField(
            question,
            [Optional()],
            choices=[SelectChoice(str(key), words) for key, words in LEVELS.items()],
            validate_choice=True,
        )
        for question in QUESTIONS.values()
    )
    words = TextAreaField(WORDS_QUESTION, [at_most(4000)])

    @property
    def levels(self) -> dict[str, int | None]:
        """By question; None where nothing was chosen."""
        return {key: int(self[key].data) if self[key].data else None for key in QUESTIONS}


class NotesForm(FlaskForm):
    """What was said in a workshop."""

    notes = TextAreaField("What was said", [at_most(20_000)])


class PriorityForm(RefusableForm):
    """What comes first, for the summit or for one workshop."""

    words = TextAreaField("What comes first?", [DataRequired("Enter what comes first."), at_most(500)])
    workshop = SelectField("Agreed in", choices=[], default="")

    def offer(self, workshops: list[Workshop]) -> None:
        """Where it can have been agreed."""
        rows = [SelectChoice(str(each.id), f"Workshop {each.letter}: {each.title}") for each in workshops]
        self.workshop.choices = [SelectChoice("", "The whole summit"), *rows]


class StrategyForm(MarkedForm):
    """The draft."""

    title = StringField("Title", [DataRequired("Enter a title."), at_most(200)])
    text = TextAreaField("The strategy", [DataRequired("Write or paste the strategy."), at_most(STRATEGY_LENGTH)])
    is_final = BooleanField("This is the final version, for approval")
    comments_due_on = DayField("Comments until", [Optional()], description="Not needed for a final version.")

    def fill(self, version: StrategyVersion) -> None:
        """Show what is stored."""
        self.title.data, self.text.data, self.is_final.data = version.title, version.text, version.is_final
        self.comments_due_on.process_data(version.comments_due_on)

    def draft(self) -> VersionDraft:
        """What the office means."""
        return VersionDraft(
            title=self.title.data or "",
            text=self.text.data or "",
            is_final=bool(self.is_final.data),
            comments_due_on=self.comments_due_on.data,
        )


class CommentForm(RefusableForm):
    """What an agency says of the draft."""

    section = StringField("About which part (optional)", [at_most(200)])
    words = TextAreaField("Your comment", [DataRequired("Write your comment."), at_most(4000)], id="comment")
    """Its id is not that of the assessment's words on the same page."""


class AnswerCommentForm(RefusableForm):
    """What the office made of it."""

    answer = TextAreaField("What we made of it", [at_most(4000)])


class SignOffForm(RefusableForm):
    """Which approval an agency needs, when that meets, what it decided."""

    about = HiddenField()
    state = RadioField("Where does it stand?", [InputRequired("Choose where it stands.")], choices=[])
    approval = StringField(
        "What approval do you need?",
        [at_most(300)],
        description="For example “Cabinet, then full council”.",
        id="approval_needed",
    )
    meets_on = DayField("When does it meet?", [Optional()])
    signed_by = StringField(
        "Who decided?", [at_most(300)], description="Role and name, for example “Leader, Rowan Ashdown”."
    )
    decided_on = DayField("Decided on", [Optional()])
    reservation = TextAreaField("The reservation, or why not", [at_most(4000)])

    def __init__(self, *args: Any, is_final: bool = True, for_office: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = tuple(SignOffState) if for_office else OF_PARTNERS if is_final else BEFORE_FINAL
        said = {SignOffState.MEETING_SET: "We know which approval it needs, and when that meets"}
        words = STATE_WORDS if for_office else STATE_WORDS | said
        self.state.choices = [SelectChoice(str(each), words[each]) for each in states]

    def fill(self, sign_off: SignOff) -> None:
        """Show what is stored."""
        self.state.data = str(sign_off.state)
        for name in ("approval", "signed_by", "reservation"):
            self[name].data = getattr(sign_off, name)
        self.meets_on.process_data(sign_off.meets_on)
        self.decided_on.process_data(sign_off.decided_on)

    def draft(self) -> SignOffDraft:
        """What was told, once `validate` said yes."""
        return SignOffDraft(
            state=SignOffState(self.state.data),
            approval=self.approval.data or "",
            meets_on=self.meets_on.data,
            decided_on=self.decided_on.data,
            reservation=self.reservation.data or "",
            signed_by=self.signed_by.data or "",
        )
