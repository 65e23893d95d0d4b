"""The library for passkeys, which flask-security goes without until somebody opens one of their pages.

With its cryptography it takes a tenth of a start, and most staff sign in without it.
"""

from collections.abc import Callable, Mapping
from functools import cache, wraps
from importlib import import_module
from typing import Any

from flask.typing import ResponseReturnValue
from flask_security import webauthn as passkey_views

View = Callable[..., ResponseReturnValue]

WANTED: Mapping[str, tuple[str, ...]] = {
    "webauthn.helpers": (
        "bytes_to_base64url",
        "options_to_json_dict",
        "parse_authentication_credential_json",
        "parse_registration_credential_json",
    ),
    "webauthn.helpers.exceptions": (
        "InvalidAuthenticationResponse",
        "InvalidJSONStructure",
        "InvalidRegistrationResponse",
    ),
    "webauthn.helpers.structs": (
        "AuthenticatorTransport",
        "PublicKeyCredentialDescriptor",
        "PublicKeyCredentialType",
        "UserVerificationRequirement",
    ),
}
"""What flask-security's module takes from the library when it finds it; a test compares the two."""


def with_passkeys(view: View) -> View:
    """The view, its library loaded first."""

    @wraps(view)
    def run(**parts: Any) -> ResponseReturnValue:
        _load()
        return view(**parts)

    return run


@cache
def _load() -> None:
    """Does no harm when two threads do it at once."""
    found = {name: getattr(import_module(module), name) for module, names in WANTED.items() for name in names}
    vars(passkey_views).update(found, webauthn=import_module("webauthn"))
