"""The plan's priorities, and what served them in a period."""

from datetime import date

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import financial_year, local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.calendar import when_words
from scheduler.engagements.rules import STATUS_WORDS
from scheduler.invitations.spreadsheets import as_csv
from scheduler.strands.forms import PeriodForm, PriorityForm
from scheduler.strands.models import PlanPriority
from scheduler.strands.queries import PriorityRow, all_priorities, by_priority, priority_by_id
from scheduler.strands.routes.blueprint import strands
from scheduler.strands.service import add_priority, change_priority, end_priority

HEADINGS = ("Priority", "When", "Engagement", "Kind", "From us", "With", "State")
NO_PRIORITY = "No priority"


@strands.get("/evidence/priorities")
@allow(Access.VIEWER)
def served() -> ResponseReturnValue:
    """What was done for each priority in a period; for the office, so with what is sensitive."""
    form, (first_on, last_on) = _period()
    rows = by_priority(first_on, last_on, with_sensitive=True)
    facts = {"form": form, "rows": rows, "first_on": first_on, "last_on": last_on}
    return render_template("strands/served.html", **facts)


@strands.get("/evidence/priorities.csv")
@allow(Access.VIEWER)
def served_csv() -> ResponseReturnValue:
    """The same by role alone; what is sensitive stays in the office."""
    _, (first_on, last_on) = _period()
    rows = [line for row in by_priority(first_on, last_on) for line in _lines(row)]
    headers = {"Content-Disposition": 'attachment; filename="priorities.csv"'}
    return Response(as_csv(HEADINGS, rows), content_type="text/csv; charset=utf-8", headers=headers)


@strands.route("/settings/priorities", methods=["GET", "POST"])
@allow(Access.MANAGER)
def priorities() -> ResponseReturnValue:
    """The list, and a new one at its end."""
    form = PriorityForm()
    if form.is_submitted() and form.validate():
        try:
            add_priority(form.name.data or "")
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return redirect(url_for("strands.priorities"), code=303)
    page = render_template("strands/priorities.html", form=form, listed=all_priorities())
    return page, 422 if form.errors else 200


@strands.route("/settings/priorities/<int:plan_priority_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_priority(plan_priority_id: int) -> ResponseReturnValue:
    """Another wording, another place, or out of the plan."""
    priority, form = priority_by_id(plan_priority_id) or abort(404), PriorityForm()
    if not form.is_submitted():
        form.fill(priority)
    elif form.validate():
        try:
            _change(priority, form)
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            flash("Saved.", "success")
            return redirect(url_for("strands.priorities"), code=303)
    return render_template("strands/priority.html", form=form, priority=priority), 422 if form.errors else 200


def _change(priority: PlanPriority, form: PriorityForm) -> None:
    try:
        change_priority(priority, form.name.data or "", form.position.data or 0, version=form.version_seen)
    except VersionConflict:
        form.version.data = str(priority.version)
        message = "Somebody else changed it after you opened it. Check what you typed, then save again."
        raise RuleBroken(message) from None
    if bool(form.ended.data) != (priority.ended_on is not None):
        end_priority(priority, local_day(utc_now()) if form.ended.data else None, version=priority.version)


def _period() -> tuple[PeriodForm, tuple[date, date]]:
    form, today = PeriodForm(request.args), local_day(utc_now())
    return form, form.period(financial_year(today), today)


def _lines(row: PriorityRow) -> list[list[str]]:
    name = row.priority.name if row.priority else NO_PRIORITY
    return [
        [
            name,
            when_words(each),
            each.title,
            each.kind.value,
            "; ".join(principal.title for principal in each.principals),
            "; ".join(post.full_title for post in each.posts),
            STATUS_WORDS[each.status],
        ]
        for each in row.engagements
    ]
