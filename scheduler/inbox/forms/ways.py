"""The ways out of triage as forms; each has a prefix of its own, for a page may hold several."""

from collections.abc import Sequence
from itertools import groupby

from flask_wtf import FlaskForm
from wtforms import EmailField, RadioField, SelectField, StringField
from wtforms.fields import Field

from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import when_words
from scheduler.inbox.rules.heard import LOWEST_BAND, Heard
from scheduler.inbox.rules.ways import Owner, Way
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import AUTHORITY_WORDS, BAND_WORDS, Authority, StandIn

NOBODY = ""


class InvitationForm(FlaskForm):
    """Which invitation it is about."""

    invitation = SelectField("Whose invitation is it about?", validate_choice=False)

    def offer(self, choices: Sequence[Invitation], likely: Invitation | None) -> None:
        """Put the invitations into the list, by meeting; the likely one is chosen until somebody chooses another."""
        self._by_id = {str(each.id): each for each in choices}
        groups = groupby(choices, key=lambda each: each.engagement)
        self.invitation.choices = {
            f"{engagement.title}, {when_words(engagement)}": [(str(each.id), each.invitee_label) for each in members]
            for engagement, members in groups
        }
        if len(choices) != 1 and likely is None:
            self.invitation.choices = {"": [(NOBODY, "Choose")], **self.invitation.choices}
        if self.invitation.raw_data is None and likely is not None:
            self.invitation.data = str(likely.id)

    @property
    def only(self) -> Invitation | None:
        """The one that there is to choose."""
        return next(iter(self._by_id.values())) if len(self._by_id) == 1 else None

    @property
    def chosen(self) -> Invitation | None:
        """Whom the form names; None with an error beside the field."""
        found = self._by_id.get(self.invitation.data or NOBODY)
        if found is None:
            self.refuse(RuleBroken("Choose the invitation.", "invitation"))
        return found

    def refuse(self, broken: RuleBroken) -> None:
        """Show why a rule refused, beside its field."""
        name = (broken.field or "").removeprefix("substitute_")
        field: Field = self[name if name in self else "invitation"]
        field.errors = [*field.errors, broken.message]


class RememberForm(InvitationForm):
    """Whose another address is."""

    owner = RadioField("Whose address is it?", validate_choice=False)

    def name_owners(self, invitation: Invitation | None) -> None:
        """The person's own, or their office's."""
        self.owner.choices = [
            (str(Owner.PERSON), "Their own"),
            (str(Owner.POST), "Their office’s: it stays with the post"),
        ]
        if self.owner.raw_data is None:
            has_person = invitation is None or invitation.person_id is not None
            self.owner.data = str(Owner.PERSON if has_person else Owner.POST)


class SubstituteForm(InvitationForm):
    """Who comes instead."""

    name = StringField("Their name", render_kw={"autocomplete": "off"})
    role = StringField("Their role", render_kw={"autocomplete": "off"})
    address = EmailField("Their e-mail address (optional)", render_kw={"autocomplete": "off"})
    band = RadioField(
        "How senior are they?",
        choices=[(str(band), words) for band, words in BAND_WORDS.items()],
        validate_choice=False,
        default=str(LOWEST_BAND),
    )
    authority = RadioField(
        "Can they commit their organisation?",
        choices=[(str(each), words) for each, words in AUTHORITY_WORDS.items()],
        validate_choice=False,
        default=str(Authority.NONE),
    )

    def name_them(self, said: Heard, *, is_known: bool) -> None:
        """What the mail says of them; an attendee whom nobody invited is the one who comes."""
        if self.name.raw_data is not None:
            return
        named = said.deputy_name if said.deputy_name != said.deputy_address else ""
        self.name.data = named or ("" if is_known else said.name)
        self.address.data = said.deputy_address or ("" if is_known else said.attendee)

    def stand_in(self) -> StandIn | None:
        """As typed; None with an error beside its field."""
        if self.band.data not in {str(band) for band in BAND_WORDS}:
            self.refuse(RuleBroken("Choose how senior they are.", "band"))
        if self.authority.data not in set(Authority):
            self.refuse(RuleBroken("Choose whether they can commit their organisation.", "authority"))
        if self.errors:
            return None
        texts = (self.name.data or "", self.role.data or "")
        return StandIn(*texts, int(self.band.data), Authority(self.authority.data), self.address.data or "")


FORMS: dict[Way, type[InvitationForm]] = {
    Way.REMEMBER: RememberForm,
    Way.RECORD: InvitationForm,
    Way.SUBSTITUTE: SubstituteForm,
    Way.FILE: InvitationForm,
}
