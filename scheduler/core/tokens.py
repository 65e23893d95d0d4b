"""Secret links: derived from a key when they are rendered, found again by their SHA-256 (ASVS 5.0 6.5.2, 11.5.1).

A token is 160 bits in lower-case base32 without padding, so it survives mail gateways that fold case or trim
trailing punctuation. Only `digest` is ever stored.
"""

import base64
import hashlib
import hmac
import re
import secrets
from enum import StrEnum

TOKEN_BYTES = 20
_SHAPE = re.compile(r"[a-z2-7]{32}")


class Purpose(StrEnum):
    """What a token may be used for; a token of one purpose is unknown to every other."""

    ANSWER = "answer"
    DATES = "dates"
    FEED = "feed"
    UNSUBSCRIBE = "unsubscribe"
    STAFF_SESSION = "staff session"
    REPLY = "reply"
    """In the address that a calendar program answers to; bound to an invitation link."""
    AGENCY = "agency"
    """An organisation's part in a summit; bound to an agency link."""
    ACTION = "action"
    REPORT_BACK = "report back"
    """Two lines after a meeting that somebody sat in for us."""
    API = "api"
    WEBHOOK = "webhook"
    """Signs what a webhook is told."""
    BOUNCE = "bounce"
    """In the envelope's sender; bound to a notice."""


def derive_token(secret_key: str, purpose: Purpose, subject: int | str, generation: int) -> str:
    """The link token of one subject; raising `generation` makes every earlier one unknown."""
    message = f"{purpose}|{subject}|{generation}".encode()
    return _encode(hmac.digest(secret_key.encode(), message, "sha256")[:TOKEN_BYTES])


def same_token(one: str, other: str) -> bool:
    """Whether two are equal, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def random_token() -> str:
    """A token that nobody can derive again: it is shown once."""
    return _encode(secrets.token_bytes(TOKEN_BYTES))


def digest(purpose: Purpose, token: str) -> str:
    """What the database keeps: 64 hexadecimal characters bound to the purpose."""
    return hashlib.sha256(f"{purpose}|{token}".encode()).hexdigest()


def normalise(token: str) -> str | None:
    """The token as it was sent, whatever a gateway did to its case or edges; None when it cannot be one."""
    candidate = token.strip(" .,;:!?)>\"'").lower()
    return candidate if _SHAPE.fullmatch(candidate) else None


def _encode(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower()
