"""The demo's mail page: what was caught instead of delivered."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.current import current_settings
from scheduler.core.db import db
from scheduler.demo.calendar_program import BUTTONS, NobodyListens, buttons_for, invitation_in, send_answer
from scheduler.demo.queries import CaughtMail, caught_mail, caught_mails, engagement_of_uid
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
    answered = BUTTONS.get(request.args.get("answered", ""))
    return _mail_page(_found(name), answered=answered.words if answered else "")


@blueprint.post("/mail/<name>/answer")
@allow(Access.PUBLIC)
def answer(name: str) -> AnyResponse | tuple[str, int]:
    """What a press in the recipient's calendar program does; nothing is changed here, a mail is sent."""
    found, wish = _found(name), request.form.get("wish", "")
    asked = invitation_in(found)
    if asked is None or wish not in buttons_for(asked):
        abort(404)
    db.session.rollback()  # whoever is signed in was looked up: the worker must be free to store the mail
    try:
        send_answer(found, asked, BUTTONS[wish], current_settings(), now=utc_now())
    except NobodyListens as error:
        return _mail_page(found, error=str(error)), 503
    return redirect(url_for("demo.mail", name=name, answered=wish), code=303)


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


def _mail_page(found: CaughtMail, *, answered: str = "", error: str = "") -> str:
    asked = invitation_in(found) if current_settings().reads_replies else None
    return render_template(
        "demo/mail.html",
        mail=found,
        buttons=buttons_for(asked) if asked else {},
        engagement=engagement_of_uid(asked.uid) if asked and answered else None,
        answered=answered,
        error=error,
    )


def _found(name: str) -> CaughtMail:
    return caught_mail(name) or abort(404)
