"""The office's page of places: numbers, quotas, the waiting list, and what is done with one party's place."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.wording import count_words
from scheduler.summits.forms.places import KeepLongerForm, NumbersForm, OfferNowForm, TakeBackForm, refuse
from scheduler.summits.models import Party, Summit
from scheduler.summits.queries import agencies_of
from scheduler.summits.queries.places import free_places, state_words
from scheduler.summits.queries.places_board import board_of, foreseen, why_words
from scheduler.summits.queries.waiting import party_by_id, position
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.rules.places import Numbers
from scheduler.summits.service.capacity import set_numbers
from scheduler.summits.service.offers import extend_offer, offer_out_of_order, withdraw_offer

PLACE = "/summits/<int:summit_id>/places"
ONE = f"{PLACE}/<int:party_id>"


@summits.get(PLACE)
@allow(Access.VIEWER)
def places(summit_id: int) -> ResponseReturnValue:
    """How many places, who has one, who waits and why there."""
    summit = the_summit(summit_id)
    agencies = agencies_of(summit)
    form = NumbersForm.of(agencies)
    form.fill(summit, agencies)
    return _page(summit, form)


@summits.post(PLACE)
@allow(Access.MANAGER)
def places_save(summit_id: int) -> ResponseReturnValue:
    """What the numbers would do is shown first; pressed again with the same numbers, they count."""
    summit = the_summit(summit_id)
    form = NumbersForm.of(agencies_of(summit))
    numbers = form.read()
    if numbers is None:
        return _page(summit, form), 422
    if form.seen.data != form.stamp():
        form.seen.raw_data, form.seen.data = None, form.stamp()
        return _page(summit, form, numbers)
    try:
        given = set_numbers(summit, numbers, now=utc_now())
    except RuleBroken as broken:
        form.refuse(broken)
        return _page(summit, form), 422
    commit()
    said = f" {count_words(given, 'place is', 'places are')} on offer." if given else ""
    flash(f"The numbers are saved.{said}", "success")
    return redirect(url_for("summits.places", summit_id=summit.id), code=303)


@summits.get(ONE)
@allow(Access.VIEWER)
def places_one(summit_id: int, party_id: int) -> ResponseReturnValue:
    """One party: how it stands and what can be done."""
    return _party_page(_party(summit_id, party_id))


@summits.post(f"{ONE}/offer")
@allow(Access.MANAGER)
def places_offer(summit_id: int, party_id: int) -> ResponseReturnValue:
    """A free place out of order, with the reason."""
    form = OfferNowForm()

    def act(party: Party) -> str:
        offer_out_of_order(party, clean_line(form.reason.data or ""), now=utc_now())
        return "The place is offered to them. The reason is in the log."

    return _do(_party(summit_id, party_id), form, "reason", act)


@summits.post(f"{ONE}/withdraw")
@allow(Access.MANAGER)
def places_withdraw(summit_id: int, party_id: int) -> ResponseReturnValue:
    """An open offer is taken back, and the place offered on."""
    form = TakeBackForm()

    def act(party: Party) -> str:
        withdraw_offer(party, clean_line(form.why.data or ""), now=utc_now())
        return "The offer is taken back. They are told, and the place goes to whoever is next."

    return _do(_party(summit_id, party_id), form, "why", act)


@summits.post(f"{ONE}/extend")
@allow(Access.MANAGER)
def places_extend(summit_id: int, party_id: int) -> ResponseReturnValue:
    """An open offer lasts longer."""
    form = KeepLongerForm()

    def act(party: Party) -> str:
        extend_offer(party, form.hours.data or 0, now=utc_now())
        return "The place is kept for them for longer. They are told."

    return _do(_party(summit_id, party_id), form, "hours", act)


def _do(party: Party, form: FlaskForm, box: str, act: Callable[[Party], str]) -> ResponseReturnValue:
    """One press of the office on a party's page: back to the list, or the page again with the reason."""
    if not form.validate_on_submit():
        return _party_page(party, form), 422
    try:
        said = act(party)
    except RuleBroken as broken:
        refuse(form, box, broken)
        return _party_page(party, form), 422
    commit()
    flash(said, "success")
    return redirect(url_for("summits.places", summit_id=party.summit_id), code=303)


def _page(summit: Summit, form: NumbersForm, numbers: Numbers | None = None) -> str:
    return render_template(
        "summits/places.html",
        summit=summit,
        board=board_of(summit),
        form=form,
        consequences=foreseen(summit, numbers) if numbers is not None else [],
    )


def _party(summit_id: int, party_id: int) -> Party:
    party = party_by_id(the_summit(summit_id), party_id)
    return party if party is not None and party.invitation is not None else abort(404)


def _party_page(party: Party, form: FlaskForm | None = None) -> str:
    where = position(party)
    keep_longer = form if isinstance(form, KeepLongerForm) else KeepLongerForm(formdata=None)
    if keep_longer is not form:
        keep_longer.hours.data = party.summit.offer_hours
    return render_template(
        "summits/places_party.html",
        summit=party.summit,
        party=party,
        said=state_words(party),
        why=why_words(where.why, party.agency) if where else "",
        is_free=free_places(party.summit) != 0,
        form=form,
        offer_form=form if isinstance(form, OfferNowForm) else OfferNowForm(formdata=None),
        back_form=form if isinstance(form, TakeBackForm) else TakeBackForm(formdata=None),
        longer_form=keep_longer,
    )
