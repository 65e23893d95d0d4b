"""Header lines of a stranger's mail: words decoded, addresses and identifiers found, whatever is written there."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.utils import getaddresses, parsedate_to_datetime

from scheduler.core.addresses import address_key
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.inbox.reading.charsets import text_of

LONGEST_VALUE = 4_000
LONGEST_SUBJECT = 300
LONGEST_PERSON = 200
LONGEST_ADDRESS = 254
MOST_RECIPIENTS = 50
MOST_REFERENCES = 30

RECIPIENT_HEADERS = (
    *("to", "cc", "delivered-to", "x-original-to", "original-recipient"),
    *("envelope-to", "x-envelope-to", "x-delivered-to", "resent-to"),
)
_IDENTIFIER = re.compile(r"<([^<>\s]{1,250})>")
_ADDRESS = re.compile(r"[^\s@:;,<>()\[\]\"']{1,120}@[^\s@:;,<>()\[\]\"']{1,200}")
STRANGE = (MessageError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError, OSError)
"""What the library is known to raise at hostile header lines."""


@dataclass(frozen=True, slots=True)
class Headers:
    """The header lines from the top down; names in lower case, values as they came."""

    lines: tuple[tuple[str, str], ...]

    def all(self, name: str) -> list[str]:
        """Every value of a name."""
        return [value[:LONGEST_VALUE] for known, value in self.lines if known == name]

    def first(self, name: str) -> str:
        """The topmost value of a name; empty without one."""
        return next(iter(self.all(name)), "")

    def has(self, name: str) -> bool:
        """Whether there is such a line at all, be it empty."""
        return any(known == name for known, _ in self.lines)

    def token(self, name: str) -> str:
        """The first word of a value in lower case, without parameters: “auto-replied; owner=…” is auto-replied."""
        return re.split(r"[\s;(]", self.first(name).strip().lower(), maxsplit=1)[0]


def decoded(value: str) -> str:
    """A value in words: encoded words and bare eight-bit bytes read, one line, clean."""
    plain = _without_surrogates(value[:LONGEST_VALUE])
    if "=?" not in plain:
        return clean_line(plain)
    try:
        pieces = decode_header(plain)
    except STRANGE:
        return clean_line(plain)
    return clean_line("".join(_piece(text, charset) for text, charset in pieces))


def _piece(text: str | bytes, charset: str | None) -> str:
    if isinstance(text, str):
        return text
    return text_of(text, charset) if charset else text.decode("raw_unicode_escape", errors="replace")


def _without_surrogates(value: str) -> str:
    """Bytes beyond ASCII, which the library hides in surrogates, as text."""
    if value.isascii():
        return value
    return text_of(value.encode("utf-8", errors="surrogateescape"))


def people(values: Iterable[str]) -> list[tuple[str, str]]:
    """(name, address) of each mailbox in address headers; groups and what is no address are left out."""
    found: dict[str, str] = {}
    for value in values:
        for name, given in _mailboxes(_without_surrogates(value)):
            address = plain_address(given)
            if address and not found.get(address):
                found[address] = decoded(name)[:LONGEST_PERSON]
    return [(name, address) for address, name in found.items()]


def _mailboxes(value: str) -> list[tuple[str, str]]:
    try:
        return getaddresses([value])
    except STRANGE:
        return [("", found) for found in _ADDRESS.findall(value)]


def plain_address(given: str) -> str:
    """The key of an address; empty when it is none."""
    address = address_key(clean_line(given).strip("<>"))
    is_one = _ADDRESS.fullmatch(address) is not None and len(address) <= LONGEST_ADDRESS
    return address if is_one else ""


def sender_of(headers: Headers) -> tuple[str, str]:
    """(name, address) of the one who wrote; without an address when From names several or is there twice."""
    found = people(headers.all("from"))
    if len(found) == 1 and len(headers.all("from")) == 1:
        return found[0]
    return (found[0][0], "") if found else ("", "")


def recipients_of(headers: Headers) -> tuple[str, ...]:
    """Every address that the mail was for, by its writer's word or by a mail server's."""
    values = [re.sub(r"(?i)^\s*rfc822\s*;", "", each) for name in RECIPIENT_HEADERS for each in headers.all(name)[:20]]
    return tuple(address for _, address in people(values))[:MOST_RECIPIENTS]


def identifiers(value: str) -> list[str]:
    """Message-IDs in a value, with their angle brackets."""
    bare = clean_line(_without_surrogates(value))
    found = [f"<{each}>" for each in _IDENTIFIER.findall(bare)]
    if not found and _ADDRESS.fullmatch(bare):
        return [f"<{bare}>"]
    return found


def message_id_of(headers: Headers) -> str:
    """The mail's own Message-ID; empty without a usable one."""
    return next(iter(identifiers(headers.first("message-id"))), "")


def references_of(headers: Headers) -> tuple[str, ...]:
    """What the mail answers: In-Reply-To, then References from the latest back."""
    direct = identifiers(headers.first("in-reply-to"))
    earlier = identifiers(headers.first("references"))
    return tuple(dict.fromkeys([*direct, *reversed(earlier)]))[:MOST_REFERENCES]


def sent_at_of(headers: Headers) -> datetime | None:
    """Date as a UTC instant; None when it is none."""
    try:
        moment = parsedate_to_datetime(headers.first("date"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except STRANGE:
        return None
