"""Who is behind this request: the cookie carries a random token, the row of its digest decides."""

from typing import Any

from flask import Flask, abort, g, request, session
from flask_security import current_user
from flask_security.utils import set_request_attr

from scheduler.accounts.models import StaffSession, StaffUser
from scheduler.accounts.queries import live_session
from scheduler.accounts.rules import Role
from scheduler.accounts.service.sessions import end_session, end_sessions, open_session
from scheduler.audit.actor import NOBODY, Actor, set_actor
from scheduler.core.access import Access
from scheduler.core.clock import utc_now
from scheduler.core.text import clean_line
from scheduler.core.tokens import random_token

TOKEN = "staff_session"  # noqa: S105  # the name of a key
"""Key of our token in the signed cookie."""

RIGHTS = {
    Role.VIEWER: Access.VIEWER,
    Role.MANAGER: Access.MANAGER,
    Role.ADMINISTRATOR: Access.ADMINISTRATOR,
}


def role_of_request() -> Access:
    """What the person behind this request may do; PUBLIC when nobody is signed in."""
    return rights_of(current_user)


def rights_of(user: Any) -> Access:
    """The highest right that any of a user's roles gives."""
    names = {role.name for role in getattr(user, "roles", ())}
    return max((RIGHTS[role] for role in Role if role.value in names), default=Access.PUBLIC)


def load_staff(user_id: str) -> StaffUser | None:
    """The signed-in user, found by one query through a live session; flask-login calls it once a request."""
    token = session.get(TOKEN)
    row = live_session(token, utc_now()) if isinstance(token, str) else None
    if row is None or row.user.fs_uniquifier != user_id:
        return None
    g.staff_session = row
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return row.user


def present_session() -> StaffSession | None:
    """The row behind this request's cookie."""
    return g.get("staff_session") if current_user.is_authenticated else None


def name_the_actor() -> None:
    """Before each request: what happens now is done by whoever is signed in, or by nobody."""
    user = current_user
    set_actor(Actor("staff", user.name or user.email, "web") if user.is_authenticated else NOBODY)


def start_session(_app: Flask, user: StaffUser, authn_via: list[str] | None = None, **_: object) -> None:
    """At sign-in: a new identity for this browser, so that one planted before is worth nothing."""
    if not user.active:
        abort(403)  # disabled between the password and the code
    if authn_via == ["change"]:
        end_sessions(user, now=utc_now(), why="the password was changed")
    elif (earlier := session.get(TOKEN)) and (row := live_session(earlier, utc_now())):
        end_session(row, now=utc_now())
    for key in ("csrf_token", "fs_cc"):
        session.pop(key, None)
    g.pop("csrf_token", None)
    token = random_token()
    set_actor(Actor("staff", user.name or user.email, "web"))
    ways = ", ".join(authn_via or ["one-time code"])
    g.staff_session = open_session(user, token, agent=clean_line(request.user_agent.string), how=ways, now=utc_now())
    session[TOKEN] = token


def end_after_reset(_app: Flask, user: StaffUser, **_: object) -> None:
    """A password set by mail ends every session: whoever asked may have been locked out by a stranger."""
    set_actor(Actor("staff", user.name or user.email, "web"))
    end_sessions(user, now=utc_now(), why="the password was set by a mailed link")
