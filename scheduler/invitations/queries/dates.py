"""Dates on offer: the offer of an engagement, the link behind a token, and what it may do."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.core.tokens import Purpose, digest, normalise
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY, HoldEnd
from scheduler.ical.event import Timed
from scheduler.invitations.models import DateOffer, OfferedSlot, OfferLink, OfferPartner
from scheduler.invitations.rules.dates import LIVE, Ballot, DateDoor, DateGate, date_gate


@cache
def _by_token() -> Select[OfferLink]:
    return (
        select(OfferLink)
        .where(OfferLink.token_hash == bindparam("token_hash"))
        .options(
            joinedload(OfferLink.partner).options(
                joinedload(OfferPartner.post),
                joinedload(OfferPartner.offer).options(
                    joinedload(DateOffer.engagement).joinedload(Engagement.place),
                    selectinload(DateOffer.slots).joinedload(OfferedSlot.hold),
                ),
            )
        )
    )


def date_link_by_token(token: str) -> OfferLink | None:
    """The link that a token opens, however a gateway mangled it; None for anything else."""
    normalised = normalise(token)
    if normalised is None:
        return None
    return db.session.scalar(_by_token(), {"token_hash": digest(Purpose.DATES, normalised)})


def date_link_by_id(link_id: int) -> OfferLink | None:
    """One link."""
    return db.session.get(OfferLink, link_id)


def offer_by_id(offer_id: int) -> DateOffer | None:
    """One offer with all that its page shows."""
    query = (
        select(DateOffer)
        .where(DateOffer.id == offer_id)
        .options(
            joinedload(DateOffer.engagement),
            selectinload(DateOffer.slots).joinedload(OfferedSlot.hold),
            selectinload(DateOffer.partners).options(
                selectinload(OfferPartner.links),
                selectinload(OfferPartner.choices),
                selectinload(OfferPartner.suggestions),
            ),
        )
    )
    return db.session.scalars(query).one_or_none()


def asked_partner(partner_id: int) -> OfferPartner | None:
    """One partner of an offer."""
    return db.session.get(OfferPartner, partner_id)


def live_offer_of(engagement: Engagement) -> DateOffer | None:
    """The offer among whose dates partners may choose now."""
    newest = newest_offer_of(engagement)
    return newest if newest is not None and newest.state in LIVE else None


def newest_offer_of(engagement: Engagement) -> DateOffer | None:
    """The last offer made, whatever became of it; every earlier one is closed."""
    query = select(DateOffer).where(DateOffer.engagement_id == engagement.id).order_by(DateOffer.id.desc()).limit(1)
    return db.session.scalar(query)


def live_date_links(partner: OfferPartner) -> list[OfferLink]:
    """The addresses that may choose for a partner."""
    return [link for link in partner.links if link.revoked_at is None]


def newer_link(link: OfferLink) -> OfferLink | None:
    """The link with which the same reader of the same post chooses now; None when this is it, or there is none."""
    query = (
        select(OfferLink)
        .join(OfferLink.partner)
        .join(OfferPartner.offer)
        .where(
            DateOffer.engagement_id == link.partner.offer.engagement_id,
            DateOffer.state.in_(LIVE),
            OfferPartner.post_id == link.partner.post_id,
            OfferLink.audience == link.audience,
            OfferLink.revoked_at.is_(None),
            OfferLink.id > link.id,
        )
        .order_by(OfferLink.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def date_gate_of(link: OfferLink, now: datetime) -> DateGate:
    """The state of a link at `now`."""
    offer = link.partner.offer
    door = DateDoor(
        state=offer.state,
        answer_by_at=offer.answer_by_at,
        is_revoked=link.revoked_at is not None,
        is_called_off=offer.engagement.status in OFF_THE_DIARY,
        has_newer=offer.state not in LIVE and newer_link(link) is not None,
    )
    return date_gate(door, now)


def time_of(slot: OfferedSlot) -> Timed:
    """When it would be."""
    return Timed(slot.hold.starts_at, slot.hold.ends_at)


def free_slots(offer: DateOffer) -> list[OfferedSlot]:
    """Those that can still be had, in the order of the calendar."""
    return [slot for slot in offer.slots if slot.hold.released_at is None]


def taken_slots(offer: DateOffer) -> list[OfferedSlot]:
    """Those that another engagement took while they were on offer."""
    return [slot for slot in offer.slots if slot.hold.end is HoldEnd.TAKEN]


def ballots_of(partners: Iterable[OfferPartner]) -> list[Ballot]:
    """The answers as the rule reads them; dates by the key of their slot."""
    return [
        Ballot(
            each.is_required,
            {choice.slot_id: choice.said for choice in each.choices} if each.answered_at is not None else None,
        )
        for each in partners
    ]
