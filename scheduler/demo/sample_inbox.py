"""Mail that came in before the demo began: what counts as no answer, and what a person has to look at."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.ical.itip import Attendee, Method, reply
from scheduler.inbox.rules.vocabulary import MailDoor
from scheduler.inbox.service.receiving import receive
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import PartStat

OFFICE = "office@example.org"
AWAY = """Thank you for your message. I am on annual leave until Monday and will read it then.
In urgent cases please telephone the Chief Executive's office.
"""
LETTER = """Dear office,

I chair the residents' association in Ashby Road. Could one of you come to our meeting in the spring?

With kind regards
Tilda Marchbanks
"""


def load_inbox(now: datetime) -> None:
    """An out-of-office answer, a letter, and an acceptance from an address that nobody knows yet."""
    away = _mail("councillor.away@example.org", "Automatic reply: Invitation", AWAY, now)
    away["Auto-Submitted"] = "auto-replied"
    letter = _mail("tilda.marchbanks@residents.example.org", "A visit in the spring?", LETTER, now)
    for mail in filter(None, (away, letter, _acceptance(now))):
        receive(mail.as_bytes(policy=SMTP), MailDoor.DEMO, now=now)


def _acceptance(now: datetime) -> EmailMessage | None:
    """The right meeting, and somebody who was not invited under this address: an alias, a deputy, or a stranger."""
    invitation = db.session.scalars(
        select(Invitation)
        .join(Invitation.engagement)
        .where(Invitation.partstat == PartStat.NEEDS_ACTION, Engagement.starts_at > now)
        .order_by(Engagement.starts_at.desc(), Invitation.id)
    ).first()
    if invitation is None:
        return None
    who = "m.holloway@communities.example.org"
    meeting = invitation.engagement
    calendar = reply(
        uid=meeting.uid,
        sequence=meeting.sequence,
        stamped_at=now,
        attendee=Attendee(address=who, name="Marek Holloway", partstat="ACCEPTED"),
    )
    mail = _mail(who, f"Accepted: {meeting.title}", "I shall come for the Leader.\n", now)
    mail.add_alternative(calendar, "text", "calendar", cte="base64", params={"method": Method.REPLY})
    return mail


def _mail(sender: str, subject: str, text: str, now: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    domain = sender.rpartition("@")[2]
    mail["Authentication-Results"] = f"mx.example.org; dmarc=pass header.from={domain}"
    mail["From"], mail["To"], mail["Subject"] = sender, OFFICE, subject
    mail["Date"], mail["Message-ID"] = format_datetime(now), f"<sample.{sender}>"
    mail.set_content(text)
    return mail
