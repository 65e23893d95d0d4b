"""Puts random text wherever people may type into feeds and mails, and re-reads both with other parsers.

    python [-O] -m tests.storms.random_text COUNT SEED

Calendars are read by libical, mails by the classic `email.parser`. Prints as JSON how many strings went through a feed
and a mail, and up to ten things that were not as they should be.
"""

import email
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from typing import Any

from scheduler.core.text import clean_line, clean_text
from scheduler.ical.calendar import CalendarHeader, wrap
from scheduler.ical.event import CalendarEvent
from scheduler.ical.itip import Attendee, Organizer, cancel, decline_counter, request
from scheduler.ical.render import CANCELLED_PREFIX, render_event
from scheduler.outbox.message import Envelope, build_message
from scheduler.outbox.rendering import Mail
from tests.ical.samples import REVISED_AT, VISIT
from tests.oracles.libical import PEOPLE, components, parsed

UNSUBSCRIBE = "https://example.org/u/x"
ADDRESS, OFFICE = "leader@example.org", "office@example.org"
PIECES = (
    *("\r", "\n", "\r\n", "\r\n ", "\n\t", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\x00", "\x07", "\x1b"),
    *("\\", "\\n", "\\N", "\\;", ";", ",", ":", '"', "'", "^", "^n", "^'", "%0D%0A", "=0D=0A", "=\r\n", "\r\n.\r\n"),
    *(
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VALARM",
        "END:VCALENDAR",
        "METHOD:CANCEL",
        "\nATTENDEE:mailto:x@example.org",
    ),
    *("\r\nBcc: x@example.org", "\nSubject: x", "\r\n\r\n<p>", "Content-Type: text/html", "--===============", "a: b"),
    *("=?utf-8?q?x=0D=0AX?=", "=?utf-8?b?", "?=", "=?", "<x@example.org>", "(x)", "@", "[", "]", "<", ">", "{{7*7}}"),
    *("\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\ufffd", "\ufffe", "\xad", "\xa0", "\u3000", "\U000e0001"),
    *("\ud800", "\udc00", "\ud83d", "\udcff", "🏛", "é", "e\u0301", "שלום", "السلام", "Dyfnaint", "ß", "İ", "\ufb01"),
    *(" ", "  ", "\t", "a", "Z", "9", ".", "&amp;", "\x7f", "Visit to Melton", "Leader", "O’Neill"),
)
STRINGS_A_CASE = 24
CASES_A_FEED = 10


def any_text(chance: random.Random) -> str:
    """Pieces of attacks, any letters of Unicode, both mixed and cut; one in two thousand very long."""
    kind = chance.random()
    length = 1 + int(chance.expovariate(0.15))
    if kind < 0.0005:
        length = 3_000
    if kind < 0.5:
        return "".join(chance.choices(PIECES, k=length))
    letters = [chr(chance.randrange(0x110000 if chance.random() < 0.4 else 0x300)) for _ in range(length)]
    if kind < 0.7:
        return "".join(letters)
    mixed = "".join(each for pair in zip(letters, chance.choices(PIECES, k=length), strict=True) for each in pair)
    return mixed[chance.randrange(3) : len(mixed) - chance.randrange(3)]


class Case:
    """What people typed for one mail: some single lines, and a purpose or comment of many."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.title, self.place, self.organizer, self.attendee, self.subject, self.reader, self.office, *lines = texts
        self.words = "\n".join(lines)


@dataclass
class Tally:
    """What went through, and what was wrong."""

    strings: int = 0
    events: int = 0
    mails: int = 0
    wrong: list[str] = field(default_factory=list)

    def same(self, what: str, found: object, expected: object) -> None:
        """Note a difference."""
        if found != expected and len(self.wrong) < 10:
            self.wrong.append(f"{what}: {found!a} instead of {expected!a}")


def event_of(title: str, place: str, purpose: str) -> CalendarEvent:
    return replace(VISIT, summary=titled(title), location=place, description=purpose)


def properties(title: str, place: str, purpose: str, *, prefix: str = "") -> list[tuple[str, str]]:
    """The names and texts of an event's properties that must come back, and no other."""
    summary = clean_line(prefix + titled(title))
    texts = {"SUMMARY": summary, "DESCRIPTION": clean_text(purpose), "LOCATION": clean_line(place)}
    empty = [name for name in ("DESCRIPTION", "LOCATION") if not texts[name]]
    return [(name, texts.get(name, "")) for name in EVENT_NAMES if name not in empty]


EVENT_NAMES = ("CREATED", "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "LAST-MODIFIED", "LOCATION", "SEQUENCE")
EVENT_NAMES += ("STATUS", "SUMMARY", "TRANSP", "UID", "URL")
FEED_NAMES = ["CALSCALE", "NAME", "PRODID", "REFRESH-INTERVAL", "VERSION"]
FEED_NAMES += ["X-PUBLISHED-TTL", "X-WR-CALDESC", "X-WR-CALNAME", "X-WR-TIMEZONE"]
SHOWN = {"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT"}


def check_feed(cases: list[Case], tally: Tally) -> None:
    """Every string of every case as title, place or purpose of one entry, and the first as the feed's name."""
    texts = [text for case in cases for text in case.texts]
    triples = [(texts[at], texts[at + 1], texts[at + 2]) for at in range(0, len(texts), 3)]
    header = CalendarHeader(name=titled(texts[0]), description=f"x{texts[1]}")
    feed = wrap(header, [render_event(event_of(*each)) for each in triples])
    with parsed(feed) as calendar:
        (root, below) = components(calendar, SHOWN)
    tally.same("feed", sorted(name for name, _, _ in root), FEED_NAMES)
    tally.same("components", [kind for kind, _, _ in below], ["VTIMEZONE"] + ["VEVENT"] * len(triples))
    for triple, (_, found, inner) in zip(triples, below[1:], strict=False):
        tally.same("entry", sorted((name, text) for name, text, _ in found), properties(*triple))
        tally.same("within an entry", inner, 0)
    tally.events += len(triples)


def check_mail(case: Case, number: int, tally: Tally) -> None:
    """One scheduling message in one mail."""
    method = ("REQUEST", "CANCEL", "DECLINECOUNTER")[number % 3]
    organizer, attendee = Organizer(OFFICE, case.organizer), Attendee(address=ADDRESS, name=case.attendee)
    event = event_of(case.title, case.place, case.words)
    if method == "REQUEST":
        calendar = request(event, organizer, attendee)
    elif method == "CANCEL":
        calendar = cancel(event, organizer, attendee)
    else:
        calendar = decline_counter(uid=VISIT.uid, stamped_at=REVISED_AT, organizer=organizer, words=case.words)
    text = "\n".join(clean_text(each) for each in case.texts) + "\n"
    name = clean_line(case.office).replace("\\", "\\\\").replace('"', '\\"')
    mail = Mail(case.subject, text, f"<pre>{text}</pre>", calendar, method, "replies@example.org", UNSUBSCRIBE)
    envelope = Envelope(case.reader, ADDRESS, "<1@example.org>", "<0@example.org>")
    mail_from = f'"{name}" <{OFFICE}>'
    raw = build_message(envelope, mail, mail_from=mail_from, now=REVISED_AT).as_bytes()
    message = email.message_from_bytes(raw)
    read_headers(message, case, parseaddr(mail_from)[0], tally)
    read_parts(message, text, calendar, tally)
    read_calendar(calendar, case, method, tally)
    tally.mails += 1


HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted"]
HEADERS += ["X-Auto-Response-Suppress", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"]
HEADERS += ["MIME-Version", "Content-Type"]
TREE = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]


def read_headers(message: Message, case: Case, office: str, tally: Tally) -> None:
    """Subject and names word for word, addresses untouched, nothing besides."""
    tally.same("headers", sorted(message.keys()), sorted(HEADERS))
    tally.same("subject", decoded(message["Subject"]), clean_line(case.subject))
    for header, name, address in (("From", office, OFFICE), ("To", clean_line(case.reader), ADDRESS)):
        found = parseaddr(str(message[header]).replace("\r\n", ""))
        tally.same(header, (decoded(found[0]), found[1]), (name, address))


def decoded(words: Any) -> str:
    """As RFC 2047 says, with lines joined."""
    joined = str(words).replace("\r\n", "").replace("\n", "")
    try:
        return str(make_header(decode_header(joined)))
    except (UnicodeError, ValueError, LookupError) as error:
        return f"not to be read ({error}): {joined}"


def read_parts(message: Message, text: str, calendar: bytes, tally: Tally) -> None:
    """The six parts, and in them the bytes that were put in."""
    parts = list(message.walk())
    tally.same("parts", [part.get_content_type() for part in parts], TREE)
    tally.same("defects", [defect for part in parts for defect in part.defects], [])
    if len(parts) == len(TREE):
        plain, _html, inline, attached = (part.get_payload(decode=True) for part in parts[2:])
        tally.same("text", str(plain, "utf-8").replace("\r\n", "\n"), text)
        tally.same("calendars", (inline, attached), (calendar, calendar))


def read_calendar(calendar: bytes, case: Case, method: str, tally: Tally) -> None:
    """The message's own properties, one event, nothing below it; the names of both people."""
    with parsed(calendar) as read:
        root, below = components(read, SHOWN)
    tally.same("message", sorted(name for name, _, _ in root), ["CALSCALE", "METHOD", "PRODID", "VERSION"])
    tally.same("its components", [kind for kind, _, _ in below], ["VTIMEZONE", "VEVENT"])
    _, found, inner = below[-1]
    tally.same("within it", inner, 0)
    expected = ["ORGANIZER"] if method == "DECLINECOUNTER" else ["ATTENDEE", "ORGANIZER"]
    tally.same("people", sorted(name for name, _, _ in found if name in PEOPLE), expected)
    names = {name: cn for name, _, cn in found if name in PEOPLE}
    tally.same("organizer", names.get("ORGANIZER"), person(case.organizer))
    rest = sorted((name, text) for name, text, _ in found if name not in PEOPLE)
    if method == "DECLINECOUNTER":
        comment = [("COMMENT", clean_text(case.words))] if clean_text(case.words) else []
        tally.same("comment", rest, [*comment, ("DTSTAMP", ""), ("UID", "")])
    else:
        tally.same("attendee", names.get("ATTENDEE"), person(case.attendee))
        prefix = CANCELLED_PREFIX if method == "CANCEL" else ""
        tally.same("event", rest, properties(case.title, case.place, case.words, prefix=prefix))


def person(name: str) -> str:
    """A name as a parameter holds it."""
    return clean_line(name).replace('"', "'").replace("\\", "/")


def cases(count: int, seed: int) -> Iterator[list[Case]]:
    chance = random.Random(seed)  # noqa: S311 - text
    for _ in range(-(-count // (STRINGS_A_CASE * CASES_A_FEED))):
        yield [Case([any_text(chance) for _ in range(STRINGS_A_CASE)]) for _ in range(CASES_A_FEED)]


def titled(text: str) -> str:
    """No engagement is without a title."""
    return text if clean_line(text) else "Visit"


def main(count: int, seed: int) -> None:
    """Go on after a difference; stop after ten."""
    tally = Tally()
    for batch in cases(count, seed):
        check_feed(batch, tally)
        for number, case in enumerate(batch):
            check_mail(case, number, tally)
        tally.strings += len(batch) * STRINGS_A_CASE
        if len(tally.wrong) >= 10:
            break
    facts = {"asserts": __debug__, "strings": tally.strings, "events": tally.events, "mails": tally.mails}
    json.dump({**facts, "wrong": tally.wrong}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
