"""The views of flask-security that we use, at our addresses, each with its right and its throttle.

Its own blueprint would bring more than we use: what is not named here does not exist.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_security import recovery_codes, views, webauthn

from scheduler.accounts import throttling
from scheduler.accounts.passkeys import with_passkeys
from scheduler.accounts.rules import own_path
from scheduler.accounts.throttling import limiter
from scheduler.core.access import READING_METHODS, Access, allow
from scheduler.core.db import commit

View = Callable[..., ResponseReturnValue]

security = Blueprint("security", __name__)


def _saved(name: str, view: View) -> View:
    """The view, its changes committed when it was asked to change something (some of flask-security's forget)."""

    @wraps(view)
    def run(**parts: Any) -> Response:
        response = make_response(view(**parts))
        if request.method not in READING_METHODS:
            commit()
        return response

    run.__name__ = run.__qualname__ = name  # the throttle tells views apart by their names
    run.__module__ = __name__
    return run


Throttle = tuple[str, Callable[[], str], bool]
"""How often, counted by what, and whether only refusals count."""

SIGN_IN: Sequence[Throttle] = (
    (throttling.PER_ACCOUNT, throttling.typed_account, True),
    (throttling.PER_ADDRESS, get_remote_address, True),
)
CODE: Sequence[Throttle] = ((throttling.CODES, throttling.half_signed_in, True),)
RESET: Sequence[Throttle] = (
    (throttling.RESETS_PER_ACCOUNT, throttling.typed_account, False),
    (throttling.RESETS_PER_ADDRESS, get_remote_address, False),
)
ADDRESS: Sequence[Throttle] = ((throttling.PER_ADDRESS, get_remote_address, False),)
OWNER: Sequence[Throttle] = ((throttling.PER_ACCOUNT, throttling.signed_in_account, True),)
FREE: Sequence[Throttle] = ()

BOTH = ("GET", "POST")
POST = ("POST",)

PAGES: Sequence[tuple[str, str, View, Access, Sequence[str], Sequence[Throttle]]] = (
    ("/sign-in", "login", views.login, Access.PUBLIC, BOTH, SIGN_IN),
    ("/sign-in/code", "two_factor_token_validation", views.two_factor_token_validation, Access.PUBLIC, BOTH, CODE),
    ("/sign-in/recovery-code", "mf_recovery", recovery_codes.mf_recovery, Access.PUBLIC, BOTH, CODE),
    ("/sign-in/passkey", "wan_signin", with_passkeys(webauthn.webauthn_signin), Access.PUBLIC, BOTH, ADDRESS),
    (
        "/sign-in/passkey/<token>",
        "wan_signin_response",
        with_passkeys(webauthn.webauthn_signin_response),
        Access.PUBLIC,
        POST,
        ADDRESS,
    ),
    ("/reset", "forgot_password", views.forgot_password, Access.PUBLIC, BOTH, RESET),
    ("/reset/<token>", "reset_password", views.reset_password, Access.PUBLIC, BOTH, ADDRESS),
    ("/account/confirm", "verify", views.verify, Access.VIEWER, BOTH, OWNER),
    ("/account/confirm/passkey", "wan_verify", with_passkeys(webauthn.webauthn_verify), Access.VIEWER, BOTH, FREE),
    (
        "/account/confirm/passkey/<token>",
        "wan_verify_response",
        with_passkeys(webauthn.webauthn_verify_response),
        Access.VIEWER,
        POST,
        OWNER,
    ),
    ("/account/password", "change_password", views.change_password, Access.VIEWER, BOTH, OWNER),
    ("/account/code", "two_factor_setup", views.two_factor_setup, Access.VIEWER, BOTH, FREE),
    (
        "/account/code/<token>",
        "two_factor_setup_validate",
        views.two_factor_setup_validate,
        Access.VIEWER,
        POST,
        OWNER,
    ),
    ("/account/recovery-codes", "mf_recovery_codes", recovery_codes.mf_recovery_codes, Access.VIEWER, BOTH, FREE),
    ("/account/passkeys", "wan_register", with_passkeys(webauthn.webauthn_register), Access.VIEWER, BOTH, FREE),
    (
        "/account/passkeys/<token>",
        "wan_register_response",
        with_passkeys(webauthn.webauthn_register_response),
        Access.VIEWER,
        POST,
        FREE,
    ),
    ("/account/passkeys/delete", "wan_delete", with_passkeys(webauthn.webauthn_delete), Access.VIEWER, POST, FREE),
)


@security.get("/sign-in/without-app", endpoint="two_factor_rescue")
@allow(Access.PUBLIC)
def without_app() -> ResponseReturnValue:
    """What flask-security calls rescue: with us it is a recovery code, never a mail with a code."""
    return redirect(url_for("security.mf_recovery", next=own_path(request.args.get("next", ""))), code=303)


def _register() -> None:
    for path, endpoint, view, access, methods, throttles in PAGES:
        page = allow(access)(_saved(endpoint, view))
        for limit, counted_by, only_refusals in throttles:
            page = limiter.limit(
                limit,
                key_func=counted_by,
                methods=["POST"],
                deduct_when=throttling.was_refused if only_refusals else None,
            )(page)
        security.add_url_rule(path, endpoint, allow(access)(page), methods=list(methods))


_register()
