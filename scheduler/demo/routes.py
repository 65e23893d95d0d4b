"""The demo's mail page: what was caught instead of delivered."""

from flask import Blueprint, Response, abort, render_template

from scheduler.core.access import Access, allow
from scheduler.core.current import current_settings
from scheduler.demo.queries import CaughtMail, caught_mail, caught_mails
from scheduler.ical.calendar import CONTENT_TYPE

blueprint = Blueprint("demo", __name__, url_prefix="/demo")

MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
)
"""For a mail's own HTML, which styles itself inline as mail must; nothing in it can run or load."""


@blueprint.before_request
def only_in_the_demo() -> None:
    if not current_settings().demo:
        abort(404)


@blueprint.get("/mail")
@allow(Access.PUBLIC)
def mail_list() -> str:
    return render_template("demo/mail_list.html", mails=caught_mails())


@blueprint.get("/mail/<name>")
@allow(Access.PUBLIC)
def mail(name: str) -> str:
    return render_template("demo/mail.html", mail=_found(name))


@blueprint.get("/mail/<name>/html")
@allow(Access.PUBLIC)
def mail_html(name: str) -> Response:
    response = Response(_found(name).body("html") or "", mimetype="text/html")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@blueprint.get("/mail/<name>/invite.ics")
@allow(Access.PUBLIC)
def mail_calendar(name: str) -> Response:
    return Response(_found(name).calendar() or abort(404), content_type=CONTENT_TYPE)


def _found(name: str) -> CaughtMail:
    return caught_mail(name) or abort(404)
