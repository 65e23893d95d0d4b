"""Holds: requests and claims while which nothing may go."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.keeping.forms.holds import HoldForm, hold_form
from scheduler.keeping.queries.choices import partners
from scheduler.keeping.queries.holding import all_holds, hold_of
from scheduler.keeping.queries.subjects import person_of
from scheduler.keeping.routes.blueprint import keeping
from scheduler.keeping.service.holds import lay_hold, release_hold


@keeping.get("/settings/holds")
@allow(Access.ADMINISTRATOR)
def holds() -> ResponseReturnValue:
    """What must stay, and until when is it to be answered?"""
    every = all_holds()
    return render_template(
        "keeping/holds.html",
        standing=[each for each in every if each.released_at is None],
        released=[each for each in reversed(every) if each.released_at is not None],
        today=local_day(utc_now()),
    )


@keeping.route("/settings/holds/new", methods=["GET", "POST"])
@allow(Access.ADMINISTRATOR)
def new_hold() -> ResponseReturnValue:
    """Lay one."""
    form = hold_form(partners())
    if request.method == "GET":
        form.person.data = request.args.get("person", "", type=str)
        form.engagement.data = request.args.get("engagement", "", type=str)
    if form.validate_on_submit() and _laid(form):
        commit()
        flash("The hold stands: nothing that it covers is disposed of or erased.", "success")
        return redirect(url_for("keeping.holds"), code=303)
    person = person_of(form.person_id) if form.person_id is not None else None
    status = 422 if form.errors or form.form_errors else 200
    return render_template("keeping/hold.html", form=form, person=person), status


def _laid(form: HoldForm) -> bool:
    try:
        lay_hold(form.draft(), now=utc_now())
    except RuleBroken as refused:
        form.refuse(refused)
        return False
    return True


@keeping.post("/settings/holds/<int:kept_id>/release")
@allow(Access.ADMINISTRATOR)
def release(kept_id: int) -> ResponseReturnValue:
    """End one."""
    release_hold(hold_of(kept_id) or abort(404), now=utc_now())
    commit()
    flash("The hold is released.", "success")
    return redirect(url_for("keeping.holds"), code=303)
