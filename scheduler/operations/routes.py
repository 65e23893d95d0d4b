"""What supervisors, load balancers and monitoring ask."""

import secrets

from flask import Blueprint, Response, abort, request
from sqlalchemy.exc import SQLAlchemyError

from scheduler.config import LOOPBACK
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.current import current_settings
from scheduler.operations.schema import present_revision, wanted_revision

operations = Blueprint("operations", __name__)

PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


@operations.get("/healthz")
@allow(Access.PUBLIC)
def health() -> Response:
    """The process lives; it asks nothing of the database."""
    return _plain("ok")


@operations.get("/readyz")
@allow(Access.PUBLIC)
def readiness() -> Response:
    """The database answers and has the schema of this version."""
    try:
        is_ready = present_revision() == wanted_revision()
    except SQLAlchemyError:
        return _plain("the database does not answer", 503)
    return _plain("ready") if is_ready else _plain("the database waits for: scheduler db upgrade", 503)


@operations.get("/metrics")
@allow(Access.PUBLIC)
def metrics() -> Response:
    """For this machine, or for whoever holds SCHEDULER_METRICS_TOKEN; others find no such page."""
    if not (_is_local() or _has_token()):
        abort(404)
    from scheduler.operations.metrics import CONTENT_TYPE, metrics_text  # noqa: PLC0415  # few installations ask

    return Response(metrics_text(utc_now()), content_type=CONTENT_TYPE)


def _is_local() -> bool:
    """A proxy on this machine asks from loopback as well, but says for whom."""
    return request.remote_addr in LOOPBACK and not any(name in request.headers for name in PROXY_HEADERS)


def _has_token() -> bool:
    token = current_settings().metrics_token
    return token is not None and secrets.compare_digest(
        request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()
    )


def _plain(text: str, status: int = 200) -> Response:
    return Response(f"{text}\n", status, content_type="text/plain; charset=utf-8")
