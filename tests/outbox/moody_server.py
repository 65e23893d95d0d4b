"""A mail server that answers as its mood says, byte for byte, at each step of the dialogue; and can be switched off."""

import email
import email.policy
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum

import pytest
from flask import Flask

from scheduler.outbox.tasks import current_queue
from scheduler.outbox.transport import MailServer, Transport


class Step(StrEnum):
    """What is answered; WITHIN is in the middle of the content, where only silence or the end are possible."""

    BANNER = "connect"
    EHLO = "ehlo"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    WITHIN = "within"
    CONTENT = "content"
    RSET = "rset"
    QUIT = "quit"


USUAL = {
    Step.BANNER: b"220 moody.example.org\r\n",
    Step.EHLO: b"250-moody.example.org\r\n250 8BITMIME\r\n",
    Step.DATA: b"354 go ahead\r\n",
    Step.QUIT: b"221 bye\r\n",
}
DROP = b""
"""Instead of an answer: the connection ends."""
Mood = Callable[[Step, str], bytes | None]
"""By step and recipient (as far as known); None: as usual."""


class Dropped(Exception):
    """The server has ended the connection."""


@dataclass
class MoodyServer:
    """What it took, in order; `unknown` of those it took without saying so."""

    mood: Mood = lambda _step, _recipient: None
    keeps_unsaid: bool = True
    """Whether a message is taken although the answer to it never came."""
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    unknown: int = 0
    connections: int = 0
    port: int = 0
    _listener: socket.socket | None = None

    def start(self) -> None:
        """Listen, at the same port as before."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def stop(self) -> None:
        """Refuse every connection."""
        assert self._listener is not None
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def behave(self) -> None:
        """Be an ordinary server again."""
        self.mood = lambda _step, _recipient: None

    def subjects(self, recipient: str) -> list[str]:
        """What one mailbox got, in order."""
        return [str(message["Subject"]) for to, message in self.taken if to == recipient]

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=[connection], daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with suppress(Dropped, OSError), connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _Dialogue(self, connection).run()


@dataclass
class _Dialogue:
    server: MoodyServer
    connection: socket.socket
    recipient: str = ""

    def run(self) -> None:
        self.lines = self.connection.makefile("rb")
        self._answer(Step.BANNER)
        while line := self.lines.readline():
            word = line[:4].decode().strip().lower()
            step = Step.EHLO if word == "helo" else Step(word)
            if step is Step.RCPT:
                self.recipient = line.decode().partition("<")[2].partition(">")[0]
            said = self._answer(step)
            if step is Step.DATA and said.startswith(b"354"):
                self._content()
            if step is Step.QUIT:
                return

    def _content(self) -> None:
        if self.server.mood(Step.WITHIN, self.recipient) is not None:
            self.lines.readline()
            raise Dropped
        content = bytearray()
        while (line := self.lines.readline()) != b".\r\n":
            if not line:
                raise Dropped
            content += line.removeprefix(b".")
        message = email.message_from_bytes(bytes(content), policy=email.policy.default)
        said = self.server.mood(Step.CONTENT, self.recipient)
        if said is None or said.startswith(b"2") or (not said.startswith((b"4", b"5")) and self.server.keeps_unsaid):
            self.server.taken.append((self.recipient, message))
            self.server.unknown += said is not None and not said.startswith(b"2")
        self._say(Step.CONTENT, said)

    def _answer(self, step: Step) -> bytes:
        return self._say(step, self.server.mood(step, self.recipient))

    def _say(self, step: Step, said: bytes | None) -> bytes:
        if said is None:
            said = USUAL.get(step, b"250 OK\r\n")
        if said == DROP:
            raise Dropped
        self.connection.sendall(said)
        return said


@pytest.fixture
def moody(app: Flask) -> Iterator[MoodyServer]:
    """Listening, and known to the application (see tests.outbox.draining)."""
    server = MoodyServer()
    server.start()
    sender = current_queue().sender
    usual = sender.transport
    sender.transport = Transport(MailServer("127.0.0.1", server.port, "none"), "office.example.org")
    sender.paused_until = None
    yield server
    sender.transport.close()
    sender.transport, sender.paused_until = usual, None
    server.stop()
