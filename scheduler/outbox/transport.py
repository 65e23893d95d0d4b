"""Hands finished messages to the mail server over one connection a batch, and says what each refusal means.

STARTTLS is required on the way to any other machine: there is no falling back to plain text, unless the address says
`?tls=none`. Credentials stay out of every representation and message.
"""

import re
import smtplib
import ssl
from collections.abc import Container
from dataclasses import field
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import parse_qs, unquote, urlsplit

from scheduler.config import LOOPBACK, SettingsError
from scheduler.core.errors import SchedulerError
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.outbox.dialogue import Dialogue, TlsDialogue
from scheduler.outbox.rules import BROKE, Verdict, verdict

USUAL_TIMEOUT = 60
DATA_TIMEOUT = 600
"""RFC 5321 4.5.3.2.6: giving up earlier after the final dot makes silent duplicates."""
GO_AHEAD, DONE = 354, 250
UNKNOWN_PARAMETERS = {501, 504, 555}
LINE_WITH_DOT = re.compile(rb"(?m)^\.")
MESSAGES_A_CONNECTION = 50
"""Below the count at which common servers end a connection with 421."""


class DeliveryFailed(SchedulerError):
    """The server did not take a message; `words` are its own, fit to be shown to the office."""

    def __init__(self, words: str, meaning: Verdict) -> None:
        super().__init__(words)
        self.words = clean_line(words)[:500]
        self.meaning = meaning


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over; `tls` is "implicit", "starttls" or "none"."""

    host: str
    port: int
    tls: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)


def mail_server(url: str) -> MailServer:
    """Read SCHEDULER_SMTP_URL. Raises SettingsError without repeating the address: it may hold a password."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SettingsError("SCHEDULER_SMTP_URL must look like smtps://user:password@mail.example.org.")
    usual = "none" if parts.hostname in LOOPBACK else "starttls"
    tls = "implicit" if parts.scheme == "smtps" else parse_qs(parts.query).get("tls", [usual])[0]
    if tls not in {"implicit", "starttls", "none"}:
        raise SettingsError("SCHEDULER_SMTP_URL may end in ?tls=starttls or ?tls=none.")
    try:
        port = parts.port
    except ValueError as error:
        raise SettingsError("SCHEDULER_SMTP_URL has a port that is not a number.") from error
    usual_port = {"implicit": 465, "starttls": 587, "none": 25}[tls]
    username = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return MailServer(parts.hostname, port or usual_port, tls, username, password)


