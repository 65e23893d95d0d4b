"""Where a summit stands, its checklist ticked by hand, and the copy for next year."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.summits.forms.summit import CopyForm, TickForm
from scheduler.summits.queries.overview import overview_of
from scheduler.summits.routes.blueprint import existing_page, summits, the_summit
from scheduler.summits.routes.refusals import no_clashes, shown
from scheduler.summits.rules.timeline import OF_STEP, Step
from scheduler.summits.rules.vocabulary import Timeline
from scheduler.summits.service.copying import copy_summit, usual_copy
from scheduler.summits.service.settings import choose_timeline, tick_step, untick_step


@summits.get("/summits/<int:summit_id>")
@allow(Access.VIEWER)
def overview(summit_id: int) -> ResponseReturnValue:
    """Where do we stand?"""
    summit = the_summit(summit_id)
    found = overview_of(summit, now=utc_now())
    return render_template("summits/overview.html", summit=summit, overview=found, existing_page=existing_page)


@summits.post("/summits/<int:summit_id>/timeline/<any(standard, compressed):name>")
@allow(Access.MANAGER)
def overview_timeline(summit_id: int, name: str) -> ResponseReturnValue:
    """Take the other timeline."""
    summit = the_summit(summit_id)
    choose_timeline(summit, Timeline(name))
    commit()
    flash(f"The steps are counted on the {name} timeline now.", "success")
    return redirect(url_for("summits.overview", summit_id=summit_id), code=303)


@summits.route("/summits/<int:summit_id>/steps/<step>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def overview_step(summit_id: int, step: str) -> ResponseReturnValue:
    """Say by hand that a step is done or not needed, or take that back."""
    summit, meant, form = the_summit(summit_id), _the_step(step), TickForm()
    checked = next(each for each in overview_of(summit, now=utc_now()).steps if each.rule.step is meant)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("summits/step.html", summit=summit, checked=checked, form=form), status
    pressed = request.form.get("do", "done")
    if pressed == "undo":
        untick_step(summit, meant)
    else:
        tick_step(summit, meant, is_needed=pressed != "not-needed", note=form.note.data or "", now=utc_now())
    commit()
    flash("The tick is taken back." if pressed == "undo" else f"Noted: {OF_STEP[meant].words}.", "success")
    return redirect(url_for("summits.overview", summit_id=summit_id), code=303)


@summits.route("/summits/<int:summit_id>/copy", methods=["GET", "POST"])
@allow(Access.MANAGER)
def overview_copy(summit_id: int) -> ResponseReturnValue:
    """The same for next year, without people."""
    summit, form, clashes = the_summit(summit_id), CopyForm(), no_clashes()
    form.today = local_day(utc_now())
    proposed, reasons = usual_copy(summit)
    if not form.is_submitted():
        form.fill(summit)
        form.fill_when(proposed)
    elif form.validate():
        try:
            copy = copy_summit(summit, form.draft(), now=utc_now())
        except RuleBroken as refused:
            clashes = shown(form, refused)
        else:
            commit()
            flash("Copied: settings, rooms, waves and programme, but nobody’s answer.", "success")
            return redirect(url_for("summits.overview", summit_id=copy.id), code=303)
    facts = {"summit": summit, "form": form, "clashes": clashes, "proposed": proposed, "reasons": reasons}
    return render_template("summits/copy.html", **facts), 422 if form.is_submitted() else 200


def _the_step(name: str) -> Step:
    """By its name in addresses; a 404 for any other."""
    known = {step.value.replace(" ", "-"): step for step in Step}
    return known.get(name) or abort(404)
