"""How an offer ends without an agreed date: withdrawn, expired or overtaken; and how it is given more time."""

from datetime import datetime

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import day_words
from scheduler.engagements.availability import obstacles_in_way
from scheduler.engagements.availability.obstacles import wanted_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import principals_for_update
from scheduler.engagements.rules import ChangeKind, EngagementChange, HoldEnd
from scheduler.engagements.rules.obstacles import IMPOSSIBLE
from scheduler.engagements.service import mark_to_arrange
from scheduler.engagements.service.holds import end_holds
from scheduler.ical.event import Timed
from scheduler.invitations.models import DateOffer
from scheduler.invitations.queries.dates import free_slots, live_offer_of
from scheduler.invitations.queries.locks import lock_row
from scheduler.invitations.rules import OfferState
from scheduler.invitations.rules.dates import LIVE, OFFER_WORDS
from scheduler.invitations.service.dates.links import ANSWERED, OFFER, tell_withdrawn
from scheduler.outbox.service import withdraw_notices

CALLED_OFF = frozenset({ChangeKind.POSTPONED, ChangeKind.CANCELLED, ChangeKind.DECLINED, ChangeKind.MOVED})


def lock_for_dates(engagement: Engagement, offer: DateOffer | None = None) -> None:
    """Whoever changes what is on offer waits for the others, then sees what they did.

    Always in this order, the order of every change to an engagement: our principals, the engagement, the offer.
    """
    principals_for_update([each.id for each in engagement.principals])
    lock_row(engagement)
    if offer is not None:
        lock_row(offer)
    if db.engine.dialect.name != "sqlite":
        db.session.expire_all()  # holds and answers too were read before the wait


def grave_obstacles(engagement: Engagement, when: Timed) -> set[str]:
    """Keys of what keeps one of ours from being there; what is only held for others does not count."""
    ids = [each.id for each in engagement.principals]
    found = obstacles_in_way(wanted_of(engagement, when), ids, engagement.id)
    return {each.key for each in found if each.kind in IMPOSSIBLE}


def close_offer(offer: DateOffer, state: OfferState, end: HoldEnd, *, now: datetime) -> None:
    """End it: the times are free again, mails that wait are withdrawn, and whoever was told hears of a withdrawal."""
    offer.state = state
    end_holds([slot.hold for slot in free_slots(offer)], end, now=now)
    withdraw_notices("engagement", offer.engagement_id, kinds=(OFFER, ANSWERED))
    summary = f"Dates for {offer.engagement.title}: {OFFER_WORDS[state].lower()}"
    record("dates.closed", "date_offer", offer.id, summary, details={"after": str(state)})
    db.session.flush()


def withdraw_offer(offer: DateOffer, *, now: datetime) -> None:
    """Take the dates back and tell who was told. Raises RuleBroken when nothing is on offer any more."""
    lock_for_dates(offer.engagement, offer)
    _require_live(offer)
    close_offer(offer, OfferState.WITHDRAWN, HoldEnd.GIVEN_UP, now=now)
    for partner in offer.partners:
        tell_withdrawn(partner, now=now)
    mark_to_arrange(offer.engagement, now=now)


def extend_offer(offer: DateOffer, answer_by_at: datetime, *, now: datetime) -> None:
    """More time to choose, the dates kept free for as long. Raises RuleBroken naming the box."""
    lock_for_dates(offer.engagement, offer)
    _require_live(offer)
    slots = free_slots(offer)
    if answer_by_at <= now:
        raise RuleBroken("Enter a day that is to come.", "answer_by")
    if any(slot.hold.starts_at <= answer_by_at for slot in slots):
        raise RuleBroken("That is after the first of the dates on offer. Enter an earlier day.", "answer_by")
    before, offer.answer_by_at = offer.answer_by_at, answer_by_at
    for slot in slots:
        slot.hold.expires_at = answer_by_at
    words = f"Dates for {offer.engagement.title}: answer by {day_words(local_day(answer_by_at))}"
    details = {"before": before.isoformat(), "after": answer_by_at.isoformat()}
    record("dates.extended", "date_offer", offer.id, words, details=details)
    db.session.flush()


def expire_offers(now: datetime) -> int:
    """Close what nobody settled in time; returns how many. One that is being answered just now waits a minute."""
    due = select(DateOffer.id).where(DateOffer.state.in_(LIVE), DateOffer.answer_by_at <= now).order_by(DateOffer.id)
    return sum(_expire(offer_id, now) for offer_id in db.session.scalars(due).all())


def _expire(offer_id: int, now: datetime) -> bool:
    engagement = (
        select(Engagement)
        .where(Engagement.id == select(DateOffer.engagement_id).where(DateOffer.id == offer_id).scalar_subquery())
        .with_for_update(skip_locked=True, of=Engagement)
        .execution_options(populate_existing=True)
    )
    if db.session.scalars(engagement).one_or_none() is None:
        return False
    offer = db.session.get_one(DateOffer, offer_id, populate_existing=True)
    if offer.state not in LIVE or offer.answer_by_at > now:
        return False
    close_offer(offer, OfferState.EXPIRED, HoldEnd.EXPIRED, now=now)
    mark_to_arrange(offer.engagement, now=now)
    return True


def follow_engagement(engagement: Engagement, change: EngagementChange, *, now: datetime) -> None:
    """An engagement that left the diary or got a day by hand needs no other dates."""
    offer = live_offer_of(engagement) if change.kind in CALLED_OFF else None
    if offer is None:
        return
    lock_row(offer)
    if offer.state not in LIVE:
        return
    close_offer(offer, OfferState.WITHDRAWN, HoldEnd.GIVEN_UP, now=now)
    for partner in offer.partners:
        tell_withdrawn(partner, now=now)


def _require_live(offer: DateOffer) -> None:
    if offer.state not in LIVE:
        raise RuleBroken(f"These dates are not on offer any more: {OFFER_WORDS[offer.state].lower()}.")
