"""Takes mail that the mail server hands over by LMTP (RFC 2033): 250 is said once it is stored and committed."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller, UnixSocketController
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy.exc import DBAPIError

from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.transactions import Intent, set_intent
from scheduler.inbox.doors.addresses import Listener
from scheduler.inbox.rules.vocabulary import MailDoor
from scheduler.inbox.service.receiving import receive

LARGEST_TAKEN = 32 * 1024 * 1024
"""Bytes; what is larger is refused with 552, and its sender hears of it."""
LONGEST_LINE = 100_000
"""Far over RFC 5321's 998: programs write such lines, and mail servers pass them on."""
ANSWER_SECONDS = 120.0
"""The mail server gives up later; a mail that was stored after all and is handed over again is one mail."""
WRITERS = 2
START_SECONDS = 30.0
SOCKET_MODE = 0o660
"""The mail server's user is put into our group; LMTP knows no other sign-in."""

TRY_AGAIN = "451 4.3.0 Not stored; try again later"
STORED = "250 2.0.0 Stored"
ONE_EACH = "452 4.5.3 One recipient a mail, please"

logger = logging.getLogger(__name__)


@contextmanager
def listening(app: Flask, address: Listener, tell: Callable[[], None]) -> Iterator[None]:
    """Take mail at `address` in a thread of its own, and `tell` after each; raises OSError when it is in use."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells of each command, addresses among them
    with ThreadPoolExecutor(WRITERS, "lmtp") as writers:
        controller = _controller(address, _Door(app, writers, tell))
        controller.start()
        if address.path is not None:
            address.path.chmod(SOCKET_MODE)
        try:
            yield
        finally:
            controller.stop()


class _Lmtp(LMTP):
    line_length_limit = LONGEST_LINE


class _Port(Controller):
    def factory(self) -> SMTP:
        return _Lmtp(self.handler, **self.SMTP_kwargs)


class _SocketFile(UnixSocketController):
    def factory(self) -> SMTP:
        return _Lmtp(self.handler, **self.SMTP_kwargs)


def _controller(address: Listener, door: "_Door") -> Controller | UnixSocketController:
    usual: dict[str, Any] = {
        "data_size_limit": LARGEST_TAKEN,
        "enable_SMTPUTF8": True,
        "server_hostname": "scheduler",
        "ident": "LMTP of the scheduler",
        "ready_timeout": START_SECONDS,
    }
    if address.path is None:
        return _Port(door, hostname=address.host, port=address.port, **usual)
    address.path.unlink(missing_ok=True)  # of an earlier life: there is one worker to a machine
    return _SocketFile(door, unix_socket=str(address.path), **usual)


class _Door:
    """What aiosmtpd asks; the two hooks are named by it."""

    def __init__(self, app: Flask, writers: ThreadPoolExecutor, tell: Callable[[], None]) -> None:
        self.app, self.writers, self.tell = app, writers, tell

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """LMTP wants one answer for each recipient, and aiosmtpd gives one: so there is one of each."""
        if envelope.rcpt_tos:
            return ONE_EACH
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        stored = asyncio.get_running_loop().run_in_executor(self.writers, self._store, _with_trace(envelope))
        try:
            return await asyncio.wait_for(asyncio.shield(stored), ANSWER_SECONDS)
        except TimeoutError:
            return TRY_AGAIN

    def _store(self, raw: bytes) -> str:
        with self.app.app_context():
            set_intent(Intent.WRITE)
            try:
                receive(raw, MailDoor.LMTP, now=utc_now())
                commit()
            except DBAPIError as error:
                db.session.rollback()
                logger.warning("a mail waits at the mail server: the database is busy or away (%s)", error)
                return TRY_AGAIN
            except Exception:
                db.session.rollback()
                logger.exception("a mail waits at the mail server: it could not be stored")
                return TRY_AGAIN
        self.tell()
        return STORED


def _with_trace(envelope: Envelope) -> bytes:
    """What only the envelope knows, as final delivery adds it (RFC 5321 4.4); tags stand in the recipient."""
    assert isinstance(envelope.content, bytes)  # aiosmtpd decodes only when asked to
    sender = (envelope.mail_from or "").strip("<>")  # aiosmtpd leaves the null sender in its brackets
    trace = f"Return-Path: <{sender}>\r\nDelivered-To: {envelope.rcpt_tos[0]}\r\n"
    return trace.encode(errors="replace") + envelope.content
