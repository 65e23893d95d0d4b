"""Lease, render, send, mark: one after another, so that a crash repeats and never loses.

No transaction is open while a mail is handed over; the one that marks it may lease the next. Whoever dies between
sending and marking leaves a lease that runs out; the mail then goes again with its Message-ID.
"""

import logging
import random
import threading
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr

from scheduler.config import Settings
from scheduler.core.current import current_settings
from scheduler.core.db import commit, db
from scheduler.core.tags import tag_of, tagged_address
from scheduler.core.text import clean_line
from scheduler.core.tokens import Purpose
from scheduler.core.transactions import Intent, set_intent
from scheduler.core.values import dataclass
from scheduler.outbox.leases import claim
from scheduler.outbox.message import UnsendableAddress, build_message, envelope_of, wire_address
from scheduler.outbox.models import Notice
from scheduler.outbox.notify import Notify
from scheduler.outbox.rendering import Mail, render
from scheduler.outbox.rules import (
    CONNECTION_PAUSE,
    MAXIMUM_ATTEMPTS,
    NOTICE_GENERATION,
    RENDER_ATTEMPTS,
    Channel,
    NoticeState,
    Verdict,
    retry_delay,
)
from scheduler.outbox.settling import Lease, Outcome, settle
from scheduler.outbox.transport import DeliveryFailed, Transport, mail_server

logger = logging.getLogger(__name__)

TELL = "Tell whoever looks after the scheduler."


@dataclass(frozen=True, slots=True)
class Written:
    """What leaves: a message as it goes over the wire, or only the mail where another channel takes its words."""

    mail: Mail
    message: EmailMessage | None


class Sender:
    """One worker's sending: one batch at a time over one connection, which rests for a while after trouble."""

    def __init__(self, worker: str, settings: Settings) -> None:
        self.worker = worker
        self.mail_from = settings.mail_from
        self.address = wire_address(parseaddr(settings.mail_from)[1])
        self.transport = Transport(mail_server(settings.smtp_url), self.address.rpartition("@")[2])
        self.notify = Notify(settings)
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
                attempts += self._send_all(clock)
        finally:
            self.transport.close()
            self._one_batch.release()
        return attempts

    def attempt_next(self, now: datetime) -> bool:
        """Try one notice; False when none is due."""
        lease = self._lease(now)
        if lease is not None:
            settle(lease, self._attempt(lease, now))
        return lease is not None

    def _send_all(self, clock: Callable[[], datetime]) -> int:
        """One mail is marked and the next one leased in the same transaction: one wait for the disk a mail."""
        attempts = 0
        lease = None
        while (lease := lease or self._lease(clock())) is not None:
            attempts += 1
            lease = settle(lease, self._attempt(lease, clock()), then=lambda: self._claim(clock()))
        return attempts

    def _lease(self, now: datetime) -> Lease | None:
        set_intent(Intent.WRITE)
        lease = self._claim(now)
        commit()
        return lease

    def _claim(self, now: datetime) -> Lease | None:
        """While the mail server rests only texts go: they need another. None once the worker is told to stop."""
        is_resting = self.paused_until is not None and now < self.paused_until
        notice = None if self.is_stopping() else claim(now, self.worker, only=Channel.TEXT if is_resting else None)
        if notice is None:
            return None
        assert notice.lease_token is not None
        return Lease(notice.id, notice.lease_token, notice.attempts, envelope_of(notice))

    def _attempt(self, lease: Lease, now: datetime) -> Outcome:
        written = self._write(lease, now)
        return self._deliver(lease, written, now) if isinstance(written, Written) else written

    def _write(self, lease: Lease, now: datetime) -> Written | Outcome:
        """Render in a transaction that cannot write; an outcome when there is nothing to send after all."""
        set_intent(Intent.READ)
        try:
            mail = render(db.session.get_one(Notice, lease.notice_id))
            if mail is None:
                return Outcome(NoticeState.WITHDRAWN)
            if self.notify.takes(lease.envelope.channel, mail):
                return Written(mail, None)
            return Written(mail, build_message(lease.envelope, mail, mail_from=self.mail_from, now=now))
        except UnsendableAddress as error:
            return Outcome(NoticeState.FAILED, str(error))
        except Exception as error:
            logger.exception("notice %s could not be written", lease.notice_id)
            words = f"The mail could not be written ({type(error).__name__}). {TELL}"
            return _failure(lease, words, now, most=RENDER_ATTEMPTS)
        finally:
            db.session.rollback()
            set_intent(Intent.WRITE)

    def _deliver(self, lease: Lease, written: Written, now: datetime) -> Outcome:
        subject = clean_line(written.mail.subject)
        try:
            channel = self._hand_over(lease, written)
        except DeliveryFailed as failure:
            if failure.meaning is Verdict.FINAL:
                return Outcome(NoticeState.FAILED, failure.words, subject=subject)
            if failure.meaning is Verdict.PAUSE and lease.envelope.channel is Channel.MAIL:
                logger.warning("mail rests until %s: %s", now + CONNECTION_PAUSE, failure.words)
                self.paused_until = now + CONNECTION_PAUSE
            return _failure(lease, failure.words, now, subject=subject)
        except Exception as error:
            logger.exception("notice %s could not be handed over", lease.notice_id)
            self.transport.close()
            words = f"The mail could not be handed over ({type(error).__name__}). {TELL}"
            return _failure(lease, words, now, subject=subject, most=RENDER_ATTEMPTS)
        return Outcome(NoticeState.SENT, at=now, subject=subject, channel=channel, method=written.mail.method)

    def _hand_over(self, lease: Lease, written: Written) -> Channel:
        """By which way it went. Raises DeliveryFailed."""
        envelope = lease.envelope
        if written.message is None:
            address, is_repeat = envelope.recipient_address, lease.attempts > 1
            self.notify.send(envelope.channel, address, written.mail, envelope.message_id, is_repeat=is_repeat)
            return Channel.TEXT if envelope.channel is Channel.TEXT else Channel.NOTIFY_MAIL
        recipient = wire_address(envelope.recipient_address)
        report = envelope.message_id.strip("<>") if current_settings().reads_replies else None
        self.transport.send(written.message, self.envelope_sender(lease.notice_id), recipient, report)
        return Channel.MAIL

    def envelope_sender(self, notice_id: int) -> str:
        """Where reports about a notice go: an address of its own or the inbox; the office when nobody reads replies."""
        settings = current_settings()
        if not settings.reads_replies:
            return self.address
        if settings.inbox_tagged_address is None:
            return wire_address(settings.inbox_address)
        tag = tag_of(settings.secret_key, Purpose.BOUNCE, notice_id, NOTICE_GENERATION)
        return wire_address(tagged_address(settings.inbox_tagged_address, tag))


def _failure(lease: Lease, words: str, now: datetime, *, subject: str = "", most: int = MAXIMUM_ATTEMPTS) -> Outcome:
    """Again later, or never when it was the last attempt."""
    delay = retry_delay(lease.attempts, random.random()) if lease.attempts < most else None  # noqa: S311 - jitter
    if delay is None:
        return Outcome(NoticeState.FAILED, words, subject=subject)
    return Outcome(NoticeState.WAITING, words, now + delay, subject)
