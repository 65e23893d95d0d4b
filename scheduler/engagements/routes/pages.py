"""The list with its filters, and one engagement with its history."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.numbers import small_number
from scheduler.engagements.calendar import has_begun
from scheduler.engagements.forms import FilterForm, StepForm
from scheduler.engagements.queries import PAGE_SIZE, all_principals, found_engagements, history_of
from scheduler.engagements.queries.series import series_of
from scheduler.engagements.routes.blueprint import engagement_or_404, engagements
from scheduler.engagements.rules import next_steps
from scheduler.engagements.series_calendar import words_of_series

NEWEST = 30
"""How much of a history the page shows before it is asked for all of it: a summit's has hundreds of lines."""


@engagements.get("/engagements")
@allow(Access.VIEWER)
def index() -> ResponseReturnValue:
    """All engagements, filtered, a page at a time."""
    form = FilterForm(request.args)
    form.offer(all_principals())
    page = max(request.args.get("page", 1, type=small_number), 1)
    today = local_day(utc_now())
    found, total = found_engagements(form.wanted(today), page, today)
    pages = -(-total // PAGE_SIZE)
    return render_template("engagements/index.html", form=form, found=found, total=total, page=page, pages=pages)


@engagements.get("/engagements/<int:engagement_id>")
@allow(Access.VIEWER)
def detail(engagement_id: int) -> ResponseReturnValue:
    """One engagement: facts, what can be done, history."""
    engagement = engagement_or_404(engagement_id)
    steps = next_steps(engagement.status, is_begun=has_begun(engagement, utc_now()))
    form = StepForm(version=str(engagement.version))
    is_whole = request.args.get("history") == "all"
    history = history_of(engagement, None if is_whole else NEWEST + 1)
    return render_template(
        "engagements/detail.html",
        engagement=engagement,
        steps=steps,
        form=form,
        series=series_of(engagement),
        words_of_series=words_of_series,
        history=history if is_whole else history[:NEWEST],
        has_older=not is_whole and len(history) > NEWEST,
    )
