"""SCHEDULER_INBOX_URL read: where a mailbox is and how it is protected, or where the mail server finds us."""

from dataclasses import field
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

from scheduler.config import LOOPBACK, SettingsError
from scheduler.core.values import dataclass

USUAL_PORTS = {"imap": 143, "imaps": 993}
VARIABLE = "SCHEDULER_INBOX_URL"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One folder of one mailbox; `tls` is "implicit", "starttls" or "none" (loopback only)."""

    scheme: str
    host: str
    port: int
    tls: str
    username: str
    password: str = field(repr=False)
    folder: str = "INBOX"

    @property
    def name(self) -> str:
        """The address without the password: fit to be shown, and the same for as long as the mailbox is."""
        port = "" if self.port == USUAL_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{quote(self.username, safe='@')}@{self.host}{port}/{quote(self.folder)}"


@dataclass(frozen=True, slots=True)
class Listener:
    """Where mail is handed to us by LMTP (RFC 2033): a port on loopback, or a socket file."""

    host: str = ""
    port: int = 0
    path: Path | None = None

    def __str__(self) -> str:
        return str(self.path) if self.path else f"{self.host}, port {self.port}"


def mailbox(url: str) -> Mailbox:
    """Read imap:// or imaps://. Raises SettingsError without repeating the address: it holds a password."""
    parts = urlsplit(url)
    if not (parts.hostname and parts.username and parts.password):
        raise SettingsError(f"{VARIABLE} must look like imaps://user:password@mail.example.org/INBOX.")
    return Mailbox(
        parts.scheme,
        parts.hostname,
        _port(parts) or USUAL_PORTS[parts.scheme],
        _protection(parts),
        unquote(parts.username),
        unquote(parts.password),
        unquote(parts.path.strip("/")) or "INBOX",
    )


def listener(url: str) -> Listener:
    """Read lmtp://. Raises SettingsError for an address that other machines reach: LMTP knows no sign-in."""
    parts = urlsplit(url)
    if not parts.netloc and parts.path.startswith("/"):
        return Listener(path=Path(unquote(parts.path)))
    port = _port(parts)
    if parts.hostname not in LOOPBACK or not port:
        raise SettingsError(
            f"{VARIABLE} must look like lmtp://127.0.0.1:2424 or lmtp:///run/scheduler/lmtp: "
            "whoever reaches that address may hand us mail, so it must be this machine's own."
        )
    return Listener(parts.hostname, port)


def check_door(url: str | None) -> None:
    """Raises SettingsError for an address that the worker could not open; None and pipe: open nothing."""
    if url is not None and is_mailbox(url):
        mailbox(url)
    elif url is not None and is_listener(url):
        listener(url)


def is_mailbox(url: str | None) -> bool:
    """Whether we fetch mail ourselves."""
    return url is not None and urlsplit(url).scheme in USUAL_PORTS


def is_listener(url: str | None) -> bool:
    """Whether mail is handed to us by LMTP."""
    return url is not None and urlsplit(url).scheme == "lmtp"


def _protection(parts: SplitResult) -> str:
    if parts.scheme == "imaps":
        return "implicit"
    wanted = parse_qs(parts.query).get("tls", ["none" if parts.hostname in LOOPBACK else "starttls"])[0]
    if wanted == "starttls" or (wanted == "none" and parts.hostname in LOOPBACK):
        return wanted
    raise SettingsError(f"{VARIABLE} may read an unprotected mailbox on this machine only; use imaps://.")


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError as error:
        raise SettingsError(f"{VARIABLE} has a port that is not a number.") from error
