"""What every request and response gets: its transaction's intent, headers, and error pages in plain words."""

import logging
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from scheduler.config import Settings
from scheduler.core.access import READING_METHODS
from scheduler.core.cookies import SessionCookies
from scheduler.core.current import EXTENSION, current_settings
from scheduler.core.db import db
from scheduler.core.errors import VersionConflict
from scheduler.core.numbers import RecordNumber
from scheduler.core.transactions import Intent, set_intent
from scheduler.core.values import dataclass

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

logger = logging.getLogger(__name__)

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
HSTS_NAME = "Strict-Transport-Security"
HSTS = "max-age=31536000; includeSubDomains"
NO_STORE = "no-store"


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Heading and advice of one status code."""

    heading: str
    advice: str


ERROR_PAGES = {
    400: ErrorPage(
        "That did not arrive as we expected", "Go back, reload the page and send it again. Nothing was saved."
    ),
    401: ErrorPage("You need to sign in", "Sign in and try again. Nothing was saved."),
    403: ErrorPage("You may not do this", "Your role does not allow it. Ask an administrator of your office."),
    404: ErrorPage(
        "There is no such page", "Check the address. If you followed a link from a mail, use the whole link."
    ),
    405: ErrorPage("This page does not work that way", "Go back and use the buttons on the page. Nothing was saved."),
    409: ErrorPage(
        "Somebody else changed this meanwhile", "Nothing of yours was saved. Open the page again to see what changed."
    ),
    413: ErrorPage("That is too large", "Send less at once. Nothing was saved."),
    429: ErrorPage("Too many tries", "Wait a few minutes and try again."),
    500: ErrorPage(
        "Something went wrong on our side", "Nothing was saved. Try again; if it happens again, tell the office."
    ),
    503: ErrorPage("We cannot save right now", "Nothing was saved. Try again in a few minutes."),
}


def init_web(app: Flask, settings: Settings) -> None:
    """Hang intent, headers and error pages on the application."""
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    # Over https flask-wtf also asks for a Referer, which our own Referrer-Policy forbids: the token alone decides.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    _pin_host(app)
    app.session_interface = SessionCookies(app)
    app.url_map.converters["int"] = RecordNumber
    app.before_request(_declare_intent)
    app.teardown_request(_restore_intent)
    app.after_request(_add_headers)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(StaleDataError, _conflict)
    app.register_error_handler(VersionConflict, _conflict)
    app.register_error_handler(Exception, _unexpected)


def _pin_host(app: Flask) -> None:
    """Every request is for our own address's host: passkeys are bound to it, and a Host header may say anything."""
    inner = app.wsgi_app

    def pinned(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["HTTP_HOST"] = urlsplit(app.extensions[EXTENSION].base_url).netloc
        return inner(environ, start_response)

    app.wsgi_app = pinned  # type: ignore[method-assign]


def error_page(status: int, reference: str | None = None) -> ResponseReturnValue:
    """The plain page of a status code."""
    page = ERROR_PAGES.get(status, ERROR_PAGES[500])
    return render_template("errors/error.html", page=page, status=status, reference=reference), status


def _declare_intent() -> None:
    set_intent(Intent.READ if request.method in READING_METHODS else Intent.WRITE)


def _restore_intent(_error: BaseException | None) -> None:
    set_intent(Intent.WRITE)


def _add_headers(response: Response) -> Response:
    """What a view has set stays; its headers are looked through once, not once for each of ours."""
    given = {name.lower() for name, _ in response.headers}
    for name, value in HEADERS.items():
        if name.lower() not in given:
            response.headers.add(name, value)
    if current_settings().is_secure and HSTS_NAME.lower() not in given:
        response.headers.add(HSTS_NAME, HSTS)
    if request.endpoint != "static" and "cache-control" not in given:
        response.headers.add("Cache-Control", NO_STORE)
    return response


def http_error(error: HTTPException) -> ResponseReturnValue:
    """The plain page of its status, unless it brings an answer of its own."""
    if error.response is not None:
        return error.response
    return error_page(error.code or 500)


def _conflict(_error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    return error_page(409)


def _database_error(error: OperationalError) -> ResponseReturnValue:
    logger.error("database unavailable: %s", error.orig)
    db.session.rollback()
    return error_page(503)


def _unexpected(error: Exception) -> ResponseReturnValue:
    reference = uuid.uuid4().hex[:8]
    logger.error("unexpected error %s", reference, exc_info=error)
    db.session.rollback()
    return error_page(500, reference)
