"""A signed-in connection to the mailbox, and what its failures mean in plain words."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imap_tools import (
    BaseMailBox,
    MailBox,
    MailboxFolderSelectError,
    MailboxLoginError,
    MailBoxStartTls,
    MailBoxUnencrypted,
)
from imap_tools.errors import ImapToolsError

from scheduler.core.errors import SchedulerError
from scheduler.core.text import clean_line
from scheduler.inbox.doors.addresses import Mailbox

TIMEOUT_SECONDS = 30
NO_STARTTLS = re.compile("starttls|TLS not supported", re.IGNORECASE)
LONGEST_WORDS = 400


class MailboxTrouble(SchedulerError):
    """The mailbox could not be read; `words` say why, fit to be shown. `is_refusal`: the sign-in was refused."""

    def __init__(self, words: str, *, is_refusal: bool = False) -> None:
        super().__init__(words)
        self.words = clean_line(words)[:LONGEST_WORDS]
        self.is_refusal = is_refusal


@contextmanager
def connected(mailbox: Mailbox) -> Iterator[BaseMailBox]:
    """The mailbox with its folder open. Raises MailboxTrouble, also for what breaks while it is used."""
    box: BaseMailBox | None = None
    try:
        box = _connect(mailbox)
        _sign_in(box, mailbox)
        yield box
    except (ImapToolsError, imaplib.IMAP4.error, OSError, UnicodeError) as error:
        raise _trouble(error, mailbox) from error
    finally:
        if box is not None:
            _leave(box)


def _connect(mailbox: Mailbox) -> BaseMailBox:
    where = {"host": mailbox.host, "port": mailbox.port, "timeout": TIMEOUT_SECONDS}
    if mailbox.tls == "none":
        return MailBoxUnencrypted(**where)
    trusted = ssl.create_default_context()
    if mailbox.tls == "starttls":
        return MailBoxStartTls(**where, ssl_context=trusted)
    return MailBox(**where, ssl_context=trusted)


def _sign_in(box: BaseMailBox, mailbox: Mailbox) -> None:
    """LOGIN is plain ASCII; other passwords go by AUTHENTICATE PLAIN, as UTF-8."""
    is_plain = (mailbox.username + mailbox.password).isascii()
    sign_in = box.login if is_plain else box.login_utf8
    try:
        sign_in(mailbox.username, mailbox.password, initial_folder=mailbox.folder)
    except imaplib.IMAP4.abort:  # the connection broke; that is no answer
        raise
    except (MailboxLoginError, imaplib.IMAP4.error) as error:
        words = f"{mailbox.host} did not accept the user name and password in SCHEDULER_INBOX_URL ({_said(error)})."
        raise MailboxTrouble(words, is_refusal=True) from error


def _leave(box: BaseMailBox) -> None:
    with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
        box.logout()


def _trouble(error: Exception, mailbox: Mailbox) -> MailboxTrouble:
    host, said = mailbox.host, _said(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return MailboxTrouble(f"The certificate of {host} is not trusted ({error.verify_message}); nothing was read.")
    if isinstance(error, MailboxFolderSelectError):
        return MailboxTrouble(f"The mailbox has no folder “{mailbox.folder}” that can be opened ({said}).")
    if isinstance(error, imaplib.IMAP4.error) and NO_STARTTLS.search(said):
        return MailboxTrouble(f"{host} offers no STARTTLS; nothing was read. Use imaps:// if it offers that.")
    if isinstance(error, OSError | imaplib.IMAP4.abort):
        return MailboxTrouble(f"{host} could not be reached, or the connection broke: {said}")
    return MailboxTrouble(f"{host} answered what we did not expect: {said}")


def _said(error: Exception) -> str:
    """The server's own words; never what we sent it."""
    result = getattr(error, "command_result", None)
    if result and result[1] and isinstance(result[1][0], bytes):
        return clean_line(result[1][0].decode(errors="replace"))[:200]
    return clean_line(str(error))[:200] or type(error).__name__
