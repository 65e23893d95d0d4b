"""Who stands in for a seat, in order; how one meeting went for it."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.engagements.queries import engagement_of, live_principals
from scheduler.representation.forms.seats import AlternateForm, SittingForm
from scheduler.representation.models import Alternate, Representation
from scheduler.representation.queries.seat_page import is_meeting_of
from scheduler.representation.queries.sittings import sitting_at
from scheduler.representation.routes.blueprint import SEAT, representation, the_seat, today
from scheduler.representation.routes.seats import seat_page
from scheduler.representation.service.seats import add_alternate, prefer_alternate, remove_alternate
from scheduler.representation.service.sittings import note_sitting

ALTERNATE = f"{SEAT}/alternates/<int:alternate_id>"


@representation.post(f"{SEAT}/alternates")
@allow(Access.MANAGER)
def add_stand_in(representation_id: int) -> ResponseReturnValue:
    """One more, after those who are named."""
    seat, form = the_seat(representation_id), AlternateForm()
    form.offer(live_principals(today()))
    if form.validate():
        try:
            add_alternate(seat, form.draft())
        except RuleBroken as refused:
            form.show(refused)
    if form.errors:
        return seat_page(seat, alternating=form), 422
    commit()
    return _back(seat)


@representation.post(f"{ALTERNATE}/earlier")
@allow(Access.MANAGER)
def prefer(representation_id: int, alternate_id: int) -> ResponseReturnValue:
    """They go before the one above them."""
    seat = the_seat(representation_id)
    prefer_alternate(seat, _alternate(seat, alternate_id))
    commit()
    return _back(seat)


@representation.post(f"{ALTERNATE}/remove")
@allow(Access.MANAGER)
def drop(representation_id: int, alternate_id: int) -> ResponseReturnValue:
    """They stand in no more."""
    seat = the_seat(representation_id)
    remove_alternate(seat, _alternate(seat, alternate_id))
    commit()
    return _back(seat)


@representation.route(f"{SEAT}/meetings/<int:held_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def sitting(representation_id: int, held_id: int) -> ResponseReturnValue:
    """The office says how a held meeting went for the seat."""
    seat, engagement, form = the_seat(representation_id), engagement_of(held_id) or abort(404), SittingForm()
    if not is_meeting_of(seat, engagement):
        abort(404)
    if form.validate_on_submit():
        try:
            note_sitting(seat, engagement, form.how(), form.who.data or "", now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return _back(seat, "meetings")
    elif request.method == "GET" and (stored := sitting_at(seat, engagement)) is not None:
        form.sat.data, form.who.data = str(stored.sat), stored.who
    page = render_template("representation/sitting.html", form=form, seat=seat, engagement=engagement)
    return page, 422 if form.errors else 200


def _alternate(seat: Representation, alternate_id: int) -> Alternate:
    return next((each for each in seat.alternates if each.id == alternate_id), None) or abort(404)


def _back(seat: Representation, anchor: str = "alternates") -> ResponseReturnValue:
    return redirect(url_for(".detail", representation_id=seat.id, _anchor=anchor), code=303)
