"""The shape of an answer as people give it, and of a new address."""

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import Field

from scheduler.core.errors import RuleBroken
from scheduler.invitations.rules import (
    AUTHORITY_WORDS,
    BAND_WORDS,
    CHOICE_WORDS,
    Answer,
    Answerer,
    Audience,
    Authority,
    PartStat,
    StandIn,
    checked_answer,
)

ADDRESSED = {Audience.PRINCIPAL: "The invitee", Audience.PA: "Their office"}
"""Whose address the office may change; a substitute’s is part of the answer that names them."""
AUDIENCE_WORDS = {**ADDRESSED, Audience.SUBSTITUTE: "Who comes instead"}


def _one_of(values: object) -> dict[str, object]:
    """A radio that nobody has to choose by accident: an untouched one is no value, not an error of its own."""
    return {"choices": values, "validate_choice": False}


class AnswerFields(FlaskForm):
    """Who answers, the answer, and who comes instead."""

    who = RadioField("Who is answering?", **_one_of([]))
    answer = RadioField("Your answer", **_one_of([(str(each), words) for each, words in CHOICE_WORDS.items()]))
    substitute_name = StringField("Their name", render_kw={"autocomplete": "off"})
    substitute_role = StringField("Their role", render_kw={"autocomplete": "off"})
    substitute_address = EmailField(
        "Their e-mail address (optional)",
        description="They get the details, a calendar entry and a link of their own.",
        render_kw={"autocomplete": "off"},
    )
    substitute_band = RadioField(
        "How senior are they?", **_one_of([(str(band), words) for band, words in BAND_WORDS.items()])
    )
    substitute_authority = RadioField(
        "Can they commit your organisation?",
        **_one_of([(str(each), words) for each, words in AUTHORITY_WORDS.items()]),
    )
    message = TextAreaField("Message to the office (optional)")

    def name_the_invitee(self, invitee: str, *, is_person: bool) -> None:
        """Put the invitee's own title or name into the choices: “I am the Leader”."""
        them = invitee if is_person else f"the {invitee}"
        self.who.choices = [
            (str(Answerer.INVITEE), f"I am {them}"),
            (str(Answerer.OFFICE), f"I answer for {them}’s office"),
            (str(Answerer.SUBSTITUTE), f"I come in {them}’s place"),
        ]

    def fill(self, answer: Answer) -> None:
        """Show an answer that was given before."""
        self.answer.data, self.message.data = str(answer.partstat), answer.message
        if answer.substitute is not None:
            self.substitute_name.data = answer.substitute.name
            self.substitute_role.data = answer.substitute.role
            self.substitute_address.data = answer.substitute.address
            self.substitute_band.data = str(answer.substitute.band)
            self.substitute_authority.data = str(answer.substitute.authority)

    def read_answer(self) -> Answer | None:
        """The answer, or None with each error beside its field."""
        if not self.validate():
            return None
        self._require(self.who, {str(each) for each in Answerer}, "Choose who is answering.")
        self._require(self.answer, {str(each) for each in CHOICE_WORDS}, "Choose an answer.")
        if self.answer.data == str(PartStat.DELEGATED):
            bands = {str(band) for band in BAND_WORDS}
            self._require(self.substitute_band, bands, "Choose how senior they are.")
            authorities = {str(each) for each in Authority}
            self._require(self.substitute_authority, authorities, "Choose whether they can commit your organisation.")
        return None if self.errors else self._checked()

    def _checked(self) -> Answer | None:
        try:
            return checked_answer(self._typed())
        except RuleBroken as broken:
            self.refuse(broken)
            return None

    def refuse(self, broken: RuleBroken) -> None:
        """Show why a rule refused, beside its field."""
        _add_error(self[broken.field if broken.field in self else "answer"], broken.message)

    def _typed(self) -> Answer:
        stand_in = None
        if self.answer.data == str(PartStat.DELEGATED):
            stand_in = StandIn(
                self.substitute_name.data or "",
                self.substitute_role.data or "",
                int(self.substitute_band.data),
                Authority(self.substitute_authority.data),
                self.substitute_address.data or "",
            )
        return Answer(PartStat(self.answer.data), Answerer(self.who.data), self.message.data or "", stand_in)

    def _require(self, field: Field, allowed: set[str], message: str) -> None:
        if field.data not in allowed:
            _add_error(field, message)


class AnswerForm(AnswerFields):
    """As an invitee fills it; `sequence` is that of the engagement which the page showed."""

    sequence = HiddenField()


class RecordForm(AnswerFields):
    """As the office fills it after a telephone call."""

    def name_the_invitee(self, invitee: str, *, is_person: bool) -> None:
        """Who spoke."""
        them = invitee if is_person else f"The {invitee}"
        self.who.label.text, self.answer.label.text = "Who told you?", "Their answer"
        self.substitute_authority.label.text = "Can they commit their organisation?"
        self.message.label.text = "Note (optional)"
        self.who.choices = [
            (str(Answerer.INVITEE), them),
            (str(Answerer.OFFICE), "Their office"),
            (str(Answerer.SUBSTITUTE), "Somebody who comes in their place"),
        ]


class AddressForm(FlaskForm):
    """Another address for one invitation."""

    audience = RadioField("Whose address is it?", **_one_of([(str(each), words) for each, words in ADDRESSED.items()]))
    name = StringField("Name", description="As the mail should address them, for example “Councillor Rowan Ashdown”.")
    address = EmailField("E-mail address")

    def refuse(self, broken: RuleBroken) -> None:
        """Show why a rule refused."""
        _add_error(self[broken.field if broken.field in self else "address"], broken.message)


def _add_error(field: Field, message: str) -> None:
    field.errors = [*field.errors, message]
