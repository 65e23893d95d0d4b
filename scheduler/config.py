"""Settings from the environment (prefix SCHEDULER_); refuses to start when one is missing or unsafe."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import TypedDict
from urllib.parse import urlsplit

PREFIX = "SCHEDULER_"
MINIMUM_SECRET_LENGTH = 32
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
REPOSITORY = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting is missing or unsafe; the message names the variable and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation decides. Addresses carry no trailing slash."""

    secret_key: str
    database_url: str
    base_url: str
    smtp_url: str
    mail_from: str
    data_dir: Path
    demo: bool = False
    feed_gzip: bool = True
    limiter_storage_url: str = "memory://"
    totp_secret: str | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    trusted_proxies: int = 0
    metrics_token: str | None = None
    inbox_url: str | None = None
    """Where replies come in: imaps://user:password@host/FOLDER, lmtp://127.0.0.1:2424, or pipe: for a command."""
    inbox_address: str = ""
    """ORGANIZER of what we send; the address of `mail_from` unless said otherwise."""
    inbox_tagged_address: str | None = None
    """With “{tag}” in it, where office+anything@ or anything@replies is delivered: exact replies and bounces."""
    inbox_authserv_id: str | None = None
    """Whose Authentication-Results we believe (RFC 8601)."""
    notify_api_key: str | None = None
    notify_url: str = "https://api.notifications.service.gov.uk"
    notify_mail_template: str | None = None
    notify_text_template: str | None = None
    uploads_url: str | None = None
    """Where handed-in files lie: file:///folder or s3://bucket/prefix?endpoint=…; None: in the data directory."""
    upload_max_mb: int = 25
    scanner_url: str | None = None
    """Who looks for viruses: clamd://host:port or command:program; None: nobody."""

    @property
    def reads_replies(self) -> bool:
        """Whether somebody reads what calendar programs answer; only then may METHOD:REQUEST leave."""
        return self.inbox_url is not None

    @property
    def sends_texts(self) -> bool:
        """Whether there is an account for text messages."""
        return bool(self.notify_api_key and self.notify_text_template)

    @property
    def is_secure(self) -> bool:
        """Whether people reach us over https; decides cookie flags and HSTS."""
        return self.base_url.startswith("https://")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the environment. Raises SettingsError naming the variable and the remedy."""
    values = {
        name.removeprefix(PREFIX).lower(): value.strip()
        for name, value in (os.environ if environ is None else environ).items()
        if name.startswith(PREFIX) and value.strip()
    }
    data_dir = Path(values.get("data_dir", REPOSITORY / "var"))
    return Settings(
        secret_key=_secret(values),
        database_url=values.get("database_url", f"sqlite:///{data_dir / 'scheduler.sqlite3'}"),
        base_url=_base_url(values),
        smtp_url=_required(values, "smtp_url", "for example smtps://user:password@mail.example.org"),
        mail_from=_required(values, "mail_from", "for example Office <office@example.org>"),
        data_dir=data_dir,
        demo=_flag(values, "demo", default=False),
        feed_gzip=_flag(values, "feed_gzip", default=True),
        limiter_storage_url=values.get("limiter_storage_url", "memory://"),
        totp_secret=values.get("totp_secret"),
        oidc_issuer=values.get("oidc_issuer"),
        oidc_client_id=values.get("oidc_client_id"),
        oidc_client_secret=values.get("oidc_client_secret"),
        trusted_proxies=int(values.get("trusted_proxies", "0")),
        metrics_token=values.get("metrics_token"),
        upload_max_mb=_megabytes(values),
        **_inbox(values),
        **{name: values[name] for name in PLAIN if name in values},
    )


PLAIN = (
    "uploads_url",
    "scanner_url",
    "notify_api_key",
    "notify_url",
    "notify_mail_template",
    "notify_text_template",
)
"""Settings that are taken as they are; whoever uses one checks it when the application starts."""
MOST_MEGABYTES = 100
INBOX_SCHEMES = ("imap", "imaps", "lmtp", "pipe")


class _Inbox(TypedDict):
    inbox_url: str | None
    inbox_address: str
    inbox_tagged_address: str | None
    inbox_authserv_id: str | None


def _inbox(values: Mapping[str, str]) -> _Inbox:
    url, tagged = values.get("inbox_url"), values.get("inbox_tagged_address")
    if url is not None and urlsplit(url).scheme not in INBOX_SCHEMES:
        message = f"{PREFIX}INBOX_URL must begin with one of {', '.join(INBOX_SCHEMES)}; see docs/operations.md."
        raise SettingsError(message)
    if tagged is not None and tagged.count("{tag}") != 1:
        message = f"{PREFIX}INBOX_TAGGED_ADDRESS must hold {{tag}} once, as in office+{{tag}}@example.org."
        raise SettingsError(message)
    return {
        "inbox_url": url,
        "inbox_address": values.get("inbox_address") or parseaddr(values.get("mail_from", ""))[1],
        "inbox_tagged_address": tagged,
        "inbox_authserv_id": values.get("inbox_authserv_id"),
    }


def _required(values: Mapping[str, str], name: str, example: str) -> str:
    if name not in values:
        message = f"{PREFIX}{name.upper()} is not set ({example})."
        raise SettingsError(message)
    return values[name]


def _secret(values: Mapping[str, str]) -> str:
    secret = _required(values, "secret_key", "make one with: python -c 'import secrets; print(secrets.token_hex(32))'")
    if len(secret) < MINIMUM_SECRET_LENGTH:
        message = f"{PREFIX}SECRET_KEY is too short: it needs {MINIMUM_SECRET_LENGTH} characters or more."
        raise SettingsError(message)
    return secret


def _megabytes(values: Mapping[str, str]) -> int:
    text = values.get("upload_max_mb", "25")
    if not text.isdecimal() or not 1 <= int(text) <= MOST_MEGABYTES:
        message = f"{PREFIX}UPLOAD_MAX_MB must be a whole number from 1 to {MOST_MEGABYTES}; it is {text}."
        raise SettingsError(message)
    return int(text)


def _base_url(values: Mapping[str, str]) -> str:
    url = _required(values, "base_url", "for example https://engagements.example.org").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return url
    message = f"{PREFIX}BASE_URL must start with https:// (links in mail carry secrets); it is {url}."
    raise SettingsError(message)


def _flag(values: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = values.get(name, str(default)).lower()
    if text not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
        message = f"{PREFIX}{name.upper()} must be yes or no; it is {text}."
        raise SettingsError(message)
    return text in {"1", "true", "yes", "on"}
