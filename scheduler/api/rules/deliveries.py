"""How a delivery is signed, and when a failed one is tried again (Standard Webhooks, version 1)."""

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""After each failed attempt; when they are used up, about three days later, the delivery is given up."""
LEASE = timedelta(seconds=60)


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many attempts; None: no more."""
    return now + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def body_of(payload: Mapping[str, Any]) -> bytes:
    """The bytes that are sent, the same for every attempt: they are what is signed."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def written_secret(secret: str) -> str:
    """As its owner gets it: the bytes that sign, in base64 behind a prefix, as libraries of the standard want it."""
    return "whsec_" + base64.b64encode(secret.encode()).decode()


def signature(secret: str, event_key: str, stamp: int, body: bytes) -> str:
    """“v1,” and the HMAC-SHA256 over id, seconds since 1970 and body, in base64."""
    signed = f"{event_key}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret.encode(), signed, "sha256")).decode()


def is_taken(status: int) -> bool:
    """Whether the other side has it; a redirect is not followed and counts as refused."""
    return 200 <= status < 300
