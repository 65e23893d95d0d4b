"""A real mail server on loopback that keeps what it is given, and misbehaves on request."""

import asyncio
import email
import email.policy
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from scheduler.outbox.tasks import current_queue
from scheduler.outbox.transport import MailServer, Transport


@dataclass
class Caught:
    """One message with its envelope."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    content: bytes


class ReportingSMTP(SMTP):
    """aiosmtpd knows no RFC 3461: what was asked under it is noted and taken off before it looks."""

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802  # its name
        await super().smtp_MAIL(self._noted(arg))

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802  # its name
        await super().smtp_RCPT(self._noted(arg))

    def _noted(self, arg: str) -> str:
        address, _, asked = arg.partition("> ")
        sink = self.event_handler
        assert isinstance(sink, SmtpSink)
        if not asked or not sink.offers_reports:
            return arg
        kept = [each for each in asked.split() if each.partition("=")[0] not in {"RET", "ENVID", "NOTIFY"}]
        sink.asked += [each for each in asked.split() if each not in kept]
        return f"{address}> {' '.join(kept)}".rstrip()


@dataclass
class SmtpSink:
    """What arrived, in order. `misbehave` may answer a recipient or content with a reply such as "451 later"."""

    port: int = 0
    caught: list[Caught] = field(default_factory=list)
    connections: int = 0
    refuse_recipient: Callable[[str], str | None] = lambda _address: None
    refuse_content: Callable[[str], str | None] = lambda _address: None
    offers_reports: bool = False
    """Say DSN to EHLO; what is asked for then is in `asked`."""
    asked: list[str] = field(default_factory=list)
    drop_after_data: Callable[[str], bool] = lambda _address: False
    """Take the message, then cut the connection instead of saying so."""

    @property
    def messages(self) -> list[EmailMessage]:
        """The messages alone."""
        return [each.message for each in self.caught]

    def to(self, address: str) -> list[EmailMessage]:
        """What one recipient got."""
        return [each.message for each in self.caught if address in each.recipients]

    def behave(self) -> None:
        """Be an ordinary server again."""
        self.refuse_recipient = self.refuse_content = lambda _address: None
        self.drop_after_data = lambda _address: False

    # The hooks below are aiosmtpd's.
    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]] if self.offers_reports else responses

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refusal = self.refuse_recipient(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        recipients = list(envelope.rcpt_tos)
        refusal = self.refuse_content(recipients[0])
        if refusal is not None:
            return refusal
        content = envelope.content or b""
        message = email.message_from_bytes(content, policy=email.policy.default)
        self.caught.append(Caught(envelope.mail_from or "", recipients, message, content))
        if self.drop_after_data(recipients[0]):
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def smtp_server() -> Iterator[SmtpSink]:
    """A listening sink, not yet known to the application."""
    sink = SmtpSink()
    loop = asyncio.new_event_loop()

    def connection() -> SMTP:
        sink.connections += 1
        return ReportingSMTP(sink, hostname="sink.example.org", loop=loop)

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()  # a loop of its own thread: the browser's runs in this one
    server = asyncio.run_coroutine_threadsafe(loop.create_server(connection, "127.0.0.1", 0), loop).result(5)
    sink.port = server.sockets[0].getsockname()[1]
    yield sink
    asyncio.run_coroutine_threadsafe(_stop(server), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def _stop(server: asyncio.Server) -> None:
    server.close()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await asyncio.sleep(0)


@pytest.fixture
def smtp_sink(app: Flask, smtp_server: SmtpSink) -> Iterator[SmtpSink]:
    """A listening sink to which the application sends its mail (see tests.outbox.draining)."""
    sender = current_queue().sender
    usual = sender.transport
    sender.transport = Transport(MailServer("127.0.0.1", smtp_server.port, "none"), "office.example.org")
    sender.paused_until = None
    yield smtp_server
    sender.transport.close()
    sender.transport = usual
