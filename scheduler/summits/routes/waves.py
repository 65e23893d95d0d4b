"""The waves of a summit: what is planned, for whom, what was sent, and whom it forgets."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import count_words
from scheduler.summits.forms.ticks import read_ids
from scheduler.summits.forms.waves import WaveForm
from scheduler.summits.models import PlannedWave, Summit
from scheduler.summits.queries.checklist import due_of
from scheduler.summits.queries.completeness import completeness_of
from scheduler.summits.queries.save_the_date import save_the_dates
from scheduler.summits.queries.waves import answers_of, choices_of, planned_wave, planned_waves
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.service.waves import (
    Members,
    add_members,
    add_wave,
    change_wave,
    move_wave,
    plan_usual_waves,
    remove_wave,
)

PLACE = "/summits/<int:summit_id>/waves"
ONE = f"{PLACE}/<int:wave_id>"


@summits.get(PLACE)
@allow(Access.VIEWER)
def waves(summit_id: int) -> ResponseReturnValue:
    """Every wave in its order, and what is not complete."""
    summit, on = the_summit(summit_id), local_day(utc_now())
    planned = planned_waves(summit)
    return render_template(
        "summits/waves/waves.html",
        summit=summit,
        planned=planned,
        choices=choices_of(planned, on),
        answers={wave.id: answers_of(wave) for wave in planned},
        saved=len(save_the_dates(summit.engagement)),
        check=completeness_of(summit, planned, on),
        today=on,
    )


@summits.post(f"{PLACE}/usual")
@allow(Access.MANAGER)
def waves_usual(summit_id: int) -> ResponseReturnValue:
    """Begin with the usual four, on the days that the timeline proposes."""
    summit = the_summit(summit_id)
    plan_usual_waves(summit, due_of(summit))
    commit()
    return _back(summit)


@summits.route(f"{PLACE}/add", methods=["GET", "POST"])
@allow(Access.MANAGER)
def waves_add(summit_id: int) -> ResponseReturnValue:
    """One more wave."""
    summit, form = the_summit(summit_id), WaveForm()
    if request.method == "GET":
        return render_template("summits/waves/wave.html", summit=summit, form=form, planned=None)
    draft = form.read_draft()
    if draft is not None:
        try:
            planned = add_wave(summit, draft)
        except RuleBroken as broken:
            form.name.errors = [broken.message]
        else:
            commit()
            return redirect(url_for("summits.waves_members", summit_id=summit_id, wave_id=planned.id), code=303)
    return render_template("summits/waves/wave.html", summit=summit, form=form, planned=None), 422


@summits.route(ONE, methods=["GET", "POST"])
@allow(Access.MANAGER)
def waves_one(summit_id: int, wave_id: int) -> ResponseReturnValue:
    """Name, kind and day of a wave."""
    summit = the_summit(summit_id)
    planned = the_wave(summit, wave_id)
    form = WaveForm.of(planned)
    if request.method == "GET":
        return render_template("summits/waves/wave.html", summit=summit, form=form, planned=planned)
    draft = form.read_draft()
    if draft is not None:
        try:
            change_wave(planned, draft)
        except RuleBroken as broken:
            (form.kind if broken.field == "kind" else form.name).errors = [broken.message]
        else:
            commit()
            flash(f"{planned.name} is saved.", "success")
            return _back(summit)
    return render_template("summits/waves/wave.html", summit=summit, form=form, planned=planned), 422


@summits.post(f"{ONE}/remove")
@allow(Access.MANAGER)
def waves_remove(summit_id: int, wave_id: int) -> ResponseReturnValue:
    """Take an unsent wave off the plan."""
    return _done(summit_id, wave_id, remove_wave, "{} is removed. Nobody was told anything.")


@summits.post(f"{ONE}/<any(earlier, later):way>")
@allow(Access.MANAGER)
def waves_move(summit_id: int, wave_id: int, way: str) -> ResponseReturnValue:
    """One place up or down."""
    return _done(summit_id, wave_id, lambda planned: move_wave(planned, is_earlier=way == "earlier"), "")


@summits.get(f"{PLACE}/completeness")
@allow(Access.VIEWER)
def waves_completeness(summit_id: int) -> ResponseReturnValue:
    """Whom the waves forget, area by area and seat by seat."""
    summit = the_summit(summit_id)
    planned = planned_waves(summit)
    return render_template(
        "summits/waves/completeness.html",
        summit=summit,
        check=completeness_of(summit, planned, local_day(utc_now())),
        unsent=[wave for wave in planned if wave.sent_at is None],
    )


@summits.post(f"{PLACE}/put")
@allow(Access.MANAGER)
def waves_put(summit_id: int) -> ResponseReturnValue:
    """Put the seats of one line of the check into the wave chosen beside it."""
    summit = the_summit(summit_id)
    try:
        planned = chosen_wave(summit)
        number = add_members(planned, Members(posts=read_ids(request.form.getlist("post"))))
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        commit()
        flash(f"{count_words(number, 'seat')} added to {planned.name}. Nothing is sent yet.", "success")
    return redirect(url_for("summits.waves_completeness", summit_id=summit_id), code=303)


def the_wave(summit: Summit, wave_id: int) -> PlannedWave:
    """One wave of this summit, or a 404."""
    return planned_wave(summit, wave_id) or abort(404)


def chosen_wave(summit: Summit) -> PlannedWave:
    """The wave that a form names. Raises RuleBroken when there is none (any more)."""
    ids = read_ids(request.form.getlist("wave"))
    planned = planned_wave(summit, ids[0]) if ids else None
    if planned is None:
        raise RuleBroken("Choose a wave. It may have been removed meanwhile.")
    return planned


def _done(summit_id: int, wave_id: int, change: Callable[[PlannedWave], None], said: str) -> ResponseReturnValue:
    summit = the_summit(summit_id)
    planned = the_wave(summit, wave_id)
    name = planned.name
    try:
        change(planned)
    except RuleBroken as broken:
        flash(broken.message, "error")
        return _back(summit)
    commit()
    if said:
        flash(said.format(name), "success")
    return _back(summit)


def _back(summit: Summit) -> ResponseReturnValue:
    return redirect(url_for("summits.waves", summit_id=summit.id), code=303)
