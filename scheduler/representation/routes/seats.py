"""One seat: its page, added, changed, ended, reviewed, removed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.engagements.queries import live_principals
from scheduler.representation.forms.seats import AlternateForm, EndForm, ReviewForm, SeatForm
from scheduler.representation.models import Representation
from scheduler.representation.queries.attendance import attendance_of
from scheduler.representation.queries.due import invitations_due
from scheduler.representation.queries.seat_page import held_meetings, history_of_seat, next_meetings
from scheduler.representation.queries.seats import all_bodies, seat_of
from scheduler.representation.routes.blueprint import REGISTER, SEAT, representation, the_seat, today
from scheduler.representation.service.seats import add_seat, change_seat, end_seat, note_review, remove_seat


@representation.route(f"{REGISTER}/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def add() -> ResponseReturnValue:
    """Give somebody of ours a seat; `body` it is on, `like` another seat that is taken over."""
    form = SeatForm()
    form.offer(all_bodies(), live_principals(today()))
    if form.validate_on_submit():
        try:
            seat = add_seat(form.draft(), now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return redirect(url_for(".detail", representation_id=seat.id), code=303)
    elif request.method == "GET":
        _begin(form)
    page = render_template("representation/form.html", form=form, seat=None)
    return page, 422 if form.errors else 200


@representation.get(SEAT)
@allow(Access.VIEWER)
def detail(representation_id: int) -> ResponseReturnValue:
    """Who sits there, who stands in, how the meetings went."""
    return seat_page(the_seat(representation_id))


@representation.route(f"{SEAT}/change", methods=["GET", "POST"])
@allow(Access.MANAGER)
def change(representation_id: int) -> ResponseReturnValue:
    """What is said of it; for another person end it and add theirs."""
    seat, form = the_seat(representation_id), SeatForm()
    del form.body, form.principal
    if form.validate_on_submit():
        try:
            change_seat(seat, form.draft(seat), seen=form.version_seen, now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return redirect(url_for(".detail", representation_id=seat.id), code=303)
    elif request.method == "GET":
        form.fill(seat)
    page = render_template("representation/form.html", form=form, seat=seat)
    return page, 422 if form.errors else 200


@representation.route(f"{SEAT}/end", methods=["GET", "POST"])
@allow(Access.MANAGER)
def end(representation_id: int) -> ResponseReturnValue:
    """Its last day."""
    seat, form = the_seat(representation_id), EndForm()
    if form.validate_on_submit():
        try:
            end_seat(seat, form.until_on.data, seen=form.version_seen, now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return redirect(url_for(".detail", representation_id=seat.id), code=303)
    elif request.method == "GET":
        form.until_on.process_data(seat.until_on)
        form.version.data = str(seat.version)
    return render_template("representation/end.html", form=form, seat=seat), 422 if form.errors else 200


@representation.post(f"{SEAT}/review")
@allow(Access.MANAGER)
def review(representation_id: int) -> ResponseReturnValue:
    """Somebody looked whether it is still right."""
    seat, form = the_seat(representation_id), ReviewForm()
    if form.validate():
        try:
            note_review(seat, form.words.data or "", form.next_on.data, seen=form.version_seen, now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
    if form.errors:
        return seat_page(seat, reviewing=form), 422
    commit()
    flash("The review is noted.", "success")
    return redirect(url_for(".detail", representation_id=seat.id), code=303)


@representation.post(f"{SEAT}/remove")
@allow(Access.MANAGER)
def remove(representation_id: int) -> ResponseReturnValue:
    """It was a mistake."""
    seat = the_seat(representation_id)
    try:
        remove_seat(seat)
    except RuleBroken as refused:
        flash(refused.message, "error")
        return redirect(url_for(".detail", representation_id=seat.id), code=303)
    commit()
    flash("The seat is removed.", "success")
    return redirect(url_for(".listing"), code=303)


def seat_page(
    seat: Representation, *, reviewing: ReviewForm | None = None, alternating: AlternateForm | None = None
) -> str:
    """Its page, perhaps with a form that was refused."""
    alternating = alternating or AlternateForm(formdata=None)
    alternating.offer(live_principals(today()))
    reviewing = reviewing or ReviewForm(formdata=None)
    reviewing.version.data = str(seat.version)
    return render_template(
        "representation/detail.html",
        seat=seat,
        attendance=attendance_of([seat])[seat.id],
        meetings=held_meetings(seat),
        ahead=next_meetings(seat, today()),
        missing=[each for each in invitations_due(today()) if each.body.id == seat.body_id],
        history=history_of_seat(seat),
        reviewing=reviewing,
        alternating=alternating,
    )


def _begin(form: SeatForm) -> None:
    """What the link that led here says already."""
    number = request.args.get("like", "")
    like = seat_of(int(number)) if number.isdecimal() and len(number) < 10 else None
    if like is not None:
        form.fill(like)
        form.body.data = str(like.body_id)
        form.role.data = form.name.data = form.address.data = ""
        for day in (form.from_on, form.until_on):
            day.process_data(None)
    else:
        form.body.data = request.args.get("body", "")
