"""The world outside: a mail server that delivers into real mailboxes, and calendar programs that live by mail alone."""

import email
import email.policy
import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import icalendar
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from scheduler.core.clock import utc_now
from scheduler.demo.supervisor import free_port
from tests.dovecot import Dovecot
from tests.inbox.corpus import outlook
from tests.inbox.corpus.facts import Facts

AUTHSERV_ID = "mx.office.example.org"
FORGED = re.compile(rb"^Authentication-Results: *" + AUTHSERV_ID.encode() + rb"[^\n]*\n([ \t][^\n]*\n)*", re.MULTILINE)


class MailServer:
    """Takes mail by SMTP and puts it into the recipients' mailboxes, with what it found out about the sender."""

    def __init__(self, mailboxes: Dovecot, port: int) -> None:
        self.mailboxes, self.port = mailboxes, port

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        content = bytes(envelope.content or b"")
        author = str(email.message_from_bytes(content, policy=email.policy.default)["From"].addresses[0].addr_spec)
        domain = author.partition("@")[2]
        verdict = "pass" if (envelope.mail_from or "").endswith(f"@{domain}") else "fail"
        proof = f"Authentication-Results: {AUTHSERV_ID}; dmarc={verdict} header.from={domain}\r\n"
        for recipient in envelope.rcpt_tos:
            self.mailboxes.deliver(proof.encode() + FORGED.sub(b"", content), user=recipient)
        return "250 delivered"


@contextmanager
def mail_server(mailboxes: Dovecot) -> Iterator[MailServer]:
    """A server for a while, on a port of loopback."""
    server = MailServer(mailboxes, free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port, ready_timeout=30)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@dataclass
class Entry:
    """What a calendar shows of one UID."""

    sequence: int
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    organizer: str
    message_id: str


@dataclass
class CalendarProgram:
    """Outlook over Exchange: it keeps what REQUEST and CANCEL say by RFC 5546, and answers without ORGANIZER."""

    server: MailServer
    address: str
    name: str
    entries: dict[str, Entry] = field(default_factory=dict)
    seen: int = 0
    envelope: str = ""
    """Another sender than the one that it shows, as forgers have it."""

    def look(self) -> None:
        """Read what came since."""
        mails = self.server.mailboxes.mails(self.address)
        for raw in mails[self.seen :]:
            self._take(email.message_from_bytes(raw, policy=email.policy.default))
        self.seen = len(mails)

    def the_entry(self) -> Entry:
        """The only one."""
        self.look()
        (entry,) = self.entries.values()
        return entry

    def answer(self, partstat: str, subject: str, comment: str = "") -> None:
        """Press a button."""
        self._send(outlook.answer(partstat, subject, comment)(self._facts()))

    def propose(self) -> timedelta:
        """Propose the same meeting two hours later."""
        self._send(outlook.counter(self._facts()))
        return timedelta(hours=2)

    def _take(self, mail: EmailMessage) -> None:
        part = next((each for each in mail.walk() if each.get_content_type() == "text/calendar"), None)
        if part is None:
            return
        calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
        method = str(calendar.get("METHOD", ""))
        assert method == part.get_param("method")
        (event,) = calendar.walk("VEVENT")
        uid, sequence = str(event["UID"]), int(event.get("SEQUENCE", 0))
        known = self.entries.get(uid)
        if method not in {"REQUEST", "CANCEL"} or (known and sequence < known.sequence):
            return
        assert str(event["ATTENDEE"]).lower() == f"mailto:{self.address}"
        self.entries[uid] = Entry(
            sequence,
            event["DTSTART"].dt.astimezone(UTC),
            event["DTEND"].dt.astimezone(UTC),
            method == "CANCEL",
            str(event["ORGANIZER"]).lower().removeprefix("mailto:"),
            str(mail["Message-ID"]),
        )

    def _facts(self) -> Facts:
        ((uid, entry),) = self.entries.items()
        return Facts(
            uid=uid,
            sequence=entry.sequence,
            attendee=self.address,
            attendee_name=self.name,
            office=entry.organizer,
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            stamped_at=utc_now(),
            message_id=entry.message_id,
            authserv_id=AUTHSERV_ID,
        )

    def _send(self, raw: bytes) -> None:
        ((_, entry),) = self.entries.items()
        with smtplib.SMTP("127.0.0.1", self.server.port) as client:
            client.sendmail(self.envelope or self.address, [entry.organizer], raw)
