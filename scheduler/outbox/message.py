"""Builds the one EmailMessage of a notice: text, HTML, perhaps a calendar; one recipient, a stable Message-ID.

A calendar with a METHOD goes twice, byte for byte the same: last among the alternatives, where Outlook and Gmail find
what they act on, and as a file for those that look only there. The alternatives come first in the message.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import parseaddr
from typing import Any

from scheduler.core.addresses import address_key
from scheduler.core.errors import SchedulerError
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail
from scheduler.outbox.rules import Channel

CALENDAR_NAME = "invite.ics"
LINE_LENGTH = 78
ENCODED_OCTETS = 42
"""As many as keep an encoded word within 75 characters (RFC 2047 2), and within the line of its header."""
_PLAIN = re.compile(r"(?!.*=\?)[ -~]*")
_LONG_WORD = re.compile(r"\S{70}")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


class WrittenHeader(UnstructuredHeader, BaseHeader):
    """Exactly what was written, broken only at its spaces.

    The library takes names apart once more when it folds: it decodes what looks encoded, line breaks among it, and so
    lets a name write headers; and it writes a long word of ours as encoded words, which no program takes apart.
    """

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """Nothing is taken apart."""
        kwds["parse_tree"], kwds["decoded"] = None, value

    def fold(self, *, policy: "Policy[Any]") -> str:
        """Lines of 78 characters where spaces allow it; RFC 5322 2.1.1 allows 998."""
        first, *rest = str(self).split(" ")
        lines = [f"{self.name}: {first}"]
        for word in rest:
            if len(lines[-1]) + 1 + len(word) > LINE_LENGTH:
                lines.append(f" {word}")
            else:
                lines[-1] += f" {word}"
        return policy.linesep.join(lines) + policy.linesep


class Headers(HeaderRegistry):
    """The library makes a class for each header of each message; this makes each once."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type[BaseHeader]] = {}

    def __getitem__(self, name: str) -> type[BaseHeader]:
        if (made := self._made.get(name.lower())) is None:
            made = self._made[name.lower()] = super().__getitem__(name)
        return made


def _policy() -> "EmailPolicy[EmailMessage]":
    headers = Headers()
    for name in ("from", "to", "subject", "message-id", "in-reply-to", "references", "list-unsubscribe"):
        headers.map_to_type(name, WrittenHeader)
    return SMTP.clone(header_factory=headers)


POLICY = _policy()


class UnsendableAddress(SchedulerError):
    """An address that no mail server of ours could be given."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message needs of its notice, kept after the transaction that read it has ended."""

    recipient_name: str
    recipient_address: str
    message_id: str
    references: str | None
    channel: Channel = Channel.MAIL


def envelope_of(notice: Notice) -> Envelope:
    """The envelope of a notice that is loaded."""
    return Envelope(
        notice.recipient_name, notice.recipient_address, notice.message_id, notice.references, notice.channel
    )


def wire_address(address: str) -> str:
    """The address in ASCII, its domain by IDNA. Raises UnsendableAddress when its local part is not ASCII."""
    local, at, domain = address.rpartition("@")
    try:
        local.encode("ascii")
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        message = f"“{address}” holds letters that mail servers do not take."
        raise UnsendableAddress(message) from error


def words(text: str) -> str:
    """One line of text for a header: as it is, or in encoded words (RFC 2047) where it could be misread."""
    line = clean_line(text)
    return line if _PLAIN.fullmatch(line) and not _LONG_WORD.search(line) else " ".join(_encoded(line))


def mailbox(name: str, address: str) -> str:
    """“Name <address>” with the name quoted or encoded as it needs; refuses an address of another form."""
    spec = Address(addr_spec=address).addr_spec
    line = words(name)
    if not line:
        return spec
    if line == clean_line(name) and not _ATOMS.fullmatch(line):
        line = '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{line} <{spec}>"


def _encoded(line: str) -> Iterator[str]:
    """Encoded words; none holds a part of a letter."""
    octets = b""
    for letter in line:
        following = letter.encode()
        if len(octets) + len(following) > ENCODED_OCTETS:
            yield f"=?utf-8?b?{b64encode(octets).decode()}?="
            octets = b""
        octets += following
    yield f"=?utf-8?b?{b64encode(octets).decode()}?="


def build_message(envelope: Envelope, mail: Mail, *, mail_from: str, now: datetime) -> EmailMessage:
    """The message as it goes over the wire; `mail_from` is “Name <address>”."""
    message = EmailMessage(policy=POLICY)
    name, address = parseaddr(mail_from)
    message["From"] = mailbox(name, wire_address(address))
    message["To"] = mailbox(envelope.recipient_name, wire_address(envelope.recipient_address))
    message["Subject"] = words(mail.subject)
    message["Date"] = now
    message["Message-ID"] = envelope.message_id
    if envelope.references:
        message["In-Reply-To"] = envelope.references
        message["References"] = envelope.references
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    _add_ways_to_answer(message, mail, address)
    # Quoted-printable and base64 pass servers that do not take eight bits.
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.calendar is not None and mail.method is not None:
        _add_scheduling(message, mail.calendar, mail.method)
    elif mail.calendar is not None:
        message.add_attachment(mail.calendar.decode(), subtype="calendar", filename=CALENDAR_NAME, cte="base64")
    return message


def _add_ways_to_answer(message: EmailMessage, mail: Mail, sender: str) -> None:
    """A typed answer goes where a program's does; one press ends round mails (RFC 8058)."""
    if mail.organizer and address_key(mail.organizer) != address_key(sender):
        message["Reply-To"] = Address(addr_spec=wire_address(mail.organizer))
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _add_scheduling(message: EmailMessage, calendar: bytes, method: str) -> None:
    message.add_alternative(calendar.decode(), subtype="calendar", cte="base64", params={"method": method})
    message.add_attachment(
        calendar, maintype="application", subtype="ics", filename=CALENDAR_NAME, params={"name": CALENDAR_NAME}
    )
