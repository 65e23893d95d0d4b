"""The doors of other systems: each request carries a key, each view says what the key must be allowed."""

import logging
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from scheduler.accounts.throttling import PER_ADDRESS, limiter
from scheduler.api.models import ApiClient
from scheduler.api.queries.clients import client_by_key, facts_of
from scheduler.api.rules.keys import Refusal, refusal
from scheduler.api.rules.paging import Page
from scheduler.api.rules.vocabulary import Scope
from scheduler.api.service.clients import note_use
from scheduler.audit.actor import Actor, set_actor
from scheduler.core.access import READING_METHODS
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.web import http_error

api = Blueprint("api", __name__, url_prefix="/api/v1")
View = TypeVar("View", bound=Callable[..., object])
SCOPE = "scheduler_scope"
BEARER = "Bearer "
PROBLEM = "application/problem+json"
WORDS = {
    401: "No way in",
    403: "Not allowed",
    404: "There is no such thing",
    405: "That cannot be done here",
    409: "It changed meanwhile",
    413: "That is too large",
    415: "Send JSON",
    422: "That cannot be",
    429: "Too many tries",
    503: "We cannot save right now",
}
DETAILS = {
    404: "Check the address and the number in it. /api/openapi.json describes every address.",
    405: "/api/openapi.json describes what may be sent to which address.",
    415: "Send a body of the type application/json.",
}

logger = logging.getLogger(__name__)


def needs(scope: Scope) -> Callable[[View], View]:
    """Declare what a key must be allowed; a view that declares nothing answers no key."""

    def mark(view: View) -> View:
        setattr(view, SCOPE, scope)
        return view

    return mark


@api.before_request
def check_key() -> ResponseReturnValue | None:
    """Whose key it is and whether it opens this door."""
    sent = request.headers.get("Authorization", "")
    client = client_by_key(sent.removeprefix(BEARER)) if sent.startswith(BEARER) else None
    if client is None:
        return stranger(Refusal.UNKNOWN if sent.startswith(BEARER) else Refusal.NO_KEY)
    scope: Scope | None = getattr(current_app.view_functions.get(request.endpoint or ""), SCOPE, None)
    refused = refusal(facts_of(client), scope, local_day(utc_now()))
    if refused is not None:
        return problem(403 if refused is Refusal.SCOPE else 401, refused.value)
    g.api_client = client
    set_actor(Actor("system", client.name, "api"))
    if request.method not in READING_METHODS:
        note_use(client, now=utc_now())
    return None


@limiter.shared_limit(PER_ADDRESS, scope="api keys", key_func=get_remote_address)
def stranger(refused: Refusal) -> Response:
    """Guessing is throttled, whichever doors are tried; who has a key at the same address is not."""
    return problem(401, refused.value)


def current_client() -> ApiClient:
    """Whose key this request carries."""
    client = g.api_client
    assert isinstance(client, ApiClient)
    return client


def may(scope: Scope) -> bool:
    """Whether the present key has it."""
    return scope.value in current_client().scopes


def problem(status: int, detail: str, **more: object) -> Response:
    """RFC 9457, in plain words; `field` names what is wrong."""
    facts = {"type": "about:blank", "title": WORDS.get(status, "It did not work"), "status": status, "detail": detail}
    response = jsonify({**facts, **more})
    response.status_code, response.mimetype = status, PROBLEM
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def listed(items: list[dict[str, object]], page: Page) -> Response:
    """One page of a list, with how many there are and where it goes on."""
    following = {**request.args.to_dict(), "page": str(page.next_number)} if page.next_number else None
    link = f"{request.path}?{urlencode(following)}" if following else None
    return jsonify({"items": items, "total": page.total, "page": page.number, "next": link})


@api.errorhandler(RuleBroken)
def refuse(broken: RuleBroken) -> Response:
    """The sentence that a page would show, and beside which field."""
    db.session.rollback()
    return problem(422, broken.message, **({"field": broken.field} if broken.field else {}))


@api.errorhandler(VersionConflict)
@api.errorhandler(StaleDataError)
def overtaken(_error: Exception) -> Response:
    """Somebody else was faster."""
    db.session.rollback()
    return problem(409, "Somebody else changed it. Read it again, then send your change with its new version.")


@api.errorhandler(OperationalError)
def unavailable(error: OperationalError) -> Response:
    """The database is busy or away."""
    logger.error("database unavailable: %s", error.orig)
    db.session.rollback()
    return problem(503, "Nothing was saved. Send it again in a few minutes.")


@api.errorhandler(429)
def throttled(_error: HTTPException) -> Response:
    """The application's own page of it is for people."""
    response = problem(429, "Too many unknown keys came from your address. Wait a quarter of an hour.")
    response.headers["Retry-After"] = "900"
    return response


@api.errorhandler(HTTPException)
def http_problem(error: HTTPException) -> Response:
    """404 and its kin, as JSON."""
    code = error.code or 500
    response = problem(code, DETAILS.get(code, error.description or ""))
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


@api.app_errorhandler(404)
@api.app_errorhandler(405)
def no_such_door(error: HTTPException) -> ResponseReturnValue:
    """Where no view answers, no blueprint is asked: programs get what they can read, people their page."""
    return http_problem(error) if request.path.startswith(f"{api.url_prefix}/") else http_error(error)
