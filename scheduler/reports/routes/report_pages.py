"""Reports to the Panel: the list, a new one, how it reads, and what becomes of it."""

from base64 import b64encode
from datetime import date, datetime, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.almanac.queries import bank_holidays
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.queries import live_principals
from scheduler.engagements.rules import PrincipalKind
from scheduler.reports.forms.reports import ApproveForm, ReportForm
from scheduler.reports.models import PanelReport
from scheduler.reports.queries.registers_held import LeftOut, left_out
from scheduler.reports.queries.report_page import page_of
from scheduler.reports.queries.reports import (
    all_reports,
    last_period_end,
    meeting_day,
    meetings_to_come,
    panels,
    report_by_id,
)
from scheduler.reports.routes.blueprint import reports
from scheduler.reports.rules.deadlines import deadlines_before
from scheduler.reports.rules.document import Figure, Paragraph, Table
from scheduler.reports.rules.registers import RegisterPeriod
from scheduler.reports.rules.report_drafts import STATE_KEYS, STATE_WORDS
from scheduler.reports.rules.skeleton import IMPLICATIONS, SKELETON
from scheduler.reports.service.freezing import approve_report, freeze_report, reopen_report
from scheduler.reports.service.reports import add_report, change_report, remove_report

PLACE = "/evidence/reports/<int:report_id>"
USUAL_PERIOD = timedelta(days=90)
OVERTAKEN = (
    "Somebody else changed this after you opened it, and nothing of yours is saved yet. "
    "What you typed is below: check it, then save again to put it in the place of theirs."
)


@reports.context_processor
def report_words() -> dict[str, object]:
    """How templates tell blocks apart and say where a report stands."""
    return {
        "is_paragraph": lambda block: isinstance(block, Paragraph),
        "is_table": lambda block: isinstance(block, Table),
        "is_figure": lambda block: isinstance(block, Figure),
        "inside": lambda svg: f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}",
        "report_state_words": STATE_WORDS,
        "report_state_keys": STATE_KEYS,
        "implications": IMPLICATIONS,
        "skeleton": SKELETON,
        "left_out": lambda report: {each.key for each in report.narratives if each.is_left_out},
    }


@reports.get("/evidence/reports")
@allow(Access.VIEWER)
def report_list() -> ResponseReturnValue:
    """All of them with what is due next, the latest meeting first."""
    holidays = bank_holidays()
    listed = [(each, meeting_day(each)) for each in all_reports()]
    rows = [(each, on, deadlines_before(on, holidays)) for each, on in listed]
    return render_template("reports/report_list.html", rows=rows, today=local_day(utc_now()))


