"""States of a notice, what a server's answer means for it, and when a failed one is tried again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class NoticeState(StrEnum):
    """`held` waits for a person (after a restore); `withdrawn` was overtaken before it was sent."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"
    WITHDRAWN = "withdrawn"


UNSENT = (NoticeState.WAITING, NoticeState.SENDING)
"""On their way; the queue still owes them an attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDraft:
    """One e-mail to one recipient that a feature wants sent. `references` is an earlier notice's message id."""

    kind: str
    recipient_name: str
    recipient_address: str
    subject_type: str
    subject_id: int
    dedupe_key: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    references: str | None = None
    urgent: bool = False
    not_before: datetime | None = None


class Verdict(StrEnum):
    """What a failed attempt means: this mail again later, this mail never, or the whole connection rests."""

    RETRY = "retry"
    FINAL = "final"
    PAUSE = "pause"


FIRST_DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30))
LATER_DELAY = timedelta(hours=1)
MAXIMUM_ATTEMPTS = 80
"""The first delays and 74 hours of hourly ones: more than three days without a mail server lose nothing."""
MAXIMUM_JITTER = 0.25
RENDER_ATTEMPTS = 5
CONNECTION_PAUSE = timedelta(minutes=1)
LEASE = timedelta(minutes=20)
"""Longer than any attempt may take: ten minutes for the server to answer DATA, and the way there."""


def retry_delay(attempts: int, jitter: float) -> timedelta | None:
    """How long to wait after the `attempts`-th failure (from 1); None when it was the last. `jitter` is 0 to 1."""
    if attempts >= MAXIMUM_ATTEMPTS:
        return None
    delay = FIRST_DELAYS[attempts - 1] if attempts <= len(FIRST_DELAYS) else LATER_DELAY
    return delay * (1 + MAXIMUM_JITTER * jitter)


def verdict(code: int) -> Verdict:
    """What an SMTP reply code asks of us (RFC 5321 4.2.1; 432 is Exchange's limit on connections)."""
    if code in {421, 432}:
        return Verdict.PAUSE
    return Verdict.FINAL if code >= 500 else Verdict.RETRY
