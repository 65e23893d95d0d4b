"""Sign-in with the organisation's own accounts (OpenID Connect), when the settings name a provider."""

from urllib.parse import urlsplit

from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app

from scheduler.config import LOOPBACK, PREFIX, Settings, SettingsError

EXTENSION = "scheduler.organisation"
CALLBACK = "/sign-in/organisation/return"
PATIENCE = 10
"""Seconds that we wait for the provider."""


class NotKnownHere(Exception):
    """The provider vouches for somebody, but not for the verified address of one of our active users."""


class Organisation:
    """The configured provider."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.return_url = f"{settings.base_url}{CALLBACK}"
        self.client = OAuth(app).register(
            "organisation",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret,
            server_metadata_url=f"{str(settings.oidc_issuer).rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "default_timeout": PATIENCE,
            },
        )


def init_organisation(app: Flask, settings: Settings) -> None:
    """Prepare the provider, or note that there is none. Raises SettingsError when half of it is set."""
    parts = (settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
    if any(parts) and not all(parts):
        raise SettingsError(f"Set {PREFIX}OIDC_ISSUER, _OIDC_CLIENT_ID and _OIDC_CLIENT_SECRET, or none of them.")
    if settings.oidc_issuer:
        issuer = urlsplit(settings.oidc_issuer)
        if issuer.scheme != "https" and issuer.hostname not in LOOPBACK:
            raise SettingsError(f"{PREFIX}OIDC_ISSUER must start with https://; it is {settings.oidc_issuer}.")
    app.extensions[EXTENSION] = Organisation(app, settings) if all(parts) else None


def the_organisation() -> Organisation | None:
    """The provider of this installation."""
    organisation: Organisation | None = current_app.extensions[EXTENSION]
    return organisation
