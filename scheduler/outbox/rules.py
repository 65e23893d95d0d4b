"""States of a notice, what a server's answer means for it, and when a failed one is tried again."""

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from scheduler.core.values import dataclass


class NoticeState(StrEnum):
    """`held` waits for a person (after a restore); `withdrawn` was overtaken before it was sent."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"
    WITHDRAWN = "withdrawn"


class Channel(StrEnum):
    """By which way a notice leaves; the address of a text is a telephone number."""

    MAIL = "mail"
    NOTIFY_MAIL = "notify mail"
    TEXT = "text"


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
    channel: Channel = Channel.MAIL
    not_before: datetime | None = None


def needs_confirmation(count: int, ceiling: int) -> bool:
    """Whether one action would send so many mails that it is asked for twice."""
    return count > ceiling


NOTICE_GENERATION = 1
"""Of the tag in a notice's envelope sender: a notice is one mail, so it never has a second."""


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


ABOUT_THE_SERVER = {421, 432, 454, 521, 523, 530, 534, 535, 538}
"""It goes, is busy, takes nothing at all, or wants another protection or sign-in: so for every mail."""
MISUNDERSTANDINGS = {500, 502, 503, 504}
"""About how we talk, not about whom we write to: no recipient is given up for them."""


def verdict(code: int) -> Verdict:
    """What an SMTP reply code asks of us (RFC 5321 4.2.1; 432 is Exchange's limit on connections)."""
    if code in ABOUT_THE_SERVER:
        return Verdict.PAUSE
    return Verdict.FINAL if code >= 500 and code not in MISUNDERSTANDINGS else Verdict.RETRY


BROKE = "The connection to the mail server broke"
"""While it was being talked to: it may have taken the mail without our hearing so."""

REASONS = (
    (rf"could not be reached|{BROKE}", "Our mail server could not be reached."),
    (r"^535|offers no sign-in", "Our mail server does not accept the scheduler's user name and password."),
    (r"offers no STARTTLS", "Our mail server offers no protected connection."),
    (r"\b5\.1\.[1-3]\b|user unknown|no such (user|mailbox|recipient)|does not exist", "There is no such mailbox."),
    (r"^[45]52|\b[45]\.2\.2\b|quota|mailbox (is )?full", "The mailbox is full."),
    (r"\b5\.7\.\d+|spam|blocked|policy", "The recipient's mail server refuses our mail."),
    (r"^4\d\d", "The mail server asks to try again later."),
    (r"^5\d\d", "The mail server refused it."),
)


def plain_reason(words: str) -> str:
    """What a server's words mean for an office that does not read SMTP; its own words when we do not know them."""
    found = (reason for pattern, reason in REASONS if re.search(pattern, words, re.IGNORECASE))
    return next(found, words)
