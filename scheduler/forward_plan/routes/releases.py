"""Releases of the forward plan: all of them, one, and the next one with its differences before it is released."""

from datetime import date

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.forward_plan.forms.releases import REASON, ReleaseForm
from scheduler.forward_plan.models import PlanRelease
from scheduler.forward_plan.queries.releases import all_releases, latest_release, principals_of, release_of
from scheduler.forward_plan.routes.blueprint import forward_plan
from scheduler.forward_plan.rules.releases import KIND_WORDS, Difference, Line, told_by_principal
from scheduler.forward_plan.rules.year import month_later
from scheduler.forward_plan.service.releases import preview_release, release_plan
from scheduler.invitations.spreadsheets import as_csv

HEADINGS = ("When", "What", "With", "From us", "Where", "State", "Day (ISO)")
USUAL_MONTHS = 12


@forward_plan.get("/forward-plan/releases")
@allow(Access.VIEWER)
def releases() -> ResponseReturnValue:
    """All versions, the newest first."""
    return render_template("forward_plan/releases/index.html", releases=all_releases())


@forward_plan.get("/forward-plan/releases/<int:version>")
@allow(Access.VIEWER)
def release(version: int) -> ResponseReturnValue:
    """One version as it was frozen."""
    found = _release_or_404(version)
    facts = {
        "release": found,
        "lines": [Line.thawed(kept) for kept in found.lines],
        "differences": [Difference.thawed(kept) for kept in found.differences],
    }
    return render_template("forward_plan/releases/one.html", kind_words=KIND_WORDS, **facts)


@forward_plan.get("/forward-plan/releases/<int:version>.csv")
@allow(Access.VIEWER)
def release_csv(version: int) -> ResponseReturnValue:
    """The frozen list as a table for spreadsheets."""
    lines = [Line.thawed(kept) for kept in _release_or_404(version).lines]
    rows = [(x.when, x.title, "; ".join(x.partners), "; ".join(x.ours), x.place, x.state, x.on) for x in lines]
    name = {"Content-Disposition": f'attachment; filename="forward-plan-version-{version}.csv"'}
    return Response(as_csv(HEADINGS, rows), content_type="text/csv; charset=utf-8", headers=name)


@forward_plan.route("/forward-plan/releases/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_release() -> ResponseReturnValue:
    """What the next version would say and to whom; POST releases it."""
    form, today, last = ReleaseForm(), local_day(utc_now()), latest_release()
    if request.method == "GET":
        form.fill(*_days(form, today, last), last.number if last else 0)
        return _preview(form, today)
    if not form.validate():
        return _preview(form, today)
    try:
        made = release_plan(form.draft(today, _reasons()), now=utc_now())
    except RuleBroken as refused:
        form.show(refused)
        return _preview(form, today)
    except VersionConflict:
        flash("The plan was released meanwhile. This is its newest version.", "error")
        return redirect(url_for("forward_plan.releases"), code=303)
    commit()
    flash(f"Released: version {made.number}. Those it concerns are written to.", "success")
    return redirect(url_for("forward_plan.release", version=made.number), code=303)


def _preview(form: ReleaseForm, today: date) -> ResponseReturnValue:
    """The page with the list and its differences; what was typed as reasons stays."""
    facts: dict[str, object] = {"preview": None, "told": [], "typed": _reasons(), "last": latest_release()}
    if not form.errors:
        try:
            preview = preview_release(*form.days(today))
        except RuleBroken as refused:
            form.show(refused)
        else:
            facts |= {"preview": preview, "told": principals_of(told_by_principal(preview.differences).keys())}
    status = 422 if form.errors else 200
    words = {"kind_words": KIND_WORDS, "reason": REASON}
    return render_template("forward_plan/releases/new.html", form=form, **words, **facts), status


def _days(form: ReleaseForm, today: date, last: PlanRelease | None) -> tuple[date, date]:
    """The days asked for in the address, else the last release's as far as they are still to come."""
    usual = today.replace(day=1)
    until = last.until_on if last and last.until_on > month_later(usual, 1) else month_later(usual, USUAL_MONTHS)
    form.from_on.data, form.until_on.data = request.args.get("from_on", ""), request.args.get("until_on", "")
    try:
        return form.days(today)
    except RuleBroken:
        return usual, until


def _reasons() -> dict[int, str]:
    """Reasons typed beside the differences, by engagement."""
    typed = ((name.removeprefix(REASON), value) for name, value in request.form.items() if name.startswith(REASON))
    return {int(key): value for key, value in typed if key.isdecimal()}


def _release_or_404(version: int) -> PlanRelease:
    return release_of(version) or abort(404)
