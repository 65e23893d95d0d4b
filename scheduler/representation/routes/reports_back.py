"""Two lines that are owed: the office's list, what it types in, what it does without; and the link."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from scheduler.audit.actor import Actor, set_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.representation.forms.reports_back import AskForm, ReportForm
from scheduler.representation.models import ReportBack
from scheduler.representation.queries.reports_back import (
    may_leave,
    owed_reports,
    report_by_id,
    report_by_token,
    settled_reports,
)
from scheduler.representation.routes.blueprint import REGISTER, representation
from scheduler.representation.service.owing import ask_at, give_report, waive

OWED = f"{REGISTER}/owed/<int:report_back_id>"
LINK = "/r/<token>"


@representation.get(f"{REGISTER}/owed")
@allow(Access.VIEWER)
def owed() -> ResponseReturnValue:
    """What is owed, the latest first; what was told."""
    return render_template("representation/owed.html", owed=owed_reports(), settled=settled_reports())


@representation.get(OWED)
@allow(Access.VIEWER)
def report(report_back_id: int) -> ResponseReturnValue:
    """One report: what was told, or who owes it."""
    return _page(_report(report_back_id))


@representation.post(f"{OWED}/note")
@allow(Access.MANAGER)
def note(report_back_id: int) -> ResponseReturnValue:
    """The office types what it was told by telephone."""
    found, form = _report(report_back_id), ReportForm()
    if not form.validate() or not _give(found, form, f"{current_user.name or current_user.email}, for them"):
        return _page(found, noting=form), 422
    commit()
    return redirect(url_for(".report", report_back_id=found.id), code=303)


@representation.post(f"{OWED}/ask")
@allow(Access.MANAGER)
def ask(report_back_id: int) -> ResponseReturnValue:
    """Write to them, at the address that is entered."""
    found, form = _report(report_back_id), AskForm()
    if form.validate():
        try:
            ask_at(found, form.address.data or "", now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
    if form.errors:
        return _page(found, asking=form), 422
    commit()
    flash("The mail waits in the outbox.", "success")
    return redirect(url_for(".report", report_back_id=found.id), code=303)


@representation.post(f"{OWED}/waive")
@allow(Access.MANAGER)
def do_without(report_back_id: int) -> ResponseReturnValue:
    """The office does without it."""
    found = _report(report_back_id)
    waive(found, now=utc_now())
    commit()
    return redirect(url_for(".report", report_back_id=found.id), code=303)


@representation.get(LINK)
@allow(Access.LINK)
def two_lines(token: str) -> ResponseReturnValue:
    """What was decided, and what does it mean for us?"""
    found = report_by_token(token) or abort(404)
    form = ReportForm()
    form.words.data = found.words
    return render_template("representation/two_lines.html", report=found, form=form, token=token)


@representation.post(LINK)
@allow(Access.LINK)
def save_two_lines(token: str) -> ResponseReturnValue:
    """What whoever sat there tells; the same again is nothing."""
    found, form = report_by_token(token) or abort(404), ReportForm()
    set_actor(Actor("link", found.owed_by, "link"))
    if not form.validate() or not _give(found, form, found.owed_by):
        return render_template("representation/two_lines.html", report=found, form=form, token=token), 422
    commit()
    flash("Thank you. What you told us is saved.", "success")
    return redirect(url_for(".two_lines", token=token), code=303)


@representation.after_request
def keep_links_out_of_indexes(response: Response) -> Response:
    """Robots that find a link must not keep it."""
    if request.path.startswith("/r/"):
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _page(found: ReportBack, *, noting: ReportForm | None = None, asking: AskForm | None = None) -> str:
    if noting is None:
        noting = ReportForm(formdata=None)
        noting.words.data = found.words
    if asking is None:
        asking = AskForm(formdata=None)
        asking.address.data = found.address
    return render_template(
        "representation/report.html", report=found, noting=noting, asking=asking, may_leave=may_leave(found)
    )


def _give(found: ReportBack, form: ReportForm, by: str) -> bool:
    try:
        give_report(found, form.words.data or "", by=clean_line(by), now=utc_now())
    except RuleBroken as refused:
        form.show(refused)
        return False
    return True


def _report(report_back_id: int) -> ReportBack:
    return report_by_id(report_back_id) or abort(404)
