"""Rows of the write-up: a seat of theirs, somebody else, an action; empty rows say nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from wtforms import BooleanField, Form, HiddenField, SelectField, StringField
from wtforms.fields import SelectChoice

from scheduler.actions.rules import ActionDraft
from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.text import clean_line
from scheduler.core.typed import typed_day
from scheduler.invitations.rules import AUTHORITY_WORDS, BAND_WORDS, Authority
from scheduler.records.models import GiftOffer
from scheduler.records.queries.owners import Owners
from scheduler.records.rules.drafts import PresenceDraft
from scheduler.records.rules.people import Came
from scheduler.records.rules.vocabulary import Side

BANDS = [SelectChoice("", "Not known"), *(SelectChoice(str(key), words) for key, words in BAND_WORDS.items())]
AUTHORITIES = [
    SelectChoice("", "Not known"),
    *(SelectChoice(str(key), words) for key, words in AUTHORITY_WORDS.items()),
]
OURS = "ours"
Choices = Mapping[str, Sequence[tuple[str, str]]]
OFF = {"autocomplete": "off"}


def grouped(first: str, choices: Choices) -> list[SelectChoice]:
    """A select's choices under their headings, an empty one first."""
    listed = [SelectChoice(value, name, optgroup=group) for group, rows in choices.items() for value, name in rows]
    return [SelectChoice("", first), *listed]


def with_stored(choices: Choices, stored: Iterable[tuple[str, str]]) -> Choices:
    """The same, and what is stored although its home has ended: a correction keeps it."""
    listed = {value for rows in choices.values() for value, _ in rows}
    gone = [(value, name) for value, name in dict.fromkeys(stored) if value and value not in listed]
    return {**choices, "Not in the list any more": gone} if gone else choices


def home_value(of: Came | GiftOffer) -> str:
    """Their organisation or body as the value of a select; empty for a guest."""
    if of.organisation_id is not None:
        return f"organisation:{of.organisation_id}"
    return f"body:{of.body_id}" if of.body_id is not None else ""


class SeatFields(Form):
    """One seat: ticked when somebody came for it."""

    post = HiddenField()
    shown = HiddenField()
    """The role that the page was made with: of whoever was to come, or came, for the holder."""
    came = BooleanField("Came")
    role = StringField("Their role", [at_most(200)], description="Such as Deputy Leader.", render_kw=OFF)
    band = SelectField("At what level", choices=BANDS, default="")
    authority = SelectField("Could they commit their organisation?", choices=AUTHORITIES, default="")
    name = StringField("Name (optional)", [at_most(200)], render_kw=OFF)

    def fill(self, person: Came) -> None:
        """As planned, or as written before."""
        self.post.data, self.came.data = str(person.post_id), person.came
        self.authority.data = str(person.authority or "")
        if person.is_substitute:
            self.role.data = self.shown.data = person.role
            self.name.data = person.name
            self.band.data = str(person.band or "")

    @property
    def lacks_role(self) -> bool:
        """A name or level was typed, and not whose. Taking away a role that was shown means that the holder came."""
        is_typed = bool(clean_line(self.name.data or "") or self.band.data)
        return is_typed and not clean_line(self.role.data or "") and not self.shown.data

    def draft(self) -> PresenceDraft:
        """Whoever has a role that was not shown before came for the holder, ticked or not."""
        role = clean_line(self.role.data or "")
        is_new = bool(role) and role != self.shown.data
        return PresenceDraft(
            post_id=int(str(self.post.data)),
            came=bool(self.came.data) or is_new,
            role=role,
            is_substitute=bool(role),
            name=(self.name.data or "") if role else "",
            band=int(self.band.data) if role and self.band.data else None,
            authority=Authority(self.authority.data) if self.authority.data else None,
        )


class GuestFields(Form):
    """Somebody without a seat, by role."""

    role = StringField("Role", [at_most(200)], description="Such as Head of Community Safety.", render_kw=OFF)
    home = SelectField("From", choices=[], default="")
    band = SelectField("At what level", choices=BANDS, default="")
    name = StringField("Name (optional)", [at_most(200)], render_kw=OFF)

    def fill(self, person: Came) -> None:
        """As written before."""
        self.role.data, self.name.data, self.band.data = person.role, person.name, str(person.band or "")
        self.home.data = OURS if person.side is Side.OURS else home_value(person)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not clean_line(f"{self.role.data or ''}{self.name.data or ''}") and not self.home.data

    @property
    def lacks_role(self) -> bool:
        """Something was typed, and not in what role they came."""
        return not self.is_empty and not clean_line(self.role.data or "")

    def draft(self) -> PresenceDraft:
        """Somebody of ours, of theirs, or a guest."""
        kind, _, number = (self.home.data or "").partition(":")
        return PresenceDraft(
            side=Side.OURS if kind == OURS else Side.THEIRS,
            organisation_id=int(number) if kind == "organisation" else None,
            body_id=int(number) if kind == "body" else None,
            role=self.role.data or "",
            name=self.name.data or "",
            band=int(self.band.data) if self.band.data else None,
        )


class ActionFields(Form):
    """One action."""

    words = StringField("What is to be done?", [at_most(2000)], render_kw=OFF)
    owner = SelectField("Who does it?", choices=[], default="")
    due = StringField("By when?", description="For example 30 October. May stay empty.", render_kw=OFF)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed; a chosen owner alone is nothing."""
        return not clean_line(f"{self.words.data or ''}{self.due.data or ''}")

    def draft(self, owners: Owners, today: date) -> ActionDraft | None:
        """What is meant; None with the error beside its box."""
        try:
            return self._draft(owners, today)
        except RuleBroken as refused:
            box = {"due": self.due, "owner": self.owner}.get(refused.field or "", self.words)
            box.errors = [*box.errors, refused.message]
            return None

    def _draft(self, owners: Owners, today: date) -> ActionDraft:
        if not clean_line(self.words.data or ""):
            raise RuleBroken("Say what is to be done.", "words")
        due_on = None
        if clean_line(self.due.data or ""):
            try:
                due_on = typed_day(self.due.data or "", today)
            except RuleBroken as refused:
                raise RuleBroken(refused.message, "due") from refused
        return owners.draft(self.owner.data or "", self.words.data or "", due_on)
