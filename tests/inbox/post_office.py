"""Writes mails as strangers' programs do, hands them in, and has them read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from scheduler.core.db import db
from scheduler.ical.event import CalendarEvent, Timed
from scheduler.ical.itip import Attendee, Organizer, counter, reply
from scheduler.inbox.models import InboundAnswer, InboundMail
from scheduler.inbox.rules.vocabulary import MailDoor
from scheduler.inbox.service.processing import process_waiting
from scheduler.inbox.service.receiving import receive
from scheduler.invitations.models import Invitation
from tests.factories import NOW
from tests.invitations.conftest import Visit

authserv_id = "mx.office.example.org"
PASS = object()
ROWAN, JO, OFFICE = "rowan@example.org", "jo@example.org", "office@example.org"


@dataclass
class PostOffice:
    """What comes to the office of a visit; by default Rowan, who is invited, answers from his own address."""

    visit: Visit

    @property
    def invitation(self) -> Invitation:
        """Rowan's."""
        db.session.expire_all()
        return db.session.query(Invitation).filter_by(post_id=self.visit.leader.id).one()

    def answer(self, partstat: str | None = "ACCEPTED", attendee: Attendee | None = None, **facts: Any) -> bytes:
        """METHOD:REPLY of a calendar program."""
        attendee = attendee or Attendee(address=facts.pop("address", ROWAN), partstat=partstat or "NOTHING")
        defaults = {"uid": self.visit.engagement.uid, "sequence": self.visit.engagement.sequence, "stamped_at": NOW}
        text = reply(attendee=attendee, **defaults | facts)
        return text if partstat else text.replace(b"PARTSTAT=NOTHING", b"X-NOTHING=1")

    def counter(self, when: Timed, **facts: Any) -> bytes:
        """METHOD:COUNTER of a calendar program."""
        engagement = self.visit.engagement
        event = CalendarEvent(
            uid=engagement.uid,
            sequence=engagement.sequence,
            stamped_at=NOW,
            created_at=NOW,
            modified_at=NOW,
            when=when,
            summary=engagement.title,
        )
        return counter(event, Attendee(address=ROWAN), Organizer(OFFICE), **facts)

    def mail(
        self,
        calendar: bytes | None = None,
        *,
        sender: str = ROWAN,
        to: str = OFFICE,
        dmarc: str | None = "pass",
        method: str = "REPLY",
        **headers: str,
    ) -> bytes:
        """One mail; `dmarc` is what our own server found, None for a mail that it did not look at."""
        message = EmailMessage()
        domain = sender.rpartition("@")[2]
        if dmarc is not None:
            message["Authentication-Results"] = f"{authserv_id}; dmarc={dmarc} header.from={domain}"
        message["From"], message["To"], message["Subject"] = sender, to, headers.pop("subject", "An answer")
        message["Message-ID"] = headers.pop("message_id", f"<{id(message)}@example.org>")
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content("Words.")
        if calendar is not None:
            message.add_alternative(calendar, "text", "calendar", params={"method": method})
        return message.as_bytes()

    def deliver(self, raw: bytes, *, now: datetime = NOW) -> InboundMail:
        """Hand one in and have it read."""
        mail = receive(raw, MailDoor.PIPE, now=now)
        mail_id = mail.id
        db.session.commit()
        process_waiting(now)
        db.session.expire_all()
        return db.session.get_one(InboundMail, mail_id)

    def say(self, partstat: str | None = "ACCEPTED", *, after: int = 0, **facts: Any) -> InboundAnswer:
        """Answer and give back what became of it, `after` minutes."""
        names = {"sender", "to", "dmarc", "In_Reply_To"}
        about_mail = {name: facts.pop(name) for name in names & facts.keys()}
        now = NOW + timedelta(minutes=after)
        facts.setdefault("stamped_at", now)
        (row,) = self.deliver(self.mail(self.answer(partstat, **facts), **about_mail), now=now).answers
        return row
