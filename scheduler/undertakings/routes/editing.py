"""An undertaking is noted, changed, removed."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.numbers import small_number
from scheduler.undertakings.forms.undertaking import Offered, UndertakingForm
from scheduler.undertakings.models import Undertaking
from scheduler.undertakings.queries import undertaking_by_id
from scheduler.undertakings.queries.choices import bodies_to_choose, meetings_to_choose, principals_to_choose
from scheduler.undertakings.queries.meetings import source_of_meeting
from scheduler.undertakings.routes.blueprint import PAGE, the_undertaking, today, undertakings
from scheduler.undertakings.service import add_undertaking, change_undertaking, remove_undertaking


@undertakings.route("/evidence/undertakings/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def add() -> ResponseReturnValue:
    """Note one; `after` another of the same minutes, `engagement` the meeting at which it was given."""
    form = _offered(None)
    if form.validate_on_submit():
        try:
            undertaking = add_undertaking(form.draft(), now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return _saved(undertaking)
    if request.method == "GET":
        _suggest(form)
    return render_template("undertakings/form.html", form=form, undertaking=None), 422 if form.errors else 200


@undertakings.route(f"{PAGE}/change", methods=["GET", "POST"])
@allow(Access.MANAGER)
def change(undertaking_id: int) -> ResponseReturnValue:
    """Other words, another owner, another day."""
    undertaking = the_undertaking(undertaking_id)
    form = _offered(undertaking)
    if form.validate_on_submit():
        try:
            change_undertaking(undertaking, form.draft(), seen=form.version_seen)
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return _saved(undertaking)
    elif request.method == "GET":
        form.fill(undertaking)
    page = render_template("undertakings/form.html", form=form, undertaking=undertaking)
    return page, 422 if form.errors else 200


@undertakings.post(f"{PAGE}/remove")
@allow(Access.MANAGER)
def remove(undertaking_id: int) -> ResponseReturnValue:
    """It was noted by mistake."""
    remove_undertaking(the_undertaking(undertaking_id))
    commit()
    flash("The undertaking is removed.", "success")
    return redirect(url_for("undertakings.listing"), code=303)


def _offered(undertaking: Undertaking | None) -> UndertakingForm:
    form, on = UndertakingForm(), today()
    meetings = meetings_to_choose(on, undertaking)
    form.offer(Offered(bodies_to_choose(on, undertaking), principals_to_choose(), meetings))
    return form


def _saved(undertaking: Undertaking) -> ResponseReturnValue:
    flash("The undertaking is saved.", "success")
    if request.form.get("do") == "another":
        return redirect(url_for("undertakings.add", after=undertaking.id), code=303)
    return redirect(url_for("undertakings.detail", undertaking_id=undertaking.id), code=303)


def _suggest(form: UndertakingForm) -> None:
    after = request.args.get("after", type=small_number)
    if after is not None:
        form.fill_source(undertaking_by_id(after) or abort(404))
    meeting = source_of_meeting(request.args.get("engagement", type=small_number))
    if meeting is not None:
        form.body.data, form.source.data = str(meeting.body_id), meeting.source
        form.source_on.process_data(meeting.on)
