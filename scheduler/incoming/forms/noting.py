"""An invitation as somebody types it in, or a calendar file that they have of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import BooleanField, FileField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.text import clean_line
from scheduler.core.widgets import DayField
from scheduler.engagements.forms.refusable import RefusableForm
from scheduler.engagements.forms.when import WhenForm
from scheduler.engagements.models import Principal
from scheduler.engagements.rules.particulars import check_online_address
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.queries.invitations import when_of
from scheduler.incoming.rules.arrivals import WORDS_LENGTH
from scheduler.incoming.service.noting import InvitationDraft
from scheduler.stakeholders.models import Body, Organisation

ELSE = ""
WIDE = {"autocomplete": "off"}


class InvitationForm(WhenForm):
    """Everything about an invitation on one page."""

    title = StringField(
        "What are we invited to?",
        [InputRequired("Enter what it is, for example “Melton CSP, autumn meeting”."), at_most(200)],
        render_kw=WIDE,
    )
    host = SelectField("Who invites us?", default=ELSE)
    host_words = StringField(
        "Who, if they are not in the list",
        [at_most(200)],
        description="For example Barrow Parish Council.",
        render_kw=WIDE,
    )
    principal = SelectField("Whom of ours do they ask?", default=ELSE)
    place_text = StringField("Where", [at_most(300)], render_kw=WIDE)
    online_url = StringField(
        "Address to join online", [at_most(500)], description="It starts with https://", render_kw=WIDE
    )
    reply_by_on = DayField("They want to know by", [Optional()])
    sender_name = StringField("Who wrote", [at_most(200)], render_kw=WIDE)
    sender_address = StringField(
        "E-mail address for our answer", [at_most(254)], description="Without one nobody is written to.", render_kw=WIDE
    )
    words = TextAreaField("What they write (optional)", [at_most(WORDS_LENGTH)])
    has_offer = BooleanField(
        "A gift or hospitality comes with it",
        description="A dinner, tickets, an overnight stay: it goes into the register when you decide.",
    )
    offer_words = StringField("What is offered", [at_most(300)], description="For example Dinner for two.")
    once = HiddenField()

    def offer(
        self, bodies: Iterable[Body], organisations: Iterable[Organisation], principals: Sequence[Principal]
    ) -> None:
        """Who can be chosen."""
        self.host.choices = [
            SelectChoice(ELSE, "Somebody else, or not known"),
            *(SelectChoice(f"body:{each.id}", each.name, optgroup="Bodies") for each in bodies),
            *(SelectChoice(f"organisation:{each.id}", each.name, optgroup="Organisations") for each in organisations),
        ]
        asked = [SelectChoice(str(each.id), each.title) for each in principals]
        self.principal.choices = [SelectChoice(ELSE, "The office, nobody by name"), *asked]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also looks at the address to join."""
        is_valid = bool(super().validate(extra_validators))
        try:
            check_online_address(clean_line(self.online_url.data or ""))
        except RuleBroken as refused:
            self.show(refused)
            return False
        return is_valid

    def draft(self) -> InvitationDraft:
        """What was typed, once `validate` said yes."""
        kind, _, number = (self.host.data or "").partition(":")
        return InvitationDraft(
            title=self.title.data or "",
            when=self.when,
            body_id=int(number) if kind == "body" else None,
            organisation_id=int(number) if kind == "organisation" else None,
            host_words=self.host_words.data or "",
            principal_id=int(self.principal.data) if self.principal.data else None,
            place_text=self.place_text.data or "",
            online_url=self.online_url.data or "",
            reply_by_on=self.reply_by_on.data,
            sender_name=self.sender_name.data or "",
            sender_address=self.sender_address.data or "",
            words=self.words.data or "",
            has_offer=bool(self.has_offer.data),
            offer_words=self.offer_words.data or "",
        )

    def fill(self, invitation: IncomingInvitation) -> None:
        """Show what is stored."""
        for name in ("title", "host_words", "place_text", "online_url", "sender_name", "sender_address", "words"):
            self[name].data = getattr(invitation, name)
        self.has_offer.data, self.offer_words.data = invitation.has_offer, invitation.offer_words
        self.reply_by_on.process_data(invitation.reply_by_on)
        self.host.data = host_value(invitation)
        self.principal.data = str(invitation.principal_id or ELSE)
        self.version.data = str(invitation.version)
        self.fill_when(when_of(invitation))


class FileForm(RefusableForm):
    """A calendar file, or its text."""

    file = FileField("Calendar file", description="Its name ends in .ics; 1 MB at most.")
    pasted = TextAreaField(
        "Or its text", [at_most(200_000)], description="Everything from BEGIN:VCALENDAR to END:VCALENDAR."
    )

    def data_of_file(self) -> bytes:
        """What was chosen or pasted. Raises RuleBroken when it is neither."""
        chosen = getattr(self.file.data, "filename", "")
        data: bytes = self.file.data.read() if chosen else (self.pasted.data or "").encode()
        if not data.strip():
            raise RuleBroken("Choose a file, or paste its text below.", "file")
        return data


def host_value(invitation: IncomingInvitation) -> str:
    """The host as the list of the form names it."""
    if invitation.body_id is not None:
        return f"body:{invitation.body_id}"
    return f"organisation:{invitation.organisation_id}" if invitation.organisation_id is not None else ELSE
