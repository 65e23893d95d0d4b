"""From chosen dates to an agreed one, in one transaction: the invitation goes out, the other dates are free again."""

from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.wording import span_words
from scheduler.engagements.rules import HoldEnd
from scheduler.engagements.service import ClashFound, agree_on, release_hold
from scheduler.ical.event import Timed
from scheduler.invitations.models import (
    DateOffer,
    Invitation,
    OfferedSlot,
    OfferPartner,
    Reply,
    SlotChoice,
    SuggestedTime,
)
from scheduler.invitations.queries.dates import time_of
from scheduler.invitations.rules import Answerer, Choice, OfferState, PartStat, ReplySource
from scheduler.invitations.rules.dates import LIVE
from scheduler.invitations.service.dates.closing import grave_obstacles, lock_for_dates
from scheduler.invitations.service.dates.links import ANSWERED, OFFER
from scheduler.invitations.service.inviting import invite
from scheduler.invitations.service.known_yes import store_yes
from scheduler.invitations.service.signals import dates_settled
from scheduler.outbox.service import withdraw_notices


def settle_on_slot(offer: DateOffer, slot: OfferedSlot, *, now: datetime) -> bool:
    """Agree on one of the dates; False when another engagement has it by now, and the date is off the offer."""
    try:
        is_settled = _is_free(offer, slot) and _settle(offer, time_of(slot), slot.clash_reason, now=now)
    except ClashFound:
        is_settled = False
    if not is_settled:
        release_hold(slot.hold, HoldEnd.TAKEN, now=now)
        return False
    chosen = {
        choice.partner_id for choice in _choices(offer) if choice.slot_id == slot.id and choice.said is Choice.YES
    }
    _accept_for([each for each in offer.partners if each.id in chosen], offer, now=now)
    return True


def settle_by_hand(offer: DateOffer, slot: OfferedSlot, *, now: datetime) -> bool:
    """The office decides for a date whatever was said to it; False when the date is gone."""
    lock_for_dates(offer.engagement, offer)
    if offer.state not in LIVE or slot.hold.released_at is not None:
        return False
    return settle_on_slot(offer, slot, now=now)


def settle_on_suggestion(offer: DateOffer, suggested: SuggestedTime, reason: str, *, now: datetime) -> bool:
    """Agree on a time that a partner proposed; False when nothing is on offer any more.

    Raises ClashFound when one of ours is busy then and no reason is given.
    """
    lock_for_dates(offer.engagement, offer)
    if offer.state not in LIVE:
        return False
    partner = suggested.partner
    _settle(offer, Timed(suggested.starts_at, suggested.ends_at), reason, now=now)
    _accept_for([partner], offer, now=now)
    return True


def _is_free(offer: DateOffer, slot: OfferedSlot) -> bool:
    """A reason to go on holds for what was known when the date was offered, not for what came after."""
    return not slot.clash_reason or grave_obstacles(offer.engagement, time_of(slot)) <= set(slot.clashes_seen)


def _settle(offer: DateOffer, when: Timed, clash_reason: str, *, now: datetime) -> bool:
    """True; raises ClashFound with everything as it was."""
    before = offer.state
    offer.state = OfferState.SETTLED  # or the change of the engagement would close it
    try:
        agree_on(offer.engagement, when, now=now, clash_reason=clash_reason)
    except ClashFound:
        offer.state = before
        raise
    offer.settled_at = now
    withdraw_notices("engagement", offer.engagement_id, kinds=(OFFER, ANSWERED))
    invite(offer.engagement, [each.post for each in offer.partners], now=now)
    words = f"Agreed for {offer.engagement.title}: {span_words(when.starts_at, when.ends_at)}"
    record("dates.settled", "date_offer", offer.id, words, details={"before": str(before), "after": str(offer.state)})
    db.session.flush()
    dates_settled.send(offer)
    return True


def _choices(offer: DateOffer) -> list[SlotChoice]:
    return [choice for partner in offer.partners for choice in partner.choices]


def _accept_for(partners: list[OfferPartner], offer: DateOffer, *, now: datetime) -> None:
    """Whoever said yes to the date comes: they are not asked a second time."""
    posts = {each.post_id: each for each in partners}
    query = db.select(Invitation).where(
        Invitation.engagement_id == offer.engagement_id,
        Invitation.post_id.in_(posts),
        Invitation.withdrawn_at.is_(None),
        Invitation.partstat == PartStat.NEEDS_ACTION,
    )
    for invitation in db.session.scalars(query.order_by(Invitation.id)):
        assert invitation.post_id is not None
        _accept(invitation, posts[invitation.post_id], now)


def _accept(invitation: Invitation, partner: OfferPartner, now: datetime) -> None:
    """They are invited and known to come at once."""
    reply = Reply(
        source=partner.source or ReplySource.LINK,
        answered_by=partner.answered_by or Answerer.INVITEE,
        recorded_by=partner.recorded_by,
    )
    store_yes(invitation, reply, "chose this date", now=now)
