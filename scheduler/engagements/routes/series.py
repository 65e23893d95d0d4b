"""Repeat an engagement, look at its series, change or cancel all that come later."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.ceiling import Ceiling, unasked
from scheduler.almanac.queries import bank_holidays
from scheduler.almanac.rules import is_working_day
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import count_words, day_words
from scheduler.engagements.availability.many_days import obstacles_on_days
from scheduler.engagements.calendar import when_of
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.forms.series import (
    CancelLaterForm,
    DayRow,
    LaterForm,
    RepeatForm,
    planned_rows,
    rows_sent,
    rows_shown,
)
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries.series import later_siblings, series_of
from scheduler.engagements.routes.blueprint import engagement_or_404, engagements
from scheduler.engagements.rules.obstacles import Obstacle, ObstacleKind
from scheduler.engagements.rules.series import series_days
from scheduler.engagements.rules.spans import DAY
from scheduler.engagements.series_calendar import calendar_of_series, words_of_series
from scheduler.engagements.service import ClashFound
from scheduler.engagements.service.series import cancel_later, change_later, days_on, repeat_engagement
from scheduler.ical.calendar import CONTENT_TYPE

PLACE = "/engagements/<int:engagement_id>"


@engagements.route(f"{PLACE}/repeat", methods=["GET", "POST"])
@allow(Access.MANAGER)
def repeat(engagement_id: int) -> ResponseReturnValue:
    """Say how often, look at every day and what is in the way, then plan those that are ticked."""
    engagement, form = engagement_or_404(engagement_id), RepeatForm()
    form.today = local_day(utc_now())
    first_on = first_day_of(engagement)
    if first_on is None or series_of(engagement) is not None:
        flash("Only what has a day and is in no series yet can be repeated.", "error")
        return redirect(url_for("engagements.detail", engagement_id=engagement_id), code=303)
    if not form.is_submitted() or not form.validate():
        return _shown(engagement, form, (), 422 if form.errors else 200)
    try:
        days = series_days(first_on, form.repetition())[1:]
    except RuleBroken as refused:
        form.show(refused)
        return _shown(engagement, form, _with_obstacles(engagement, rows_shown(request.form), form.today), 422)
    return _days(engagement, form, days)


@engagements.get(f"{PLACE}/series")
@allow(Access.VIEWER)
def series(engagement_id: int) -> ResponseReturnValue:
    """All of them in the order of the rule."""
    engagement = engagement_or_404(engagement_id)
    found = series_of(engagement) or abort(404)
    later = later_siblings(engagement, utc_now())
    return render_template(
        "engagements/series.html", engagement=engagement, series=found, later=later, rule=words_of_series(found)
    )


@engagements.get(f"{PLACE}/series.ics")
@allow(Access.VIEWER)
def series_file(engagement_id: int) -> ResponseReturnValue:
    """The whole series to put into a calendar program."""
    found = series_of(engagement_or_404(engagement_id)) or abort(404)
    disposition = {"Content-Disposition": 'attachment; filename="series.ics"'}
    return Response(calendar_of_series(found), content_type=CONTENT_TYPE, headers=disposition)


@engagements.route(f"{PLACE}/series/change", methods=["GET", "POST"])
@allow(Access.MANAGER)
def series_change(engagement_id: int) -> ResponseReturnValue:
    """Another title, hours or room for all later ones."""
    engagement, form = _in_series(engagement_id), LaterForm()
    if form.is_submitted() and form.validate():
        try:
            changed = change_later(engagement, form.change(), now=utc_now())
        except RuleBroken as refused:
            db.session.rollback()
            form.obstacles = refused.found if isinstance(refused, ClashFound) else ()
            form.show(refused)
        else:
            return _told(
                "engagements/series_change.html",
                engagement,
                form,
                f"{count_words(len(changed), 'engagement')} changed.",
            )
    return _later("engagements/series_change.html", engagement_id, form)


@engagements.route(f"{PLACE}/series/cancel", methods=["GET", "POST"])
@allow(Access.MANAGER)
def series_cancel(engagement_id: int) -> ResponseReturnValue:
    """Cancel all later ones; this one stays."""
    engagement, form = _in_series(engagement_id), CancelLaterForm()
    if form.is_submitted() and form.validate():
        gone = cancel_later(engagement, form.reason.data or "", now=utc_now())
        return _told(
            "engagements/series_cancel.html", engagement, form, f"{count_words(len(gone), 'engagement')} cancelled."
        )
    return _later("engagements/series_cancel.html", engagement_id, form)


def _days(engagement: Engagement, form: RepeatForm, days: Sequence[date]) -> ResponseReturnValue:
    """The first look proposes; a later one keeps what was ticked and typed."""
    is_first_look = not any(name.startswith("on-") for name in request.form)
    rows = rows_sent(days, request.form, request.form.getlist("days"))
    was_shown = {f"on-{day.isoformat()}" for day in days} == {each for each in request.form if each.startswith("on-")}
    if request.form.get("do") == "save" and was_shown:
        try:
            made = repeat_engagement(engagement, form.draft(planned_rows(rows, form.today)), now=utc_now())
        except RuleBroken as refused:
            db.session.rollback()
            form.show(refused)
            return _shown(engagement, form, _with_obstacles(engagement, rows, form.today), 422)
        return _done(engagement, f"Planned: {words_of_series(made)}.")
    rows = _with_obstacles(engagement, rows, form.today)
    if is_first_look:
        rows = [replace(row, is_wanted=not any(_speaks_against(each) for each in row.obstacles)) for row in rows]
    return _shown(engagement, form, rows, 200)


def _with_obstacles(engagement: Engagement, rows: Sequence[DayRow], today: date) -> list[DayRow]:
    """What is in the way of each day as it was typed; one that cannot be read says so."""
    when = when_of(engagement)
    assert when is not None
    times = {}
    errors = {}
    for row in rows:
        try:
            (planned,) = planned_rows([replace(row, is_wanted=True)], today)
            times[row.recurs_on] = days_on(when, planned.on)
        except RuleBroken as refused:
            errors[row.recurs_on] = refused.message
    found = obstacles_on_days(engagement, list(times.values()))
    return [
        replace(
            row,
            obstacles=found[times[row.recurs_on]] if row.recurs_on in times else (),
            advice=_advice(row.recurs_on),
            error=errors.get(row.recurs_on, ""),
        )
        for row in rows
    ]


def _speaks_against(obstacle: Obstacle) -> bool:
    """What leaves a day out until somebody ticks it: a bank holiday, and whatever the office must give a reason for."""
    return obstacle.needs_reason or obstacle.kind is ObstacleKind.DAY


def _advice(day: date) -> str:
    """On a bank holiday or weekend: the next working day."""
    holidays = bank_holidays()
    if is_working_day(day, holidays):
        return ""
    while not is_working_day(day, holidays):
        day += DAY
    return f"The next working day is {day_words(day, weekday=True)}."


def _shown(engagement: Engagement, form: RepeatForm, rows: Sequence[DayRow], status: int) -> ResponseReturnValue:
    asks = any(each.needs_reason for row in rows if row.is_wanted for each in row.obstacles)
    page = render_template("engagements/repeat.html", engagement=engagement, form=form, rows=rows, asks=asks)
    return page, status


def _in_series(engagement_id: int) -> Engagement:
    engagement = engagement_or_404(engagement_id)
    if series_of(engagement) is None:
        abort(404)
    return engagement


def _told(template: str, engagement: Engagement, form: LaterForm | CancelLaterForm, words: str) -> ResponseReturnValue:
    """Done, unless it posts so many mails that it is asked for twice."""
    engagement_id = engagement.id
    ceiling = unasked(request.form)
    return _later(template, engagement_id, form, ceiling) if ceiling else _done(engagement, words)


def _later(
    template: str, engagement_id: int, form: LaterForm | CancelLaterForm, ceiling: Ceiling | None = None
) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    later = later_siblings(engagement, utc_now())
    page = render_template(template, engagement=engagement, form=form, later=later, ceiling=ceiling)
    return page, 422 if form.is_submitted() else 200


def _done(engagement: Engagement, words: str) -> ResponseReturnValue:
    commit()
    flash(words, "success")
    return redirect(url_for("engagements.series", engagement_id=engagement.id), code=303)
