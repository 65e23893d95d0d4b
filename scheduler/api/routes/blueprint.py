"""The doors of other systems: each request carries a key, each view says what the key must be allowed."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from flask import Blueprint, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

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

api = Blueprint("api", __name__, url_prefix="/api/v1")
View = TypeVar("View", bound=Callable[..., object])
SCOPE = "scheduler_scope"
PROBLEM = "application/problem+json"
WORDS = {
    401: "No way in",
    403: "Not allowed",
    404: "There is no such thing",
    405: "That is not done here",
    409: "It changed meanwhile",
    413: "That is too large",
    415: "Send JSON",
    422: "That cannot be",
    429: "Too many tries",
    503: "We cannot save right now",
}


def needs(scope: Scope) -> Callable[[View], View]:
    """Declare what a key must be allowed; a view that declares nothing answers no key."""

    def mark(view: View) -> View:
        setattr(view, SCOPE, scope)
        return view

    return mark


def _asker() -> str:
    return f"api {request.remote_addr}"


def _was_unknown(response: Response) -> bool:
    return response.status_code == 401


@api.before_request
@limiter.limit(
    PER_ADDRESS, key_func=lambda: f"api {request.remote_addr}", deduct_when=lambda got: got.status_code == 401
)
def check_key() -> ResponseReturnValue | None:
    """Whose key it is and whether it opens this door; guessing is throttled."""
    view = current_app.view_functions.get(request.endpoint or "")
    scope: Scope | None = getattr(view, SCOPE, None)
    sent = request.headers.get("Authorization", "")
    if not sent.startswith("Bearer "):
        return problem(401, Refusal.NO_KEY.value)
    client = client_by_key(sent.removeprefix("Bearer "))
    refused = refusal(facts_of(client), scope, local_day(utc_now())) if client and scope else Refusal.UNKNOWN
    if refused is not None or client is None:
        return problem(403 if refused is Refusal.SCOPE else 401, (refused or Refusal.UNKNOWN).value)
    g.api_client = client
    set_actor(Actor("system", client.name, "api"))
    if request.method not in READING_METHODS:
        note_use(client, now=utc_now())
    return None


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
    link = f"{request.path}?{_query(following)}" if following else None
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
    details = {404: "Check the address and the number in it.", 415: "Send a body of the type application/json."}
    return problem(code, details.get(code, error.description or ""))


def _query(values: Mapping[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in values.items())
