"""Sign in with the organisation's own account: there, back to a page with one button, and in.

The way back is a GET, and a GET changes nothing here: the button's POST trades the code in and signs in.
"""

import logging

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskOAuth2App
from flask import Blueprint, abort, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user
from joserfc.errors import JoseError
from requests import RequestException

from scheduler.accounts.models import StaffUser
from scheduler.accounts.organisation import CALLBACK, NotKnownHere, the_organisation
from scheduler.accounts.queries import staff_by_address
from scheduler.accounts.rules import SIGN_IN_PATH, own_path
from scheduler.accounts.throttling import PER_ADDRESS, limiter
from scheduler.core.access import Access, allow
from scheduler.core.db import commit

logger = logging.getLogger(__name__)

organisation_sign_in = Blueprint("organisation_sign_in", __name__)

NEXT = "organisation_next"
FAILED = (AuthlibBaseError, JoseError, NotKnownHere, RequestException, RuntimeError, ValueError, KeyError)
"""Whatever is wrong with an answer from outside: state, nonce, signature, address, network."""


@organisation_sign_in.get("/sign-in/organisation")
@allow(Access.PUBLIC)
def start() -> ResponseReturnValue:
    """Send the browser to the provider; state, nonce and PKCE's verifier wait in its cookie."""
    provider = the_organisation() or abort(404)
    session[NEXT] = own_path(request.args.get("next", ""))
    try:
        answer: ResponseReturnValue = provider.client.authorize_redirect(provider.return_url)
    except FAILED:
        logger.warning("the organisation's sign-in cannot be reached", exc_info=True)
        return _refused()
    return answer


@organisation_sign_in.get(CALLBACK)
@allow(Access.PUBLIC)
def come_back() -> ResponseReturnValue:
    """Where the provider sends the browser: shows one button."""
    if the_organisation() is None:
        abort(404)
    if "error" in request.args or not request.args.get("code"):
        return _refused()
    return render_template("accounts/organisation.html", code=request.args["code"], state=request.args.get("state", ""))


@organisation_sign_in.post(CALLBACK)
@limiter.limit(PER_ADDRESS)
@allow(Access.PUBLIC)
def finish() -> ResponseReturnValue:
    """Trade the code in, check who the provider vouches for, and sign that user in."""
    provider = the_organisation() or abort(404)
    try:
        user = _vouched_for(provider.client)
    except FAILED as error:
        logger.warning("sign-in by the organisation refused: %s", error)
        return _refused()
    target = session.pop(NEXT, None) or "/today"
    login_user(user, remember=False, authn_via=["organisation"])
    commit()
    return redirect(target, code=303)


def _vouched_for(client: FlaskOAuth2App) -> StaffUser:
    """The active user whose address the provider has verified. Never makes one."""
    claims = client.authorize_access_token().get("userinfo")
    if not claims or claims.get("email_verified") is not True:
        raise NotKnownHere("no verified address")
    user = staff_by_address(str(claims.get("email", "")))
    if user is None or not user.active:
        raise NotKnownHere("no active user")
    return user


def _refused() -> ResponseReturnValue:
    """One sentence for every reason: a stranger learns nothing about who has an account."""
    flash("Your organisation's account did not sign you in. Use your password, or ask an administrator.", "error")
    return redirect(SIGN_IN_PATH, code=303)
