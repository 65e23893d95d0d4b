"""What is written for each section of a report, and the last one's words on offer."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.reports.forms.reports import SectionForm
from scheduler.reports.models import PanelReport
from scheduler.reports.queries.reports import earlier_words
from scheduler.reports.routes.blueprint import reports
from scheduler.reports.routes.report_pages import OVERTAKEN, PLACE, report_or_404
from scheduler.reports.rules.skeleton import HEADINGS, IMPLICATIONS, OWN
from scheduler.reports.rules.vocabulary import ReportState
from scheduler.reports.service.reports import (
    add_own_section,
    heading_of,
    narrative_of,
    remove_section,
    take_over,
    write_section,
)

SECTION = f"{PLACE}/sections/<section_key>"


@reports.route(f"{PLACE}/sections/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_section(report_id: int) -> ResponseReturnValue:
    """A section that the skeleton has not; it stands before the implications."""
    found, form = _open(report_id), SectionForm()
    if form.validate_on_submit():
        try:
            added = add_own_section(found, form.draft())
            commit()
        except RuleBroken as refused:
            db.session.rollback()
            form.show(refused)
        else:
            return _to(report_id, added.key, "The section is added.")
    facts = {"heading": "Add a section", "key": "", "hint": "", "earlier": None, "is_fixed": True}
    page = render_template("reports/report_section.html", report=found, form=form, **facts)
    return page, 422 if form.errors else 200


@reports.route(SECTION, methods=["GET", "POST"])
@allow(Access.MANAGER)
def section(report_id: int, section_key: str) -> ResponseReturnValue:
    """Write it; what the last report said stands beside it, and is taken over by a press only."""
    found, form, key = _open(report_id), SectionForm(), section_key
    written = narrative_of(found, key)
    if written is None and key not in HEADINGS and key not in IMPLICATIONS:
        abort(404)
    if request.method == "GET":
        form.fill(written)
    elif form.validate():
        try:
            write_section(found, key, form.draft(), seen=form.version_seen)
            commit()
        except RuleBroken as refused:
            db.session.rollback()
            form.show(refused)
        except VersionConflict:
            db.session.rollback()
            form.form_errors.append(OVERTAKEN)
            mine = narrative_of(report_or_404(report_id), key)
            form.version.data = str(mine.version) if mine else ""
            return _page(report_or_404(report_id), form, key)[0], 409
        else:
            return _to(report_id, key, "The section is saved.")
    return _page(found, form, key)


@reports.post(f"{SECTION}/take-over")
@allow(Access.MANAGER)
def take_over_section(report_id: int, section_key: str) -> ResponseReturnValue:
    """The last report's words become this one's, to be changed."""
    return _done(
        report_id,
        section_key,
        lambda found: take_over(found, section_key),
        "The words are taken over. Change them now.",
    )


@reports.post(f"{SECTION}/remove")
@allow(Access.MANAGER)
def remove_one_section(report_id: int, section_key: str) -> ResponseReturnValue:
    """What was written goes; sentences and tables from the records stay."""
    return _done(report_id, "", lambda found: remove_section(found, section_key), "What was written is removed.")


def _done(report_id: int, key: str, change: Callable[[PanelReport], object], message: str) -> ResponseReturnValue:
    found = report_or_404(report_id)
    try:
        change(found)
    except RuleBroken as refused:
        db.session.rollback()
        flash(refused.message, "error")
        return redirect(url_for(".report", report_id=report_id), code=303)
    commit()
    if key:
        flash(message, "success")
        return redirect(url_for(".section", report_id=report_id, section_key=key), code=303)
    return _to(report_id, "", message)


def _open(report_id: int) -> PanelReport:
    """A report that may still be written; a frozen one leads to its page."""
    found = report_or_404(report_id)
    if found.state is ReportState.FROZEN and request.method == "GET":
        flash("This report is frozen. It stays as it is; write the next one.", "error")
        abort(redirect(url_for(".report", report_id=report_id), code=303))
    return found


def _page(found: PanelReport, form: SectionForm, key: str) -> tuple[str, int]:
    known, mine = HEADINGS.get(key), narrative_of(found, key)
    usual = known.text if known else IMPLICATIONS.get(key, "")
    page = render_template(
        "reports/report_section.html",
        report=found,
        form=form,
        key=key,
        heading=heading_of(mine) if mine and key.startswith(OWN) else usual,
        hint=known.hint if known else "",
        is_fixed=known is None or known.is_fixed,
        earlier=None if mine and mine.words else earlier_words(found).get(key),
    )
    return page, 422 if form.errors else 200


def _to(report_id: int, key: str, message: str) -> ResponseReturnValue:
    flash(message, "success")
    anchor = "implications" if key in IMPLICATIONS else key
    return redirect(url_for(".report", report_id=report_id, _anchor=anchor or None), code=303)
