"""Lease, render, send, mark: each in a transaction of its own, in this order, so that a crash repeats and never loses.

Whoever dies between sending and marking leaves a lease that runs out; the mail then goes again with its Message-ID.
"""

import logging
import random
import threading
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr

from scheduler.config import Settings
from scheduler.core.db import commit, db
from scheduler.core.transactions import Intent, set_intent
from scheduler.outbox.leases import claim
from scheduler.outbox.message import UnsendableAddress, build_message, envelope_of, wire_address
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.outbox.rules import (
    CONNECTION_PAUSE,
    MAXIMUM_ATTEMPTS,
    RENDER_ATTEMPTS,
    NoticeState,
    Verdict,
    retry_delay,
)
from scheduler.outbox.settling import Lease, Outcome, settle
from scheduler.outbox.transport import DeliveryFailed, Transport, mail_server

logger = logging.getLogger(__name__)


class Sender:
    """One worker's sending: one batch at a time over one connection, which rests for a while after trouble."""

    def __init__(self, worker: str, settings: Settings) -> None:
        self.worker = worker
        self.mail_from = settings.mail_from
        self.address = wire_address(parseaddr(settings.mail_from)[1])
        self.transport = Transport(mail_server(settings.smtp_url), self.address.rpartition("@")[2])
        self.paused_until: datetime | None = None
        self.is_stopping: Callable[[], bool] = lambda: False
        self._one_batch = threading.Lock()
        self._asked_again = False

    def send_due(self, clock: Callable[[], datetime]) -> int:
        """Send until nothing may leave; how many attempts were made. A second caller only has the first look again."""
        self._asked_again = True
        if not self._one_batch.acquire(blocking=False):
            return 0
        attempts = 0
        try:
            while self._asked_again and not self.is_stopping():
                self._asked_again = False
                while not self.is_stopping() and self.attempt_next(clock()):
                    attempts += 1
        finally:
            self.transport.close()
            self._one_batch.release()
        return attempts

    def attempt_next(self, now: datetime) -> bool:
        """Try one notice; False when none is due or the connection rests."""
        if self.paused_until is not None and now < self.paused_until:
            return False
        lease = self._lease(now)
        if lease is None:
            return False
        written = self._write(lease, now)
        settle(lease, written if isinstance(written, Outcome) else self._deliver(lease, written, now))
        return True

    def _lease(self, now: datetime) -> Lease | None:
        set_intent(Intent.WRITE)
        notice = claim(now, self.worker)
        lease = None
        if notice is not None:
            assert notice.lease_token is not None
            lease = Lease(notice.id, notice.lease_token, notice.attempts, envelope_of(notice))
        commit()
        return lease

    def _write(self, lease: Lease, now: datetime) -> EmailMessage | Outcome:
        """Render in a transaction that cannot write; an outcome when there is nothing to send after all."""
        set_intent(Intent.READ)
        try:
            mail = render(db.session.get_one(Notice, lease.notice_id))
            if mail is None:
                return Outcome(NoticeState.WITHDRAWN)
            return build_message(lease.envelope, mail, mail_from=self.mail_from, now=now)
        except UnsendableAddress as error:
            return Outcome(NoticeState.FAILED, str(error))
        except Exception as error:
            logger.exception("notice %s could not be written", lease.notice_id)
            words = f"The mail could not be written ({type(error).__name__}). Tell whoever looks after the scheduler."
            return _failure(lease, words, now, most=RENDER_ATTEMPTS)
        finally:
            db.session.rollback()
            set_intent(Intent.WRITE)

    def _deliver(self, lease: Lease, message: EmailMessage, now: datetime) -> Outcome:
        subject = str(message["Subject"])
        try:
            self.transport.send(message, self.address, wire_address(lease.envelope.recipient_address))
        except DeliveryFailed as failure:
            if failure.meaning is Verdict.FINAL:
                return Outcome(NoticeState.FAILED, failure.words, subject=subject)
            if failure.meaning is Verdict.PAUSE:
                logger.warning("mail rests until %s: %s", now + CONNECTION_PAUSE, failure.words)
                self.paused_until = now + CONNECTION_PAUSE
            return _failure(lease, failure.words, now, subject=subject)
        return Outcome(NoticeState.SENT, at=now, subject=subject)


def _failure(lease: Lease, words: str, now: datetime, *, subject: str = "", most: int = MAXIMUM_ATTEMPTS) -> Outcome:
    """Again later, or never when it was the last attempt."""
    delay = retry_delay(lease.attempts, random.random()) if lease.attempts < most else None  # noqa: S311 - jitter
    if delay is None:
        return Outcome(NoticeState.FAILED, words, subject=subject)
    return Outcome(NoticeState.WAITING, words, now + delay, subject)
