"""Asking agencies for their assessments, sharing what came, and what the assessments should answer."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.ceiling import unasked
from scheduler.audit.actor import current_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import count_words, list_words
from scheduler.summits.forms.assessments import AskForm, ChoiceForm, TemplateForm, limits_words
from scheduler.summits.models import Summit
from scheduler.summits.queries.assessments import MatrixRow, matrix_of, template_of
from scheduler.summits.routes.assessments import PAGE
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.rules.assessments import SECURE_ROUTE, Stage
from scheduler.summits.service.assessments import Asking, ask_agencies, drop_template_file, set_template, share
from scheduler.uploads.receiving import take_in, takes_files


@summits.route(f"{PAGE}/ask", methods=["GET", "POST"])
@allow(Access.MANAGER)
def assessments_ask(summit_id: int) -> ResponseReturnValue:
    """Choose agencies and a day; each is written to."""
    summit, now = the_summit(summit_id), utc_now()
    rows = [row for row in matrix_of(summit, now) if row.current is None]
    form, agencies = AskForm(), [row.agency for row in rows]
    form.offer(agencies, {row.agency.id: _reach_words(row) for row in rows})
    if request.method == "GET":
        form.due_on.process_data(summit.assessments_due_on)
        form.agencies.data = [str(row.agency.id) for row in rows if row.stage is Stage.NOT_ASKED and row.contact]
    if not form.validate_on_submit():
        return _ask_page(summit, form)
    try:
        result = ask_agencies(summit, form.chosen(agencies), form.day, now=now)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _ask_page(summit, form)
    if ceiling := unasked(request.form):
        return _ask_page(the_summit(summit_id), form, ceiling=ceiling)
    commit()
    _say_asked(result)
    return redirect(url_for("summits.assessments", summit_id=summit_id), code=303)


@summits.route(f"{PAGE}/share", methods=["GET", "POST"])
@allow(Access.MANAGER)
def assessments_share(summit_id: int) -> ResponseReturnValue:
    """Choose what every agency may read; each is told."""
    summit, now = the_summit(summit_id), utc_now()
    rows = [row for row in matrix_of(summit, now) if row.current and row.standing and not row.standing.is_shared]
    form, agencies = ChoiceForm(), [row.agency for row in rows]
    form.offer(agencies, {row.agency.id: row.current.upload.file_name for row in rows if row.current})
    if request.method == "GET":
        form.agencies.data = [str(agency.id) for agency in agencies]
    if not form.validate_on_submit():
        return _page("share", summit, form, told=_count_told(summit, now))
    try:
        chosen = {agency.id for agency in form.chosen(agencies)}
        count = share(summit, [row.request for row in rows if row.request and row.agency.id in chosen], now=now)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page("share", summit, form)
    if ceiling := unasked(request.form):
        return _page("share", the_summit(summit_id), form, ceiling=ceiling)
    commit()
    flash(f"{count_words(count, 'assessment')} shared with every agency.", "success")
    return redirect(url_for("summits.assessments", summit_id=summit_id), code=303)


@summits.route(f"{PAGE}/template", methods=["GET", "POST"])
@allow(Access.MANAGER)
@takes_files
def assessments_template(summit_id: int) -> ResponseReturnValue:
    """The questions, the file to fill in, and the way for what may not lie here."""
    summit, form = the_summit(summit_id), TemplateForm()
    if request.method == "GET":
        _fill(form, summit)
    if not form.validate_on_submit():
        return _template_page(summit, form)
    by = current_actor().label
    try:
        kept = take_in(form.file.data) if form.file.data else None
        set_template(summit, form.words.data or "", form.secure_route.data or "", kept, by=by, now=utc_now())
    except RuleBroken as refusal:
        form.refuse(refusal, "file")
        return _template_page(summit, form)
    if form.drop_file.data and kept is None:
        drop_template_file(summit)
    commit()
    flash("Saved what the assessments should answer.", "success")
    return redirect(url_for("summits.assessments", summit_id=summit_id), code=303)


def _fill(form: TemplateForm, summit: Summit) -> None:
    template = template_of(summit)
    form.words.data = template.words if template else ""
    form.secure_route.data = (template.secure_route if template else "") or SECURE_ROUTE


def _template_page(summit: Summit, form: TemplateForm) -> ResponseReturnValue:
    return _page("template", summit, form, template=template_of(summit), limits=limits_words())


def _ask_page(summit: Summit, form: AskForm, **facts: object) -> ResponseReturnValue:
    return _page("ask", summit, form, has_template=template_of(summit) is not None, **facts)


def _page(name: str, summit: Summit, form: object, **facts: object) -> ResponseReturnValue:
    status = 200 if request.method == "GET" else 422
    return render_template(f"summits/assessments_{name}.html", summit=summit, form=form, **facts), status


def _reach_words(row: MatrixRow) -> str:
    if row.contact is None:
        return "Nobody to write to: name a contact first"
    whom = row.contact.name or "the first invitee"
    return f"To {whom}" + (f", {row.stage}" if row.stage is not Stage.NOT_ASKED else "")


def _count_told(summit: Summit, now: datetime) -> int:
    return sum(row.contact is not None for row in matrix_of(summit, now))


def _say_asked(result: Asking) -> None:
    if result.asked:
        flash(f"Asked {count_words(len(result.asked), 'agency', 'agencies')} for their assessment.", "success")
    if result.without_address:
        names = list_words([agency.name for agency in result.without_address])
        flash(f"Nobody to write to at {names}. Name a contact on their page, then ask them.", "error")
