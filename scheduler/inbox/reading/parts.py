"""The parts of a stranger's mail, found within bounds: what is too much is left out and told."""

import binascii
import quopri
from collections.abc import Iterator
from dataclasses import field
from email.feedparser import BytesFeedParser
from email.message import Message
from email.policy import Compat32, compat32
from typing import Any

from scheduler.core.values import dataclass
from scheduler.inbox.reading.charsets import text_of
from scheduler.inbox.reading.headers import STRANGE, Headers, decoded

MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 500_000
MOST_PARTS = 100
DEEPEST = 10
MOST_HEADERS = 500
LONGEST_HEADER = 8_000
LONGEST_NAME = 120
MOST_DECODED = 2 * 1024 * 1024
CHUNK = 64 * 1024

TOO_BIG = "The mail is bigger than 10 MB; only its beginning was read."
TOO_MANY_LINES = "The mail has more lines than any person writes; only its beginning was read."
TOO_MANY_PARTS = f"The mail has more than {MOST_PARTS} parts; the others were left out."
TOO_DEEP = f"The mail’s parts lie more than {DEEPEST} deep in each other; the inner ones were left out."
TOO_MANY_HEADERS = f"The mail has more than {MOST_HEADERS} header lines; the others were left out."
DAMAGED = "The mail is damaged; what could be read of it is here."


class TooMuch(Exception):
    """Ends the parsing; the message is what the reader is told."""


class BoundedMessage(Message):
    """A part that refuses to hold too many header lines, or too many and too deep parts.

    It keeps what the parser gives it: `get_payload` of the library stumbles over charsets that are none.
    """

    tally: "Tally"
    depth = 0
    source = ""
    """The body as it came, bytes beyond ASCII as surrogates."""

    def __init__(self, policy: Compat32 = compat32) -> None:
        super().__init__(policy)
        self.children: list[BoundedMessage] = []

    @property
    def type(self) -> str:
        """The media type in lower case, clean and cut: it is shown where a file has no name."""
        try:
            return decoded(self.get_content_type())[:LONGEST_NAME]
        except STRANGE:
            return "application/octet-stream"

    def set_payload(self, payload: Any, charset: Any = None) -> None:
        """Called by the parser with the body of a part."""
        self.source = payload if isinstance(payload, str) else ""
        super().set_payload(payload, charset)

    def set_raw(self, name: str, value: str) -> None:
        """Called by the parser for every header line; over-long ones, which slow the library, are cut."""
        if len(self) >= MOST_HEADERS:
            self.tally.problems.setdefault(TOO_MANY_HEADERS)
            return
        super().set_raw(name, value[:LONGEST_HEADER])

    def attach(self, payload: Message | str) -> None:
        """Called by the parser as soon as a part begins."""
        if isinstance(payload, BoundedMessage):
            payload.depth = self.depth + 1
            if payload.depth > DEEPEST:
                raise TooMuch(TOO_DEEP)
            self.children.append(payload)
        super().attach(payload)


@dataclass(slots=True)
class Tally:
    """Makes the parts of one mail, counts them, and notes what was left out."""

    root: BoundedMessage | None = None
    count: int = 0
    problems: dict[str, None] = field(default_factory=dict)

    def new_part(self, policy: Compat32 = compat32) -> BoundedMessage:
        """The parser's factory; the first one that it asks for is a trial."""
        self.count += 1
        if self.count > MOST_PARTS + 2:
            raise TooMuch(TOO_MANY_PARTS)
        part = BoundedMessage(policy=policy)
        part.tally = self
        if self.count == 2:
            self.root = part
        return part


@dataclass(frozen=True, slots=True)
class Part:
    """A part that holds no parts that we look into, or a mail within the mail; `is_inside` one of those."""

    message: BoundedMessage
    is_inside: bool

    @property
    def type(self) -> str:
        """The media type."""
        return self.message.type

    @property
    def name(self) -> str:
        """The file's name, clean and cut."""
        try:
            return decoded(str(self.message.get_filename() or ""))[:LONGEST_NAME]
        except STRANGE:
            return ""

    @property
    def is_attached(self) -> bool:
        """Whether the writer calls it an attachment."""
        return str(self.message.get("content-disposition", "")).strip().lower().startswith("attachment")

    def parameter(self, name: str) -> str:
        """A parameter of Content-Type; empty when it is missing or makes no sense."""
        try:
            value = self.message.get_param(name)
        except STRANGE:
            return ""
        return value if isinstance(value, str) else ""

    def data(self) -> bytes:
        """The bytes that the part stands for, cut to what anything of interest needs."""
        raw = self.message.source[: 2 * MOST_DECODED].encode("utf-8", errors="surrogateescape")
        encoding = str(self.message.get("content-transfer-encoding", "")).strip().lower()
        if encoding == "base64" and raw.lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
            return raw[:MOST_DECODED]  # not encoded, whatever the header says
        return _decoded(raw, encoding)[:MOST_DECODED]

    def text(self) -> str:
        """The part as text."""
        return text_of(self.data(), self.parameter("charset"))

    def headers(self) -> Headers:
        """The header lines of the part itself."""
        return headers_of(self.message)

    def within(self) -> list[BoundedMessage]:
        """The mail, or the groups of header lines, in a part of type message."""
        return self.message.children


@dataclass(frozen=True, slots=True)
class Parsed:
    """A mail taken apart."""

    headers: Headers
    parts: tuple[Part, ...]
    type: Part
    problems: tuple[str, ...]


def parse(raw: bytes) -> Parsed:
    """The mail's headers and parts, in order, as far as the bounds allow."""
    tally = Tally()
    _feed(raw, tally)
    root = tally.root or BoundedMessage()
    parts = tuple(_walk(root, is_inside=False))
    return Parsed(headers_of(root), parts, Part(root, is_inside=False), tuple(tally.problems))


def headers_of(message: Message) -> Headers:
    """The header lines of a mail."""
    return Headers(tuple((name.lower(), str(value)) for name, value in message.raw_items()))


def _feed(raw: bytes, tally: Tally) -> None:
    parser = BytesFeedParser(_factory=tally.new_part, policy=compat32)
    if len(raw) > MOST_BYTES:
        tally.problems.setdefault(TOO_BIG)
    lines = 0
    try:
        for start in range(0, min(len(raw), MOST_BYTES), CHUNK):
            chunk = raw[start : min(start + CHUNK, MOST_BYTES)]
            lines += chunk.count(b"\n") + chunk.count(b"\r")
            if lines > MOST_LINES:
                tally.problems.setdefault(TOO_MANY_LINES)
                break
            parser.feed(chunk)
        parser.close()
    except TooMuch as much:
        tally.problems.setdefault(str(much))
    except (*STRANGE, AssertionError):
        tally.problems.setdefault(DAMAGED)


def _walk(message: BoundedMessage, *, is_inside: bool) -> Iterator[Part]:
    """Leaves and mails within the mail, in order; the parser has bounded how deep that goes."""
    main_type = message.type.partition("/")[0]
    if main_type != "multipart" or not message.children:
        yield Part(message, is_inside)
    if message.type in {"message/delivery-status", "message/disposition-notification"}:
        return
    for child in message.children:
        yield from _walk(child, is_inside=is_inside or main_type == "message")


def _decoded(raw: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return _from_base64(raw)
    if encoding == "quoted-printable":
        return quopri.decodestring(raw)
    return raw


def _from_base64(raw: bytes) -> bytes:
    """Also where it was cut off or lost its padding."""
    kept = raw.translate(None, delete=_NOT_BASE64)
    kept = kept[: len(kept) - (len(kept) % 4 == 1)]
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
