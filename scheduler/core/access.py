"""Who may use a route. Every view declares it; an undeclared one answers nobody."""

from collections.abc import Callable
from enum import IntEnum
from typing import TypeVar

from flask import Flask, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue

View = TypeVar("View", bound=Callable[..., object])
ATTRIBUTE = "scheduler_access"
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Access(IntEnum):
    """Rising rights: a role may use what lower ones may. LINK pages check the token themselves."""

    PUBLIC = 0
    LINK = 1
    VIEWER = 10
    MANAGER = 20
    ADMINISTRATOR = 30


def allow(access: Access, *, to_change: Access | None = None) -> Callable[[View], View]:
    """Declare who may use a view; `to_change` asks more of methods other than GET and HEAD."""

    def mark(view: View) -> View:
        setattr(view, ATTRIBUTE, (access, access if to_change is None else to_change))
        return view

    return mark


def declared_access(app: Flask, endpoint: str, method: str) -> Access | None:
    """What `endpoint` declared for `method`; None when it declared nothing."""
    declared: tuple[Access, Access] | None = getattr(app.view_functions.get(endpoint), ATTRIBUTE, None)
    if declared is None:
        return None
    return declared[0] if method in READING_METHODS else declared[1]


def init_access(app: Flask, role: Callable[[], Access], sign_in_path: str) -> None:
    """Check each request; `role` tells what the present user may do (PUBLIC when nobody is signed in)."""

    @app.before_request
    def check_access() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None  # no such page: the 404 answers
        needed = declared_access(current_app, request.endpoint, request.method)
        if needed is None:
            abort(403)
        if needed <= Access.LINK:
            return None
        held = role()
        if held >= needed:
            return None
        if held is Access.PUBLIC and request.method in READING_METHODS:
            return redirect(f"{sign_in_path}?next={request.path}", code=303)
        abort(403 if held > Access.PUBLIC else 401)