class Transport:
    """One connection, opened when first needed and renewed now and then. `tls` is for servers with their own CA."""

    def __init__(self, server: MailServer, own_name: str, tls: ssl.SSLContext | None = None) -> None:
        self.server = server
        self.own_name = own_name
        self._tls = tls
        self._smtp: Dialogue | None = None
        self._sent = 0

    def send(self, message: EmailMessage, sender: str, recipient: str, report: str | None = None) -> None:
        """Hand over one message to one recipient. Raises DeliveryFailed.

        `report` asks the servers on the way to tell `sender` what became of it, under this name (RFC 3461).
        """
        content = message.as_bytes(policy=SMTP)
        try:
            self._address(sender, recipient, report)
            assert self._smtp is not None
            _give(self._smtp, content)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise DeliveryFailed(f"{BROKE}: {error}", Verdict.PAUSE) from error
        except DeliveryFailed as refusal:
            self._prepare_next(refusal)
            raise
        self._sent += 1

    def _address(self, sender: str, recipient: str, report: str | None) -> None:
        """A connection that was used may have had its day: then, once, a new one; no content was given yet."""
        smtp = self._connection()
        try:
            _open_message(smtp, sender, recipient, report)
        except (smtplib.SMTPException, OSError, DeliveryFailed) as failure:
            is_about_mail = isinstance(failure, DeliveryFailed) and failure.meaning is not Verdict.PAUSE
            if is_about_mail or not self._sent:
                raise
            self.close()
            _open_message(self._connection(), sender, recipient, report)

    def close(self) -> None:
        """End the connection politely when it still listens."""
        if self._smtp is None:
            return
        try:
            self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()
        self._smtp = None

    def _connection(self) -> Dialogue:
        if self._sent >= MESSAGES_A_CONNECTION:
            self.close()
        if self._smtp is None:
            self._smtp, self._sent = self._connect(), 0
        return self._smtp

    def _connect(self) -> Dialogue:
        """Whatever goes wrong here is about the connection, never about a message."""
        server = self.server
        try:
            smtp = self._greet()
            try:
                if server.tls == "starttls":
                    smtp.starttls(context=self._trusted())
                if server.username:
                    smtp.login(server.username, server.password or "")
            except BaseException:
                smtp.close()
                raise
        except smtplib.SMTPNotSupportedError as error:
            words = f"{server.host} offers no {'sign-in' if 'AUTH' in str(error) else 'STARTTLS'}; nothing was sent."
            raise DeliveryFailed(words, Verdict.PAUSE) from None
        except smtplib.SMTPResponseException as error:
            raise DeliveryFailed(f"{server.host} answered {_words(error)}", Verdict.PAUSE) from None
        except (smtplib.SMTPException, OSError, ValueError) as error:  # ValueError: nonsense instead of a challenge
            raise DeliveryFailed(f"{server.host} could not be reached: {error}", Verdict.PAUSE) from error
        return smtp

    def _greet(self) -> Dialogue:
        host, port = self.server.host, self.server.port
        if self.server.tls == "implicit":
            return TlsDialogue(host, port, self.own_name, timeout=USUAL_TIMEOUT, context=self._trusted())
        return Dialogue(host, port, self.own_name, timeout=USUAL_TIMEOUT)

    def _trusted(self) -> ssl.SSLContext:
        """Made late: reading the machine's certificates takes 50 ms, and a web worker never sends."""
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls

    def _prepare_next(self, refusal: DeliveryFailed) -> None:
        """The next message has nothing to do with this one: forget it, or talk anew to who answers nonsense."""
        try:
            if refusal.meaning is Verdict.PAUSE or self._smtp is None or self._smtp.rset()[0] != DONE:
                self.close()
        except (smtplib.SMTPException, OSError):
            self.close()


def _open_message(smtp: Dialogue, sender: str, recipient: str, report: str | None) -> None:
    """Whatever is wrong with the sender is wrong with all our mail."""
    smtp.ehlo_or_helo_if_needed()
    asks = report is not None and smtp.has_extn("dsn")
    wishes = ("RET=HDRS", f"ENVID={_xtext(report or '')}") if asks else ()
    reply = smtp.mail(sender, wishes)
    if asks and reply[0] in UNKNOWN_PARAMETERS:
        asks, reply = False, smtp.mail(sender)
    _expect(reply, otherwise=Verdict.PAUSE)
    _expect(smtp.rcpt(recipient, ("NOTIFY=SUCCESS,FAILURE,DELAY",) if asks else ()))


def _give(smtp: Dialogue, content: bytes) -> None:
    _expect(smtp.docmd("data"), (GO_AHEAD,))
    whole = LINE_WITH_DOT.sub(b"..", content) + (b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n")
    assert smtp.sock is not None
    smtp.sock.settimeout(DATA_TIMEOUT)
    smtp.send(whole)
    reply = smtp.getreply()
    smtp.sock.settimeout(USUAL_TIMEOUT)
    _expect(reply)


def _xtext(text: str) -> str:
    """As RFC 3461 4 writes what stands in a parameter."""
    return "".join(letter if "!" <= letter <= "~" and letter not in "+=" else f"+{ord(letter):02X}" for letter in text)


def _expect(
    reply: tuple[int, bytes], codes: Container[int] = range(200, 300), otherwise: Verdict | None = None
) -> None:
    """Raises DeliveryFailed; an answer that belongs to another question is about the server."""
    code, text = reply
    if code in codes:
        return
    meaning = (otherwise or verdict(code)) if 400 <= code < 600 else Verdict.PAUSE
    raise DeliveryFailed(f"{code} {text.decode(errors='replace')}" if code > 0 else f"{BROKE}: {text!r}", meaning)


def _words(error: smtplib.SMTPResponseException) -> str:
    text = error.smtp_error
    return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
