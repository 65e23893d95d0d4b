"""Dates on offer in the office: the list, who said what, settle by hand, note a call, more time, take back."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from scheduler.accounts.queries import the_office
from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access, allow
from scheduler.core.clock import from_local, local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.typed import typed_day
from scheduler.core.wording import day_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import MAY_BE_HELD
from scheduler.invitations.forms.dates import ChoosingForm, choosing_form
from scheduler.invitations.forms.offers import DeadlineForm
from scheduler.invitations.models import DateOffer, OfferPartner
from scheduler.invitations.queries.dates import (
    asked_partner,
    date_link_by_id,
    free_slots,
    live_date_links,
    newest_offer_of,
    offer_by_id,
)
from scheduler.invitations.queries.offer_board import answer_words, delivery_words, loose_holds, open_offers
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.routes.dates_reading import date_names, filled, read_chosen
from scheduler.invitations.rules import ReplySource
from scheduler.invitations.rules.dates import LIVE, OFFER_WORDS, SAID_WORDS, age_words
from scheduler.invitations.service.dates.choosing import record_choices
from scheduler.invitations.service.dates.closing import extend_offer, withdraw_offer
from scheduler.invitations.service.dates.links import renew_date_link
from scheduler.invitations.service.dates.settling import settle_by_hand, settle_on_suggestion

PLACE = "/engagements/dates/<int:offer_id>"
GONE = "That date is gone: another meeting was agreed for it, or the dates are not on offer any more."


@invitations.get("/engagements/dates")
@allow(Access.VIEWER)
def dates_on_offer() -> ResponseReturnValue:
    """Every open offer and every held time with its age and when it ends."""
    today = local_day(utc_now())
    return render_template(
        "invitations/dates/list.html",
        offers=open_offers(),
        holds=loose_holds(),
        free_slots=free_slots,
        offer_words=OFFER_WORDS,
        age_of=lambda at: age_words((today - local_day(at)).days),
    )


@invitations.get(PLACE)
@allow(Access.VIEWER)
def date_offer(offer_id: int) -> ResponseReturnValue:
    """One offer: who said what, and what can be done."""
    offer = _offer(offer_id)
    return _page(offer, DeadlineForm(answer_by=day_words(local_day(offer.answer_by_at), weekday=True)))


@invitations.post(f"{PLACE}/settle/<int:slot_id>")
@allow(Access.MANAGER)
def settle_offer(offer_id: int, slot_id: int) -> ResponseReturnValue:
    """The office decides for one of the dates."""
    offer = _offer(offer_id)
    slot = next((each for each in offer.slots if each.id == slot_id), None) or abort(404)
    return _settled(offer, settle_by_hand(offer, slot, now=utc_now()))


@invitations.post(f"{PLACE}/agree/<int:suggestion_id>")
@allow(Access.MANAGER)
def agree_on_suggestion(offer_id: int, suggestion_id: int) -> ResponseReturnValue:
    """The office takes a time that a partner proposed; over a clash only with a reason."""
    offer = _offer(offer_id)
    suggested = next((each for one in offer.partners for each in one.suggestions if each.id == suggestion_id), None)
    if suggested is None:
        abort(404)
    try:
        done = settle_on_suggestion(offer, suggested, request.form.get("reason", ""), now=utc_now())
    except RuleBroken as broken:
        flash(broken.message, "error")
        return _back(offer)
    return _settled(offer, done)


@invitations.post(f"{PLACE}/extend")
@allow(Access.MANAGER)
def extend_dates(offer_id: int) -> ResponseReturnValue:
    """More time to choose."""
    offer, form, now = _offer(offer_id), DeadlineForm(), utc_now()
    try:
        day = typed_day(form.answer_by.data or "", local_day(now))
        extend_offer(offer, from_local(day, the_office().closes_at), now=now)
    except RuleBroken as broken:
        form.show(RuleBroken(broken.message, "answer_by"))
        return _page(offer, form), 422
    commit()
    flash("The dates are held for longer.", "success")
    return _back(offer)


@invitations.post(f"{PLACE}/withdraw")
@allow(Access.MANAGER)
def withdraw_dates(offer_id: int) -> ResponseReturnValue:
    """Take the dates back."""
    offer = _offer(offer_id)
    return _done(
        offer, lambda now: withdraw_offer(offer, now=now), "The dates are free again. Whoever was told is told."
    )


@invitations.post("/engagements/dates/links/<int:date_link_id>/send-again")
@allow(Access.MANAGER)
def resend_dates(date_link_id: int) -> ResponseReturnValue:
    """The same mail with a new link to one address; the old link dies."""
    link = date_link_by_id(date_link_id) or abort(404)
    said = "The dates are on their way again, with a new link."
    return _done(link.partner.offer, lambda now: renew_date_link(link, now=now), said)


@invitations.route("/engagements/dates/partners/<int:asked_id>/answer", methods=["GET", "POST"])
@allow(Access.MANAGER)
def record_dates(asked_id: int) -> ResponseReturnValue:
    """Note what a partner said by telephone."""
    partner, now = asked_partner(asked_id) or abort(404), utc_now()
    form = choosing_form(date_names(partner.offer))
    form.name_the_caller(partner.post.title)
    if request.method == "GET":
        return _record_page(partner, filled(form, partner))
    chosen = read_chosen(form, partner.offer.engagement, now)
    if chosen is None:
        return _record_page(partner, form), 422
    by = clean_line(current_user.name or current_user.email)
    try:
        record_choices(partner, chosen, source=ReplySource.TELEPHONE, recorded_by=by, now=now)
    except RuleBroken as broken:
        form.show(broken)
        return _record_page(partner, form), 422
    commit()
    flash("The answer is recorded. The partner’s addresses are told of it.", "success")
    return _back(partner.offer)


@invitations.app_template_global()
def dates_panel(engagement: Engagement) -> Markup:
    """On an engagement's page: what is on offer, or the way to offer dates."""
    offer = newest_offer_of(engagement)
    looks_for_date = engagement.status in MAY_BE_HELD
    if not looks_for_date and offer is None:
        return Markup()
    html = render_template(
        "invitations/dates/panel.html",
        engagement=engagement,
        offer=offer,
        offer_words=OFFER_WORDS,
        is_live=offer is not None and offer.state in LIVE,
        may_offer=looks_for_date and role_of_request() >= Access.MANAGER,
    )
    return Markup(html)  # noqa: S704 - our own template, which escapes


