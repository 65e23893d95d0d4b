"""What is done to an undertaking: closed, looked at again, shown to have been kept."""

from collections.abc import Sequence
from datetime import date

from flask_wtf.file import FileField
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from scheduler.core.limits import at_most
from scheduler.core.widgets import DayField
from scheduler.engagements.forms.refusable import RefusableForm, VersionedForm
from scheduler.undertakings.rules.drafts import EVIDENCE_LENGTH, WORDS_LENGTH, EvidenceDraft
from scheduler.undertakings.rules.vocabulary import CLOSING, STATE_WORDS, UndertakingState


class CloseForm(VersionedForm):
    """How it ended."""

    state = RadioField(
        "How did it end?",
        [InputRequired("Choose how it ended.")],
        choices=[SelectChoice(str(state), words) for state, words in STATE_WORDS.items() if state in CLOSING],
    )
    words = TextAreaField(
        "What came of it?",
        [at_most(WORDS_LENGTH)],
        description="In a sentence or two, by role: the report to the Panel repeats it.",
    )
    on = DayField("On which day?", [InputRequired("Enter the day.")])

    def state_chosen(self) -> UndertakingState:
        """Once `validate` said yes."""
        return UndertakingState(self.state.data)


class ReviewForm(VersionedForm):
    """Somebody looked at it again."""

    found = TextAreaField("What did you find?", [at_most(EVIDENCE_LENGTH - 20)])
    next_on = DayField("Look at it again on (optional)", [Optional()], description="Left empty, it does not come back.")


class EvidenceForm(RefusableForm):
    """A meeting or an action out of those found, a file, words; what can be chosen is said by `offer`."""

    what = RadioField("Which of them shows it?", [Optional()], validate_choice=False)
    words = StringField(
        "In a few words (optional beside one of these)",
        [at_most(EVIDENCE_LENGTH)],
        description="For example: letter to all Leaders of 12 August.",
    )
    file = FileField("A file (optional)")

    def offer(self, found: Sequence[tuple[str, str]]) -> None:
        """“engagement:12” or “action:4” and what the page shows for it."""
        self.what.choices = [SelectChoice(value, words) for value, words in found]

    def draft(self, upload_id: int | None = None) -> EvidenceDraft:
        """What the office means; what is no key is nothing."""
        kind, _, number = str(self.what.data or "").partition(":")
        key = int(number) if number.isdecimal() and len(number) <= 9 else None
        return EvidenceDraft(
            engagement_id=key if kind == "engagement" else None,
            action_id=key if kind == "action" else None,
            upload_id=upload_id,
            words=self.words.data or "",
        )


def on_day(form: CloseForm) -> date:
    """The day that was typed, once `validate` said yes."""
    assert isinstance(form.on.data, date)
    return form.on.data
