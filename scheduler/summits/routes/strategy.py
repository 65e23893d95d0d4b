"""The joint strategy for the office: write, release, read comments, see who stands behind it."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from scheduler.accounts.ceiling import Ceiling, unasked
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.wording import count_words
from scheduler.invitations.spreadsheets import as_csv
from scheduler.summits.forms.outcomes import AnswerCommentForm, SignOffForm, StrategyForm
from scheduler.summits.models import Agency, SignOff, StrategyVersion, Summit
from scheduler.summits.queries import agencies_of
from scheduler.summits.queries.outcomes import (
    comment_of,
    counts_of,
    sign_off_of,
    sign_offs,
    version_of,
    versions_of,
)
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.rules.outcomes import DECIDED, STATE_WORDS
from scheduler.summits.service.strategy import answer_comment, record_sign_off, release_version, write_version

BASE = "/summits/<int:summit_id>/after"
HEADINGS = ("Organisation", "Area", "State", "Approval", "Meets on", "Decided on", "Decided by", "Reservation")


@summits.route(f"{BASE}/strategy", methods=["GET", "POST"])
@allow(Access.VIEWER, to_change=Access.MANAGER)
def strategy(summit_id: int) -> ResponseReturnValue:
    """The draft, and every version that was released with its comments."""
    summit, form = the_summit(summit_id), StrategyForm()
    versions = versions_of(summit)
    if not form.is_submitted():
        return _strategy_page(summit)
    if form.validate_on_submit():
        if _is_overtaken(form, versions):
            form.say_overtaken(_facts(versions))
            return _strategy_page(summit, form), 409
        try:
            write_version(summit, form.draft())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            flash("The draft is saved. Nobody outside the office sees it before it is released.", "success")
            return redirect(url_for("summits.strategy", summit_id=summit.id), code=303)
    return _strategy_page(summit, form), 422


@summits.post(f"{BASE}/strategy/<int:version_id>/release")
@allow(Access.MANAGER)
def release_strategy(summit_id: int, version_id: int) -> ResponseReturnValue:
    """Send it to every agency."""
    summit = the_summit(summit_id)
    version = version_of(summit, version_id) or abort(404)
    try:
        mails = release_version(summit, version, now=utc_now())
    except RuleBroken as refused:
        flash(refused.message, "error")
    else:
        if asked := unasked(request.form):
            return _strategy_page(the_summit(summit_id), ceiling=asked), 422
        commit()
        flash(f"Released; {count_words(mails, 'mail')} in the outbox.", "success")
    return redirect(url_for("summits.strategy", summit_id=summit.id), code=303)


@summits.post(f"{BASE}/comments/<int:comment_id>")
@allow(Access.MANAGER)
def answer_to_comment(summit_id: int, comment_id: int) -> ResponseReturnValue:
    """What was made of a comment."""
    summit, form = the_summit(summit_id), AnswerCommentForm()
    found = comment_of(summit, comment_id) or abort(404)
    if not form.validate():
        flash("That is too long. Use 4,000 characters or fewer. Nothing was saved.", "error")
    else:
        answer_comment(summit, found, form.answer.data or "")
        commit()
    return redirect(url_for("summits.strategy", summit_id=summit.id, _anchor=f"comment-{found.id}"), code=303)


@summits.get(f"{BASE}/sign-off")
@allow(Access.VIEWER)
def sign_off_table(summit_id: int) -> ResponseReturnValue:
    """Who stands behind it, and when the others decide."""
    summit = the_summit(summit_id)
    rows = sign_offs(summit)
    return render_template(
        "summits/after/sign_off.html", summit=summit, rows=rows, counts=counts_of(rows), state_words=STATE_WORDS
    )


@summits.get(f"{BASE}/sign-off.csv")
@allow(Access.VIEWER)
def export_sign_off(summit_id: int) -> ResponseReturnValue:
    """The same as a spreadsheet."""
    rows = [_row(agency, sign_off) for agency, sign_off in sign_offs(the_summit(summit_id))]
    headers = {"Content-Disposition": 'attachment; filename="sign-off.csv"'}
    return Response(as_csv(HEADINGS, rows), content_type="text/csv; charset=utf-8", headers=headers)


@summits.route(f"{BASE}/sign-off/<int:agency_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def note_sign_off(summit_id: int, agency_id: int) -> ResponseReturnValue:
    """What the office heard of one agency's decision."""
    summit, form = the_summit(summit_id), SignOffForm(for_office=True)
    agency = next((each for each in agencies_of(summit) if each.id == agency_id), None) or abort(404)
    if form.validate_on_submit():
        by = clean_line(current_user.name or current_user.email)
        try:
            record_sign_off(agency, form.draft(), by=by, now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return redirect(url_for("summits.sign_off_table", summit_id=summit.id), code=303)
    stored = sign_off_of(agency)
    if request.method == "GET" and stored is not None:
        form.fill(stored)
    page = render_template("summits/after/sign_off_form.html", summit=summit, agency=agency, form=form)
    return page, 422 if form.errors else 200


def _strategy_page(summit: Summit, form: StrategyForm | None = None, ceiling: Ceiling | None = None) -> str:
    versions = versions_of(summit)
    form = form or _as_stored(versions)
    return render_template(
        "summits/after/strategy.html",
        summit=summit,
        form=form,
        ceiling=ceiling,
        versions=versions,
        unreleased=versions[0] if versions and versions[0].released_at is None else None,
        answer_form=AnswerCommentForm(formdata=None),
    )


def _as_stored(versions: list[StrategyVersion]) -> StrategyForm:
    """The newest version to write on."""
    form = StrategyForm(formdata=None)
    form.mark(_facts(versions))
    if versions:
        form.fill(versions[0])
    return form


def _facts(versions: list[StrategyVersion]) -> dict[str, object]:
    newest = versions[0] if versions else None
    if newest is None:
        return {}
    return {"number": newest.number, "title": newest.title, "text": newest.text, "released": newest.released_at}


def _is_overtaken(form: StrategyForm, versions: list[StrategyVersion]) -> bool:
    shown = StrategyForm(formdata=None)
    shown.mark(_facts(versions))
    return bool(form.seen.data != shown.seen.data)


def _row(agency: Agency, sign_off: SignOff | None) -> list[str]:
    area = agency.area.name if agency.area else ""
    if sign_off is None:
        return [agency.name, area, "Not asked", "", "", "", "", ""]
    decided = sign_off.decided_on.isoformat() if sign_off.decided_on and sign_off.state in DECIDED else ""
    meets = sign_off.meets_on.isoformat() if sign_off.meets_on else ""
    state = STATE_WORDS[sign_off.state]
    return [agency.name, area, state, sign_off.approval, meets, decided, sign_off.signed_by, sign_off.reservation]
