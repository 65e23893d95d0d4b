"""One's own account: ways to sign in, and the browsers that are signed in."""

from flask import Blueprint, abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from scheduler.accounts.queries import find_own_session, open_sessions
from scheduler.accounts.rules import ROLE_WORDS, SIGN_IN_PATH, browser_words
from scheduler.accounts.service.sessions import end_session, end_sessions
from scheduler.accounts.service.staff import role_of
from scheduler.accounts.sessions import present_session
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit

account = Blueprint("account", __name__)


@account.get("/account")
@allow(Access.VIEWER)
def overview() -> ResponseReturnValue:
    """How one signs in."""
    role = role_of(current_user)
    return render_template("accounts/account.html", person=current_user, role=ROLE_WORDS[role] if role else "")


@account.get("/settings/sessions")
@allow(Access.VIEWER)
def sessions() -> ResponseReturnValue:
    """Where one is signed in."""
    rows = open_sessions(current_user, utc_now())
    present = present_session()
    return render_template("accounts/sessions.html", sessions=rows, present=present, browser_words=browser_words)


@account.post("/settings/sessions/<int:session_id>/end")
@allow(Access.VIEWER)
def end_one(session_id: int) -> ResponseReturnValue:
    """Sign out one of one's own browsers, at once."""
    row = find_own_session(current_user, session_id) or abort(404)
    is_present = row is present_session()
    end_session(row, now=utc_now())
    commit()
    flash("That browser is signed out.", "success")
    if is_present:
        session.clear()
        return redirect(SIGN_IN_PATH, code=303)
    return redirect(url_for("account.sessions"), code=303)


@account.post("/settings/sessions/end-others")
@allow(Access.VIEWER)
def end_others() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    end_sessions(current_user, now=utc_now(), why="asked for by their owner", keep=present_session())
    commit()
    flash("You are signed out everywhere but here.", "success")
    return redirect(url_for("account.sessions"), code=303)
