"""Offers of gifts and hospitality: one, of an engagement, of a period."""

from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Handling
from scheduler.records.models import GiftOffer
from scheduler.records.rules.vocabulary import GiftDecision
from scheduler.stakeholders.models import Body, Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftFilter:
    """What a page was asked for; both days included, None or empty asks nothing."""

    from_on: date | None = None
    until_on: date | None = None
    decision: GiftDecision | None = None
    principal_id: int | None = None
    text: str = ""
    is_publishable: bool = False
    """Without those of engagements that are OFFICIAL-SENSITIVE."""


EVERY_GIFT = GiftFilter()


def gift_by_id(gift_id: int) -> GiftOffer | None:
    """One, or None."""
    return db.session.scalar(_whole().where(GiftOffer.id == gift_id))


def gifts_of(engagement: Engagement) -> list[GiftOffer]:
    """What was offered at an engagement."""
    return list(db.session.scalars(_whole().where(GiftOffer.engagement_id == engagement.id).order_by(GiftOffer.id)))


def found_gifts(wanted: GiftFilter = EVERY_GIFT) -> list[GiftOffer]:
    """For the office: the newest first."""
    return list(db.session.scalars(_filtered(wanted)))


def gifts_between(first_on: date, last_on: date) -> list[GiftOffer]:
    """For a register: the newest first, without those of engagements that are OFFICIAL-SENSITIVE."""
    return found_gifts(GiftFilter(from_on=first_on, until_on=last_on, is_publishable=True))


def giver_words(gift: GiftOffer) -> str:
    """“Chair, Blaby District Council”: by role and home."""
    home = gift.organisation or gift.body
    return ", ".join(part for part in (gift.offered_by, home.name if home else "") if part) or "Not known"


def recipient_words(gift: GiftOffer) -> str:
    """One of ours by title, or the role of the member of staff."""
    return gift.principal.title if gift.principal is not None else gift.recipient or "The office"


def _filtered(wanted: GiftFilter) -> Select[GiftOffer]:
    query = _whole().order_by(GiftOffer.offered_on.desc(), GiftOffer.id.desc())
    if wanted.from_on is not None:
        query = query.where(GiftOffer.offered_on >= wanted.from_on)
    if wanted.until_on is not None:
        query = query.where(GiftOffer.offered_on <= wanted.until_on)
    if wanted.decision is not None:
        query = query.where(GiftOffer.decision == wanted.decision)
    if wanted.principal_id is not None:
        query = query.where(GiftOffer.principal_id == wanted.principal_id)
    if wanted.is_publishable:
        sensitive = select(Engagement.id).where(Engagement.handling == Handling.OFFICIAL_SENSITIVE)
        query = query.where(or_(GiftOffer.engagement_id.is_(None), GiftOffer.engagement_id.not_in(sensitive)))
    for word in wanted.text.split():
        query = query.where(
            or_(
                GiftOffer.what.icontains(word, autoescape=True),
                GiftOffer.offered_by.icontains(word, autoescape=True),
                GiftOffer.organisation.has(Organisation.name.icontains(word, autoescape=True)),
                GiftOffer.body.has(Body.name.icontains(word, autoescape=True)),
            )
        )
    return query


def _whole() -> Select[GiftOffer]:
    return select(GiftOffer).options(
        joinedload(GiftOffer.engagement),
        joinedload(GiftOffer.organisation),
        joinedload(GiftOffer.body),
        joinedload(GiftOffer.principal),
    )
