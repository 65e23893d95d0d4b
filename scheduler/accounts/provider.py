"""The conversation with the organisation's provider; imported only where one is configured, for what it brings."""

from collections.abc import Callable
from typing import Any, TypeVar

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

from scheduler.accounts.rules import ORGANISATION_CALLBACK, NotVouchedFor
from scheduler.config import Settings

FAILED = (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError, KeyError)
"""Whatever is wrong with an answer from outside: state, nonce, signature, network."""

PATIENCE = 10
"""Seconds that we wait for it."""

Answer = TypeVar("Answer")


class OpenIdProvider:
    """The configured provider, spoken to with authlib."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.return_url = f"{settings.base_url}{ORGANISATION_CALLBACK}"
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

    def send_there(self) -> ResponseReturnValue:
        """The redirect to it. Raises NotVouchedFor."""
        there: ResponseReturnValue = _sound(lambda: self.client.authorize_redirect(self.return_url))
        return there

    def verified_address(self) -> str:
        """The address it vouches for to whoever comes back with this request. Raises NotVouchedFor."""
        claims: dict[str, Any] | None = _sound(self.client.authorize_access_token).get("userinfo")
        if not claims or claims.get("email_verified") is not True:
            raise NotVouchedFor("no verified address")
        return str(claims.get("email", ""))


def _sound(step: Callable[[], Answer]) -> Answer:
    """What a step of the conversation gives; every failure of it is one to us."""
    try:
        return step()
    except FAILED as error:
        raise NotVouchedFor(str(error)) from error
