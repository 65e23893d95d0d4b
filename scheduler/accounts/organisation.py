"""Sign-in with the organisation's own accounts (OpenID Connect), when the settings name a provider."""

from typing import Protocol
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask.typing import ResponseReturnValue

from scheduler.config import LOOPBACK, PREFIX, Settings, SettingsError

EXTENSION = "scheduler.organisation"


class Organisation(Protocol):
    """The configured provider, as the pages use it."""

    def send_there(self) -> ResponseReturnValue:
        """The redirect to it. Raises NotVouchedFor."""

    def verified_address(self) -> str:
        """The address it vouches for to whoever comes back with this request. Raises NotVouchedFor."""


def init_organisation(app: Flask, settings: Settings) -> None:
    """Prepare the provider, or note that there is none. Raises SettingsError when half of it is set."""
    parts = (settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
    if any(parts) and not all(parts):
        raise SettingsError(f"Set {PREFIX}OIDC_ISSUER, _OIDC_CLIENT_ID and _OIDC_CLIENT_SECRET, or none of them.")
    if settings.oidc_issuer:
        issuer = urlsplit(settings.oidc_issuer)
        if issuer.scheme != "https" and issuer.hostname not in LOOPBACK:
            raise SettingsError(f"{PREFIX}OIDC_ISSUER must start with https://; it is {settings.oidc_issuer}.")
    app.extensions[EXTENSION] = _open(app, settings) if all(parts) else None


def the_organisation() -> Organisation | None:
    """The provider of this installation."""
    organisation: Organisation | None = current_app.extensions[EXTENSION]
    return organisation


def _open(app: Flask, settings: Settings) -> Organisation:
    from scheduler.accounts.provider import OpenIdProvider  # noqa: PLC0415  # 20 MB that most offices never need

    return OpenIdProvider(app, settings)
