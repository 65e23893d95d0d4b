"""A mail before it is text or HTML: both are drawn from the same words, so that they cannot differ."""

from scheduler.accounts.models import Office
from scheduler.core.mail_templates import render_mail
from scheduler.core.values import dataclass
from scheduler.ical.itip import Method
from scheduler.invitations.rules import Audience
from scheduler.outbox.rendering import Mail


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who reads a mail and for which invitee; names carry their honorific."""

    label: str
    invitee_name: str
    audience: Audience
    name: str

    @property
    def greeting(self) -> str:
        """“Dear Councillor Rowan Ashdown,”."""
        return f"Dear {self.name or 'colleague'},"

    @property
    def whom(self) -> str:
        """“Councillor Rowan Ashdown, Leader, Melton Borough Council”."""
        if not self.invitee_name or self.label.startswith(self.invitee_name):
            return self.label
        return f"{self.invitee_name}, {self.label}"

    @property
    def capacity(self) -> str:
        """Tells an office or a substitute why they get the mail; empty for the invitee."""
        if self.audience is Audience.SUBSTITUTE:
            return f"You are receiving this because you were named to come in place of {self.whom}."
        if self.audience is not Audience.PA:
            return ""
        return f"You are receiving this as the office of {self.whom}. You may answer for them."


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one mail says, in order; empty sentences and facts are left out."""

    subject: str
    to: Addressee
    opening: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    button: tuple[str, str] | None = None
    """Label and address."""
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """What a mail brings to the reader's calendar; without a method it is a file to open."""

    content: bytes
    method: Method | None = None
    organizer: str | None = None
    """Address that programs answer to."""


def render_letter(letter: Letter, office: Office, calendar: CalendarPart | None = None) -> Mail:
    """The letter as text and as HTML, headed and signed by the office."""
    words = {
        "letter": letter,
        "opening": [sentence for sentence in letter.opening if sentence],
        "facts": [(name, value) for name, value in letter.facts if value],
        "closing": [sentence for sentence in letter.closing if sentence],
        "office_name": office.name,
        "office_telephone": office.telephone,
        "office_email": office.email,
    }
    return Mail(
        subject=letter.subject,
        text=render_mail("invitations/email/letter.txt", **words),
        html=render_mail("invitations/email/letter.html", **words),
        calendar=calendar.content if calendar else None,
        method=calendar.method if calendar else None,
        organizer=calendar.organizer if calendar else None,
    )
