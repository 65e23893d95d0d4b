"""Hands finished messages to the mail server over one connection a batch, and says what each refusal means.

STARTTLS is required on the way to any other machine: there is no falling back to plain text, unless the address says
`?tls=none`. Credentials stay out of every representation and message.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import parse_qs, unquote, urlsplit

from scheduler.config import LOOPBACK, SettingsError
from scheduler.core.errors import SchedulerError
from scheduler.core.text import clean_line
from scheduler.outbox.rules import BROKE, Verdict, verdict

USUAL_TIMEOUT = 60
DATA_TIMEOUT = 600
"""RFC 5321 4.5.3.2.6: giving up earlier after the final dot makes silent duplicates."""
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
        self._smtp: smtplib.SMTP | None = None
        self._sent = 0

    def send(self, message: EmailMessage, sender: str, recipient: str, report: str | None = None) -> None:
        """Hand over one message to one recipient. Raises DeliveryFailed.

        `report` asks the servers on the way to tell `sender` what became of it, under this name (RFC 3461).
        """
        smtp = self._connection()
        try:
            _converse(smtp, message.as_bytes(policy=SMTP), sender, recipient, report)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise DeliveryFailed(f"{BROKE}: {error}", Verdict.PAUSE) from error
        except DeliveryFailed as refusal:
            if refusal.meaning is Verdict.PAUSE:
                self.close()
            else:
                self._forget_message(smtp)
            raise
        self._sent += 1

    def close(self) -> None:
        """End the connection politely when it still listens."""
        if self._smtp is None:
            return
        try:
            self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()
        self._smtp = None

    def _connection(self) -> smtplib.SMTP:
        if self._sent >= MESSAGES_A_CONNECTION:
            self.close()
        if self._smtp is None:
            self._smtp, self._sent = self._connect(), 0
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
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
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryFailed(f"{server.host} could not be reached: {error}", Verdict.PAUSE) from error
        return smtp

    def _greet(self) -> smtplib.SMTP:
        host, port = self.server.host, self.server.port
        if self.server.tls == "implicit":
            return smtplib.SMTP_SSL(host, port, self.own_name, timeout=USUAL_TIMEOUT, context=self._trusted())
        return smtplib.SMTP(host, port, self.own_name, timeout=USUAL_TIMEOUT)

    def _trusted(self) -> ssl.SSLContext:
        """Made late: reading the machine's certificates takes 50 ms, and a web worker never sends."""
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls

    def _forget_message(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            self.close()


def _converse(smtp: smtplib.SMTP, content: bytes, sender: str, recipient: str, report: str | None) -> None:
    smtp.ehlo_or_helo_if_needed()
    asks = report is not None and smtp.has_extn("dsn")
    _expect(smtp.mail(sender, ("RET=HDRS", f"ENVID={_xtext(report or '')}") if asks else ()))
    _expect(smtp.rcpt(recipient, ("NOTIFY=SUCCESS,FAILURE,DELAY",) if asks else ()))
    _with_patience(smtp.sock, lambda: _expect(smtp.data(content)))


def _with_patience(sock: socket.socket | None, step: Callable[[], None]) -> None:
    if sock is not None:
        sock.settimeout(DATA_TIMEOUT)
    try:
        step()
    except smtplib.SMTPDataError as error:
        raise DeliveryFailed(_words(error), verdict(error.smtp_code)) from None
    finally:
        if sock is not None and sock.fileno() >= 0:
            sock.settimeout(USUAL_TIMEOUT)


def _xtext(text: str) -> str:
    """As RFC 3461 4 writes what stands in a parameter."""
    return "".join(letter if "!" <= letter <= "~" and letter not in "+=" else f"+{ord(letter):02X}" for letter in text)


def _expect(reply: tuple[int, bytes]) -> None:
    code, text = reply
    if code == -1:
        raise smtplib.SMTPServerDisconnected("it ended without an answer")
    if not 200 <= code < 300:
        raise DeliveryFailed(f"{code} {text.decode(errors='replace')}", verdict(code))


def _words(error: smtplib.SMTPResponseException) -> str:
    text = error.smtp_error
    return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
