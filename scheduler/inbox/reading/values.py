"""What reading a mail yields: plain values that travel as JSON from the reading process and are kept."""

from collections.abc import Mapping
from dataclasses import asdict, field
from datetime import datetime
from typing import Any

from scheduler.core.values import dataclass
from scheduler.ical.replies import ItipEvent
from scheduler.ical.wire import event_as_json, event_from_json, instant_from_json
from scheduler.inbox.rules.vocabulary import MailKind

Json = dict[str, Any]


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
    """authserv-id → result (“pass”, “fail”, “none”, …) of every Authentication-Results header, the topmost of each;
    ids are in lower case, and empty where the header has none, as Microsoft's."""
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


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A mail whose reading took too much time or memory, or broke something; the reason is a plain sentence."""

    reason: str


def as_json(mail: ReadMail) -> Json:
    """The mail as plain values that JSON takes; `from_json` gives it back."""
    sent_at = mail.sent_at.isoformat() if mail.sent_at else None
    answers = [event_as_json(each) for each in mail.answers]
    lists = {name: list(getattr(mail, name)) for name in ("recipients", "refers_to", "problems", "attachments")}
    texts = {name: getattr(mail, name) for name in ("sender", "sender_name", "subject", "message_id", "words")}
    proofs = {"dmarc": dict(mail.dmarc), "dmarc_domain": dict(mail.dmarc_domain)}
    bounces = [bounce_as_json(each) for each in mail.bounces]
    return {"kind": str(mail.kind), "sent_at": sent_at, "answers": answers, "bounces": bounces} | lists | texts | proofs


def from_json(given: Mapping[str, Any]) -> ReadMail:
    """The mail that `as_json` wrote."""
    lists: Json = {name: tuple(given[name]) for name in ("recipients", "refers_to", "problems", "attachments")}
    texts: Json = {name: given[name] for name in ("sender", "sender_name", "subject", "message_id", "words")}
    return ReadMail(
        kind=MailKind(given["kind"]),
        sent_at=instant_from_json(given["sent_at"]),
        answers=tuple(event_from_json(each) for each in given["answers"]),
        bounces=tuple(bounce_from_json(each) for each in given["bounces"]),
        dmarc=dict(given["dmarc"]),
        dmarc_domain=dict(given["dmarc_domain"]),
        **lists,
        **texts,
    )


def bounce_as_json(bounce: Bounce) -> Json:
    """One recipient of a delivery report as plain values."""
    return asdict(bounce)


def bounce_from_json(given: Mapping[str, Any]) -> Bounce:
    """The recipient that `bounce_as_json` wrote."""
    return Bounce(**given)
