"""What reading a mail yields: plain values that travel as JSON from the reading process and are kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from scheduler.ical.event import AllDay, Timed
from scheduler.ical.replies import ItipAttendee, ItipEvent
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
        sent_at=_instant(given["sent_at"]),
        answers=tuple(event_from_json(each) for each in given["answers"]),
        bounces=tuple(bounce_from_json(each) for each in given["bounces"]),
        dmarc=dict(given["dmarc"]),
        dmarc_domain=dict(given["dmarc_domain"]),
        **lists,
        **texts,
    )


def event_as_json(event: ItipEvent) -> Json:
    """One answer as plain values."""
    values = asdict(event)
    values["when"] = _span_as_json(event.when)
    for name in ("recurs_at", "stamped_at"):
        values[name] = values[name].isoformat() if values[name] else None
    values["problems"] = list(event.problems)
    values["attendees"] = [
        {name: list(each) if isinstance(each, tuple) else each for name, each in attendee.items()}
        for attendee in values["attendees"]
    ]
    return values


def event_from_json(given: Mapping[str, Any]) -> ItipEvent:
    """The answer that `event_as_json` wrote."""
    values = dict(given)
    values["when"] = _span_from_json(given["when"])
    for name in ("recurs_at", "stamped_at"):
        values[name] = _instant(given[name])
    values["problems"] = tuple(given["problems"])
    values["attendees"] = tuple(_attendee_from_json(each) for each in given["attendees"])
    return ItipEvent(**values)


def _attendee_from_json(given: Mapping[str, Any]) -> ItipAttendee:
    values: Json = {name: tuple(each) if isinstance(each, list) else each for name, each in given.items()}
    return ItipAttendee(**values)


def bounce_as_json(bounce: Bounce) -> Json:
    """One recipient of a delivery report as plain values."""
    return asdict(bounce)


def bounce_from_json(given: Mapping[str, Any]) -> Bounce:
    """The recipient that `bounce_as_json` wrote."""
    return Bounce(**given)


def _span_as_json(when: Timed | AllDay | None) -> Json | None:
    return {name: each.isoformat() for name, each in asdict(when).items()} if when else None


def _span_from_json(given: Mapping[str, str] | None) -> Timed | AllDay | None:
    if given is None:
        return None
    if "first_on" in given:
        return AllDay(date.fromisoformat(given["first_on"]), date.fromisoformat(given["last_on"]))
    return Timed(datetime.fromisoformat(given["starts_at"]), datetime.fromisoformat(given["ends_at"]))


def _instant(given: str | None) -> datetime | None:
    return datetime.fromisoformat(given) if given else None
