"""How much of a mail is kept and for how long, and which bytes make two deliveries one mail."""

import hashlib
import re
from datetime import timedelta

LARGEST_MAIL = 5 * 1024 * 1024
"""Bytes; a larger mail is kept cut and goes to a person. No answer of a calendar program comes near it."""
KEPT_OF_LARGER = 256 * 1024
RAW_KEPT = timedelta(days=90)
"""How long the mail itself is kept; what it said and what became of it stays."""

TRACE_HEADERS = frozenset(
    {
        b"received",
        b"delivered-to",
        b"return-path",
        b"x-original-to",
        b"original-recipient",
        b"envelope-to",
        b"envelope-from",
        b"delivery-date",
        b"authentication-results",
        b"received-spf",
        b"x-received",
        b"x-uid",
        b"x-uidl",
        b"x-keywords",
        b"status",
        b"x-status",
        b"lines",
        b"content-length",
    }
)
"""What each way of delivery adds anew (RFC 5321 4.4, RFC 8601, and what mailbox programs write)."""
TRACE_PREFIXES = (b"arc-", b"x-spam", b"x-virus", b"x-rspamd", b"x-mozilla", b"x-ms-exchange-", b"x-google-")

_HEADER_END = re.compile(rb"\n\n|\Z")
_FIELD = re.compile(rb"^([^\s:]+)[ \t]*:(?:[^\n]*)(?:\n[ \t][^\n]*)*\n?", re.MULTILINE)


def content_hash(raw: bytes) -> str:
    """SHA-256 of a mail without trace headers, line ends alike: the same mail by two doors is one."""
    text = raw.replace(b"\r\n", b"\n")
    if text.startswith(b"From "):  # the envelope line that a pipe or an mbox puts in front
        text = text.partition(b"\n")[2]
    end = _HEADER_END.search(text)
    assert end is not None  # \Z matches
    head, body = text[: end.start()] + b"\n", text[end.end() :]
    kept = _FIELD.sub(lambda field: b"" if is_trace(field[1]) else field[0], head)
    return hashlib.sha256(kept.strip() + b"\n\n" + body.strip()).hexdigest()


def is_trace(name: bytes) -> bool:
    """Whether a header tells of the delivery, not of the mail."""
    folded = name.lower()
    return folded in TRACE_HEADERS or folded.startswith(TRACE_PREFIXES)
