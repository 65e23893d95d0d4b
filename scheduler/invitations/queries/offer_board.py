"""Dates on offer as the office sees them: all that is held, how one partner answered, and what needs somebody."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words, moment_words
from scheduler.engagements.models import Engagement, Hold
from scheduler.engagements.rules import MAY_BE_HELD
from scheduler.invitations.models import DateOffer, OfferedSlot, OfferLink, OfferPartner
from scheduler.invitations.queries.dates import free_slots
from scheduler.invitations.rules import SOURCE_WORDS, OfferState
from scheduler.invitations.rules.dates import LIVE

NEEDING = (OfferState.NOTHING_FITS, OfferState.EXPIRED, OfferState.TAKEN)
SOON = timedelta(days=1)
ROWS = 100


@dataclass(frozen=True, slots=True)
class OfferNeed:
    """An offer that waits for the office; `offer_id` leads to its page."""

    title: str
    reason: str
    offer_id: int


def open_offers() -> Sequence[DateOffer]:
    """What partners may choose from now, the first to expire first; a fixed number of statements."""
    query = (
        select(DateOffer)
        .where(DateOffer.state.in_(LIVE))
        .order_by(DateOffer.answer_by_at, DateOffer.id)
        .options(
            joinedload(DateOffer.engagement),
            selectinload(DateOffer.slots).joinedload(OfferedSlot.hold),
            selectinload(DateOffer.partners),
        )
        .limit(ROWS)
    )
    return db.session.scalars(query).all()


def loose_holds() -> Sequence[Hold]:
    """Times that are held and not on offer to anybody yet, such as those of an accepted plan."""
    offered = select(OfferedSlot.hold_id).join(OfferedSlot.offer).where(DateOffer.state.in_(LIVE))
    query = (
        select(Hold)
        .where(Hold.released_at.is_(None), Hold.id.not_in(offered))
        .order_by(Hold.expires_at, Hold.starts_at, Hold.id)
        .options(joinedload(Hold.engagement))
        .limit(ROWS)
    )
    return db.session.scalars(query).all()


def offers_that_need_the_office(now: datetime) -> list[OfferNeed]:
    """Newest offers where nothing fits, nobody chose in time, or every date is gone; and mails that came back."""
    newest = select(func.max(DateOffer.id)).group_by(DateOffer.engagement_id)
    query = (
        select(DateOffer)
        .join(DateOffer.engagement)
        .where(DateOffer.id.in_(newest), DateOffer.state.in_((*NEEDING, OfferState.OPEN)))
        .where(Engagement.status.in_(MAY_BE_HELD))
        .order_by(DateOffer.answer_by_at, DateOffer.id)
        .options(
            joinedload(DateOffer.engagement),
            selectinload(DateOffer.slots).joinedload(OfferedSlot.hold),
            selectinload(DateOffer.partners).options(
                selectinload(OfferPartner.links), selectinload(OfferPartner.suggestions)
            ),
        )
        .limit(ROWS)
    )
    found = [(offer, _reason(offer, now)) for offer in db.session.scalars(query)]
    return [OfferNeed(f"No date yet: {offer.engagement.title}", reason, offer.id) for offer, reason in found if reason]


def _reason(offer: DateOffer, now: datetime) -> str:
    """Why the office should look; empty while the partners' answers are simply awaited."""
    until = day_words(local_day(offer.answer_by_at))
    reasons = {
        OfferState.NOTHING_FITS: f"None of the dates suits everybody who decides.{_others(offer)}",
        OfferState.EXPIRED: f"Nobody settled it by {until}: the dates are free again.{_others(offer)}",
        OfferState.TAKEN: "The dates went to other meetings, and no free ones were left to offer.",
    }
    return reasons.get(offer.state) or _reason_while_open(offer, now)


def _reason_while_open(offer: DateOffer, now: datetime) -> str:
    if not free_slots(offer):
        return "Every date on offer went to other meetings before it was chosen."
    unreached = [partner.label for partner in offer.partners if _is_unreached(partner)]
    if unreached:
        return f"The mail did not arrive: {'; '.join(unreached)}. Telephone, and record the answer."
    silent = [partner.label for partner in offer.partners if partner.is_required and partner.answered_at is None]
    if silent and offer.answer_by_at - now <= SOON:
        return f"The dates are held only until {moment_words(offer.answer_by_at)}. No answer: {'; '.join(silent)}."
    return ""


def _others(offer: DateOffer) -> str:
    count = sum(len(partner.suggestions) for partner in offer.partners)
    return f" {count_words(count, 'other time was', 'other times were')} offered." if count else ""


def _is_unreached(partner: OfferPartner) -> bool:
    live = [link for link in partner.links if link.revoked_at is None]
    return partner.answered_at is None and all(link.undeliverable_at is not None for link in live)


def answer_words(partner: OfferPartner) -> str:
    """“Monday 7 September 2026, 10am, by telephone, noted by Priya Fairweather”; empty before the answer."""
    if partner.answered_at is None or partner.source is None:
        return ""
    noted = f", noted by {partner.recorded_by}" if partner.recorded_by else ""
    return f"{moment_words(partner.answered_at)}, {SOURCE_WORDS[partner.source]}{noted}"


def delivery_words(link: OfferLink) -> tuple[str, str]:
    """What became of the mail to one address: a state of the components, and words."""
    if link.undeliverable_at is not None:
        return "undeliverable", f"Undeliverable: {link.undeliverable_reason}"
    return (
        ("sent", f"Sent {moment_words(link.told_at)}")
        if link.told_at is not None
        else ("waiting", "Waiting to be sent")
    )