@reports.route("/evidence/reports/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_report() -> ResponseReturnValue:
    """Choose period and meeting; the tables are made at once."""
    form, today = ReportForm(), local_day(utc_now())
    bodies = panels(today)
    form.offer(bodies, meetings_to_come(today))
    if request.method == "GET":
        last = last_period_end(bodies[0].id if bodies else None)
        from_on = last + timedelta(days=1) if last and last < today else today - USUAL_PERIOD
        form.suggest(from_on, today, bodies[0] if bodies else None, _usual_author(today))
    elif form.validate():
        try:
            added = add_report(form.draft(), now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            flash("The report is begun. Its tables and sentences are made from the records.", "success")
            return redirect(url_for(".report", report_id=added.id), code=303)
    return _form_page(form, "Begin a report", url_for(".report_list"))


@reports.route(f"{PLACE}/change", methods=["GET", "POST"])
@allow(Access.MANAGER)
def change_one_report(report_id: int) -> ResponseReturnValue:
    """Another meeting, period or title."""
    found, form, today = report_or_404(report_id), ReportForm(), local_day(utc_now())
    form.offer(panels(today, found.body), meetings_to_come(today, found.engagement_id))
    back = url_for(".report", report_id=report_id)
    if request.method == "GET":
        form.fill(found)
    elif form.validate():
        try:
            change_report(found, form.draft(), seen=form.version_seen)
            commit()
        except RuleBroken as refused:
            db.session.rollback()
            form.show(refused)
        except VersionConflict:
            db.session.rollback()
            form.form_errors.append(OVERTAKEN)
            form.version.data = str(report_or_404(report_id).version)
            return _form_page(form, "Change the report", back)[0], 409
        else:
            flash("The report is saved.", "success")
            return redirect(back, code=303)
    return _form_page(form, "Change the report", back)


@reports.get(PLACE)
@allow(Access.VIEWER)
def report(report_id: int) -> ResponseReturnValue:
    """The paper as it reads; a frozen one from its snapshot."""
    found, now = report_or_404(report_id), utc_now()
    page = page_of(found, local_day(now))
    return render_template("reports/report.html", page=page, omitted=_omitted(found, now), today=local_day(now))


@reports.get(f"{PLACE}/differences")
@allow(Access.VIEWER)
def report_differences(report_id: int) -> ResponseReturnValue:
    """What the last report did not say, said otherwise, or said just the same."""
    found = page_of(report_or_404(report_id), local_day(utc_now()))
    return render_template("reports/report_differences.html", page=found)


@reports.route(f"{PLACE}/approve", methods=["GET", "POST"])
@allow(Access.VIEWER, to_change=Access.MANAGER)
def approve(report_id: int) -> ResponseReturnValue:
    """What is approved, what is missing from it, and who answers for it."""
    found, form = report_or_404(report_id), ApproveForm()
    if form.validate_on_submit():
        try:
            approve_report(found, form.approved_by.data or "", seen=form.seen.data or "", now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return _to(report_id, "The report is approved. Freeze it when it is sent.")
    now = utc_now()
    page = page_of(found, local_day(now))
    form.seen.data = page.substance
    if request.method == "GET":
        form.approved_by.data = found.author
    html = render_template("reports/report_approve.html", page=page, form=form, omitted=_omitted(found, now))
    return html, 422 if form.errors else 200


@reports.post(f"{PLACE}/reopen")
@allow(Access.MANAGER)
def reopen(report_id: int) -> ResponseReturnValue:
    """Back to draft."""
    found = report_or_404(report_id)
    try:
        reopen_report(found)
    except RuleBroken as refused:
        return _refused(report_id, refused)
    commit()
    return _to(report_id, "The report is a draft again.")


@reports.post(f"{PLACE}/freeze")
@allow(Access.MANAGER)
def freeze(report_id: int) -> ResponseReturnValue:
    """Keep it as it was approved, for ever."""
    found = report_or_404(report_id)
    try:
        freeze_report(found, now=utc_now())
    except RuleBroken as refused:
        return _refused(report_id, refused)
    commit()
    return _to(report_id, "The report is frozen. Nothing changes it any more.")


@reports.post(f"{PLACE}/remove")
@allow(Access.MANAGER)
def remove(report_id: int) -> ResponseReturnValue:
    """It was a mistake."""
    found = report_or_404(report_id)
    try:
        remove_report(found)
    except RuleBroken as refused:
        return _refused(report_id, refused)
    commit()
    flash("The report is removed.", "success")
    return redirect(url_for(".report_list"), code=303)


def report_or_404(report_id: int) -> PanelReport:
    """The report of an address."""
    return report_by_id(report_id) or abort(404)


def _omitted(found: PanelReport, now: datetime) -> LeftOut:
    """What the records cannot tell the report, for whoever approves it."""
    return left_out(RegisterPeriod(found.from_on, found.until_on), now)


def _usual_author(today: date) -> str:
    """The title of whoever leads the office."""
    ours = (each for each in live_principals(today) if each.kind is PrincipalKind.CHIEF_EXECUTIVE)
    return next((each.title for each in ours), "")


def _form_page(form: ReportForm, heading: str, back: str) -> tuple[str, int]:
    page = render_template("reports/report_form.html", form=form, heading=heading, back=back)
    return page, 422 if form.errors else 200


def _refused(report_id: int, refused: RuleBroken) -> ResponseReturnValue:
    db.session.rollback()
    flash(refused.message, "error")
    return redirect(url_for(".report", report_id=report_id), code=303)


def _to(report_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".report", report_id=report_id), code=303)
