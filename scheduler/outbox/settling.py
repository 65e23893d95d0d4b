"""Writes down what became of a leased notice, together with what its subscribers make of that."""

import logging
from collections.abc import Callable
from datetime import datetime

from scheduler.core.db import commit, db
from scheduler.core.values import dataclass
from scheduler.outbox.leases import leased
from scheduler.outbox.message import Envelope
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import Channel, NoticeState
from scheduler.outbox.service import notice_failed, notice_sent

logger = logging.getLogger(__name__)

SUBJECT_LENGTH = 300
SIGNALS = {NoticeState.SENT: notice_sent, NoticeState.FAILED: notice_failed}


@dataclass(frozen=True, slots=True)
class Lease:
    """A leased notice outside its transaction; `attempts` counts the present one."""

    notice_id: int
    token: str
    attempts: int
    envelope: Envelope


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. `words` explain a failure; `at` is when it was sent or is tried again."""

    state: NoticeState
    words: str | None = None
    at: datetime | None = None
    subject: str = ""
    channel: Channel | None = None
    """By which way it left, once it has."""
    method: str | None = None
    """METHOD of the calendar part that it left with."""


def _nothing() -> None:
    """What usually follows a mark."""


def settle(lease: Lease, outcome: Outcome, *, then: Callable[[], Lease | None] = _nothing) -> Lease | None:
    """Mark the notice, tell the subscribers, and do what comes then, in one transaction; gives what `then` gives.

    A subscriber that fails must not undo the mark: the mail has left, and would leave again and again.
    """
    try:
        _mark(lease, outcome, tell=True)
        following = then()
        commit()
    except Exception:
        logger.exception("notice %s: marking it %s failed, once more alone", lease.notice_id, outcome.state)
        db.session.rollback()
        _mark(lease, outcome, tell=False)
        commit()
        return None
    return following


def _mark(lease: Lease, outcome: Outcome, *, tell: bool) -> None:
    notice = leased(lease.notice_id, lease.token)
    if notice is None:
        logger.warning("notice %s: the lease ran out, another worker has it", lease.notice_id)
    else:
        _write(notice, outcome)
        db.session.flush()
        if tell and outcome.state in SIGNALS:
            SIGNALS[outcome.state].send(notice)


def _write(notice: Notice, outcome: Outcome) -> None:
    notice.state, notice.lease_token, notice.lease_until = outcome.state, None, None
    notice.last_error = outcome.words
    notice.subject_line = outcome.subject[:SUBJECT_LENGTH] or notice.subject_line
    if outcome.state is NoticeState.SENT:
        notice.sent_at, notice.method = outcome.at, outcome.method
        notice.channel = outcome.channel or notice.channel
    elif outcome.at is not None:
        notice.next_attempt_at = outcome.at
