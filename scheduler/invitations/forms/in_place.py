"""The shape of what a substitute says by their own link."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField

from scheduler.invitations.rules import Answer, Answerer, PartStat

IN_PLACE_WORDS = {PartStat.DELEGATED: "Yes, I shall come", PartStat.DECLINED: "No, I cannot"}


class InPlaceForm(FlaskForm):
    """Come or not; `sequence` is that of the engagement which the page showed."""

    answer = RadioField(
        "Your answer",
        choices=[(str(each), words) for each, words in IN_PLACE_WORDS.items()],
        validate_choice=False,
    )
    message = TextAreaField("Message to the office (optional)")
    sequence = HiddenField()

    def read_answer(self) -> Answer | None:
        """The answer, or None with the error beside its field."""
        if not self.validate():
            return None
        if self.answer.data not in {str(each) for each in IN_PLACE_WORDS}:
            self.answer.errors = [*self.answer.errors, "Choose whether you come."]
            return None
        return Answer(PartStat(self.answer.data), Answerer.SUBSTITUTE, self.message.data or "")
