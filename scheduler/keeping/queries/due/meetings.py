"""Engagements, answers, papers and gifts."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import joinedload

from scheduler.core.clock import local_day, start_of_day
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import (
    Chaser,
    CounterProposal,
    Invitation,
    InvitationLink,
    OfferLink,
    OfferPartner,
    Reply,
    Substitution,
)
from scheduler.keeping.queries.facets import facets_of, last_day
from scheduler.keeping.rules.holding import Facets
from scheduler.keeping.rules.items import Item
from scheduler.keeping.rules.rewriting import BY_ADDRESS, NOBODYS_DOMAIN
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import UNSENT
from scheduler.records.models import GiftOffer, Paper

OF_ENGAGEMENT = "engagement"


def ended_by(day: date) -> Select[Engagement]:
    """Dated engagements whose last day is no later."""
    moment = start_of_day(day + timedelta(days=1))
    return select(Engagement).where(or_(Engagement.ends_at < moment, Engagement.ends_on <= day)).order_by(Engagement.id)


def items_of(engagements: Sequence[Engagement]) -> list[Item]:
    """One item an engagement."""
    facets = facets_of(engagements)
    return [
        Item((OF_ENGAGEMENT, each.id), day, each.title, facets[each.id], f"/engagements/{each.id}")
        for each in engagements
        if (day := last_day(each)) is not None
    ]


def engagements(before: date) -> list[Item]:
    """All that ended by then."""
    return items_of(db.session.scalars(ended_by(before)).all())


def answers(before: date) -> list[Item]:
    """Engagements for which addresses, words or mails are still kept, and mails about nothing that has a day."""
    query = ended_by(before).where(or_(*_kept_words()))
    return [*items_of(db.session.scalars(query).all()), *_other_mail(before)]


def _kept_words() -> Iterable[ColumnElement[bool]]:
    """What disposing empties, while something still stands there."""
    invited = Invitation.engagement_id == Engagement.id
    nobody = f"%@{NOBODYS_DOMAIN}"
    said = (
        (InvitationLink.invitation_id, InvitationLink.address.not_like(nobody)),
        (Substitution.invitation_id, or_(Substitution.name != Substitution.role, Substitution.address.is_not(None))),
        (Reply.invitation_id, or_(Reply.message != "", Reply.from_address.is_not(None))),
        (CounterProposal.invitation_id, or_(CounterProposal.message != "", CounterProposal.words != "")),
        (CounterProposal.invitation_id, CounterProposal.from_address.is_not(None)),
        (Chaser.invitation_id, Chaser.note != ""),
    )
    yield from (exists().where(of == Invitation.id, invited, kept) for of, kept in said)
    yield exists().where(invited, Invitation.invitee_key.like(f"{BY_ADDRESS}%"))
    offered = OfferPartner.offer.has(engagement_id=Engagement.id)
    yield exists().where(OfferLink.partner_id == OfferPartner.id, OfferLink.address.not_like(nobody), offered)
    yield exists().where(OfferPartner.message != "", offered)
    about = (Notice.subject_type == OF_ENGAGEMENT, Notice.subject_id == Engagement.id)
    yield exists().where(*about, Notice.state.not_in(UNSENT))


def _other_mail(before: date) -> list[Item]:
    query = select(Notice).where(Notice.subject_type != OF_ENGAGEMENT, Notice.state.not_in(UNSENT))
    query = query.where(Notice.created_at < start_of_day(before + timedelta(days=1))).order_by(Notice.id)
    return [
        Item(("notice", each.id), day, each.subject_line or each.kind, Facets(days=frozenset({day})))
        for each in db.session.scalars(query)
        for day in [local_day(each.created_at)]
    ]


def papers(before: date) -> list[Item]:
    """Files of engagements."""
    ended = {item.key[1]: item for item in engagements(before)}
    query = select(Paper).order_by(Paper.id)
    return [
        Item(("paper", each.id), of.on, f"{each.title} ({of.words})", of.facets, of.href)
        for each in db.session.scalars(query)
        if (of := ended.get(each.engagement_id))
    ]


def gifts(before: date) -> list[Item]:
    """Offers by the day on which they were made."""
    query = select(GiftOffer).where(GiftOffer.offered_on <= before).options(joinedload(GiftOffer.engagement))
    return [
        Item(("gift_offer", each.id), each.offered_on, each.what, _facets_of_gift(each))
        for each in db.session.scalars(query.order_by(GiftOffer.id))
    ]


def _facets_of_gift(gift: GiftOffer) -> Facets:
    partners = {("organisation", gift.organisation_id)} if gift.organisation_id else set()
    partners |= {("body", gift.body_id)} if gift.body_id else set()
    return Facets(
        days=frozenset({gift.offered_on}),
        engagements=frozenset({gift.engagement_id} if gift.engagement_id else set()),
        partners=frozenset(partners) if partners else None,
    )
