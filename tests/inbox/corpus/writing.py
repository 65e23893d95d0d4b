"""Writes mails byte by byte, as mail programs do: no library of ours or Python's may tidy their oddities away."""

import base64
import quopri
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from tests.inbox.corpus.facts import Facts

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a mail: its header lines and its encoded body."""

    headers: tuple[str, ...]
    body: bytes

    def written(self) -> bytes:
        return "\r\n".join(self.headers).encode() + b"\r\n\r\n" + self.body


def utc(instant: datetime) -> str:
    return instant.strftime("%Y%m%dT%H%M%SZ")


def local(instant: datetime) -> str:
    return instant.astimezone(LONDON).strftime("%Y%m%dT%H%M%S")


def calendar(*lines: str, method: str = "REPLY", program: str = "-//Example//Mailer 1.0//EN", end: str = "\r\n") -> str:
    """A VCALENDAR; the lines are folded at 75 characters."""
    whole = ["BEGIN:VCALENDAR", f"PRODID:{program}", "VERSION:2.0", f"METHOD:{method}", *lines, "END:VCALENDAR", ""]
    return end.join(folded(line, end) for line in whole)


def folded(line: str, end: str) -> str:
    pieces = [line[at : at + 74] for at in range(0, len(line), 74)] or [""]
    return f"{end} ".join(pieces)


def event(facts: Facts, attendee: str, *more: str, times: tuple[str, ...] | None = None) -> list[str]:
    """A VEVENT of an answer in the plainest form."""
    when = times or (f"DTSTART:{utc(facts.starts_at)}", f"DTEND:{utc(facts.ends_at)}")
    return [
        "BEGIN:VEVENT",
        f"UID:{facts.uid}",
        f"SEQUENCE:{facts.sequence}",
        f"DTSTAMP:{utc(facts.stamped_at)}",
        *when,
        f"ORGANIZER:mailto:{facts.office}",
        attendee,
        f"SUMMARY:{facts.summary}",
        *more,
        "END:VEVENT",
    ]


def attendee(facts: Facts, partstat: str, *, address: str = "", more: str = "") -> str:
    return f'ATTENDEE;CN="{facts.attendee_name}";PARTSTAT={partstat}{more}:mailto:{address or facts.attendee}'


def piece(kind: str, body: str | bytes, *, encoding: str = "8bit", more: tuple[str, ...] = ()) -> Piece:
    raw = body.encode() if isinstance(body, str) else body
    if encoding == "base64":
        raw = base64.encodebytes(raw).replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        raw = quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return Piece((f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}", *more), raw)


def text(words: str, *, encoding: str = "8bit") -> Piece:
    return piece("text/plain; charset=utf-8", words, encoding=encoding)


def page(words: str) -> Piece:
    return piece("text/html; charset=utf-8", f"<html><body><p>{words}</p></body></html>", encoding="quoted-printable")


def multi(kind: str, *pieces: Piece, more: str = "") -> Piece:
    boundary = "=_" + sha256(b"".join(each.written() for each in pieces) + kind.encode()).hexdigest()[:20]
    line = f"--{boundary}".encode()
    body = b"".join(line + b"\r\n" + each.written() + b"\r\n" for each in pieces) + line + b"--\r\n"
    return Piece((f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}',), body)


def enclosed(mail: bytes) -> Piece:
    return Piece(("Content-Type: message/rfc822",), mail)


def mail(
    facts: Facts,
    content: Piece,
    *,
    sender: str = "",
    name: str | None = None,
    subject: str = "Re: Invitation",
    verdict: str | None = "pass",
    headers: tuple[str, ...] = (),
    reply_to: str | None = "",
    to: str = "",
) -> bytes:
    """A mail as our own server delivers it, with its verdict on DMARC; `verdict=None` leaves that out."""
    sender = sender or facts.attendee
    shown = f"{facts.attendee_name if name is None else name} <{sender}>"
    proof = f"Authentication-Results: {facts.authserv_id};\r\n dmarc={verdict} header.from={sender.partition('@')[2]}"
    mark = sha256(content.written() + subject.encode() + "".join(headers).encode()).hexdigest()[:16]
    lines = [
        f"Received: from mail.example.org by {facts.authserv_id}; {format_datetime(facts.stamped_at)}",
        *([proof] if verdict else []),
        f"From: {shown}",
        f"To: {to or facts.office}",
        f"Subject: {subject}",
        f"Date: {format_datetime(facts.stamped_at)}",
        f"Message-ID: <{mark}@{sender.partition('@')[2]}>",
        *([f"In-Reply-To: {facts.message_id}"] if reply_to == "" else []),
        "MIME-Version: 1.0",
        *headers,
        *content.headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content.body


def our_calendar(facts: Facts, method: str = "REQUEST") -> str:
    """Our own scheduling message, in short."""
    asked = f'ATTENDEE;CN="{facts.attendee_name}";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{facts.attendee}'
    return calendar(*event(facts, asked), method=method, program="-//Engagement scheduler//Calendar//EN")


def our_mail(facts: Facts) -> bytes:
    """Our own invitation, in short, as it comes back inside reports and loops."""
    invitation = multi(
        "alternative",
        text("You are invited.", encoding="quoted-printable"),
        piece("text/calendar; charset=utf-8; method=REQUEST", our_calendar(facts), encoding="base64"),
    )
    lines = [
        f"From: {facts.office_name} <{facts.office}>",
        f"To: {facts.attendee_name} <{facts.attendee}>",
        f"Subject: Invitation: {facts.summary}",
        f"Message-ID: {facts.message_id}",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        "MIME-Version: 1.0",
        *invitation.headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + invitation.body