def _offer(offer_id: int) -> DateOffer:
    return offer_by_id(offer_id) or abort(404)


def _page(offer: DateOffer, form: DeadlineForm) -> str:
    said = {(choice.partner_id, choice.slot_id): choice.said for one in offer.partners for choice in one.choices}
    return render_template(
        "invitations/dates/one.html",
        offer=offer,
        form=form,
        is_live=offer.state in LIVE,
        looks_for_date=offer.engagement.status in MAY_BE_HELD,
        said=said,
        said_words=SAID_WORDS,
        offer_words=OFFER_WORDS,
        answer_words=answer_words,
        delivery_words=delivery_words,
        live_date_links=live_date_links,
        may_change=role_of_request() >= Access.MANAGER,
    )


def _record_page(partner: OfferPartner, form: ChoosingForm) -> str:
    return render_template("invitations/dates/record.html", partner=partner, form=form)


def _settled(offer: DateOffer, is_settled: bool) -> ResponseReturnValue:  # noqa: FBT001  # the answer of the service
    commit()  # a date that was found gone is off the offer
    if not is_settled:
        flash(GONE, "error")
        return _back(offer)
    flash("Agreed. The invitations are on their way.", "success")
    return redirect(url_for("engagements.detail", engagement_id=offer.engagement_id), code=303)


def _done(offer: DateOffer, change: Callable[[datetime], object], said: str) -> ResponseReturnValue:
    try:
        change(utc_now())
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        commit()
        flash(said, "success")
    return _back(offer)


def _back(offer: DateOffer) -> ResponseReturnValue:
    return redirect(url_for("invitations.date_offer", offer_id=offer.id), code=303)
