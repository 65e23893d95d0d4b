"""Sign in with the organisation's own account: there, back to a page with one button, and in.

The way back is a GET, and a GET changes nothing here: the button's POST trades the code in and signs in.
"""

import logging

from flask import Blueprint, abort, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user

from scheduler.accounts.models import StaffUser
from scheduler.accounts.organisation import Organisation, the_organisation
from scheduler.accounts.queries import staff_by_address
from scheduler.accounts.rules import ORGANISATION_CALLBACK, SIGN_IN_PATH, NotVouchedFor, own_path
from scheduler.accounts.throttling import PER_ADDRESS, limiter
from scheduler.core.access import Access, allow
from scheduler.core.db import commit

logger = logging.getLogger(__name__)

organisation_sign_in = Blueprint("organisation_sign_in", __name__)

NEXT = "organisation_next"


@organisation_sign_in.get("/sign-in/organisation")
@allow(Access.PUBLIC)
def start() -> ResponseReturnValue:
    """Send the browser to the provider; state, nonce and PKCE's verifier wait in its cookie."""
    provider = the_organisation() or abort(404)
    session[NEXT] = own_path(request.args.get("next", ""))
    try:
        return provider.send_there()
    except NotVouchedFor:
        logger.warning("the organisation's sign-in cannot be reached", exc_info=True)
        return _refused()


@organisation_sign_in.get(ORGANISATION_CALLBACK)
@allow(Access.PUBLIC)
def come_back() -> ResponseReturnValue:
    """Where the provider sends the browser: shows one button."""
    if the_organisation() is None:
        abort(404)
    if "error" in request.args or not request.args.get("code"):
        return _refused()
    return render_template("accounts/organisation.html", code=request.args["code"], state=request.args.get("state", ""))


@organisation_sign_in.post(ORGANISATION_CALLBACK)
@limiter.limit(PER_ADDRESS)
@allow(Access.PUBLIC)
def finish() -> ResponseReturnValue:
    """Trade the code in, check who the provider vouches for, and sign that user in."""
    provider = the_organisation() or abort(404)
    try:
        user = _vouched_for(provider)
    except NotVouchedFor as error:
        logger.warning("sign-in by the organisation refused: %s", error)
        return _refused()
    target = session.pop(NEXT, None) or "/today"
    login_user(user, remember=False, authn_via=["organisation"])
    commit()
    return redirect(target, code=303)


def _vouched_for(provider: Organisation) -> StaffUser:
    """The active user whose address the provider has verified. Never makes one."""
    user = staff_by_address(provider.verified_address())
    if user is None or not user.active:
        raise NotVouchedFor("no active user")
    return user


def _refused() -> ResponseReturnValue:
    """One sentence for every reason: a stranger learns nothing about who has an account."""
    flash("Your organisation's account did not sign you in. Use your password, or ask an administrator.", "error")
    return redirect(SIGN_IN_PATH, code=303)
