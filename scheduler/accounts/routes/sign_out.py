"""Sign out: a POST that ends this browser's session on the server."""

from flask import Blueprint, flash, redirect, session
from flask.typing import ResponseReturnValue
from flask_security.utils import logout_user

from scheduler.accounts.rules import SIGN_IN_PATH
from scheduler.accounts.service.sessions import end_session
from scheduler.accounts.sessions import present_session
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit

sign_out = Blueprint("sign_out", __name__)


@sign_out.post("/sign-out")
@allow(Access.PUBLIC)
def leave() -> ResponseReturnValue:
    """End the session here and on the server; harmless for somebody who is not signed in."""
    row = present_session()
    if row is not None:
        end_session(row, now=utc_now())
        commit()
        logout_user()
    session.clear()
    flash("You are signed out.", "success")
    return redirect(SIGN_IN_PATH, code=303)
