"""What reading a mail yields: plain values that travel as JSON from the reading process and are kept."""

from dataclasses import dataclass, field
from datetime import datetime

from scheduler.ical.replies import ItipEvent
from scheduler.inbox.rules.vocabulary import MailKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """One recipient in a delivery report (RFC 3464)."""

    recipient: str
    action: str
    """failed, delayed, delivered, relayed or expanded."""
    status: str = ""
    """The enhanced code, “5.1.1”."""
    words: str = ""
    original_message_id: str = ""
    envelope_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMail:
    """A stranger's mail, cleaned and cut to our lengths; addresses are lower-case `address_key`s where compared."""

    kind: MailKind
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    message_id: str = ""
    sent_at: datetime | None = None
    recipients: tuple[str, ...] = ()
    """Every address it was delivered or addressed to: To, Cc, Delivered-To, X-Original-To, Original-Recipient."""
    refers_to: tuple[str, ...] = ()
    """In-Reply-To, then References backwards."""
    dmarc: dict[str, str] = field(default_factory=dict)
    """authserv-id → result (“pass”, “fail”, “none”, …) of every Authentication-Results header, the topmost of each."""
    dmarc_domain: dict[str, str] = field(default_factory=dict)
    """authserv-id → header.from that the result is about."""
    answers: tuple[ItipEvent, ...] = ()
    bounces: tuple[Bounce, ...] = ()
    words: str = ""
    """The first lines that a person wrote, without what they quote."""
    problems: tuple[str, ...] = ()
    """Plain words for what was left out: too many parts, an archive, a calendar that breaks off."""
    attachments: tuple[str, ...] = ()
    """Names of what is not text."""
