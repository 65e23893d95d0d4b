"""Engagements, answers, papers and gifts."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from scheduler.core.clock import local_day, start_of_day
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import CounterProposal, Invitation, InvitationLink, OfferLink, OfferPartner, Reply
from scheduler.keeping.models import Disposal
from scheduler.keeping.queries.facets import facets_of, last_day
from scheduler.keeping.rules.holding import Facets
from scheduler.keeping.rules.items import Item
from scheduler.keeping.rules.rewriting import NOBODYS_DOMAIN
from scheduler.keeping.rules.vocabulary import AtTheEnd, RecordClass
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
    """Those later than the last review."""
    reviewed = db.session.scalar(_reviewed(RecordClass.ENGAGEMENTS))
    return [
        item for item in items_of(db.session.scalars(ended_by(before)).all()) if reviewed is None or item.on > reviewed
    ]


def answers(before: date) -> list[Item]:
    """Engagements for which addresses, words or mails are still kept, and mails about nothing that has a day."""
    query = ended_by(before).where(or_(*_kept_words()))
    return [*items_of(db.session.scalars(query).all()), *_other_mail(before)]


def _kept_words() -> Iterable[ColumnElement[bool]]:
    invited, offered = Invitation.engagement_id == Engagement.id, OfferPartner.offer
    of_link = InvitationLink.address.not_like(f"%@{NOBODYS_DOMAIN}")
    yield exists().where(InvitationLink.invitation_id == Invitation.id, invited, of_link)
    yield exists().where(
        Reply.invitation_id == Invitation.id, invited, or_(Reply.message != "", Reply.from_address.is_not(None))
    )
    yield exists().where(CounterProposal.invitation_id == Invitation.id, invited, CounterProposal.message != "")
    unlike = OfferLink.address.not_like(f"%@{NOBODYS_DOMAIN}")
    yield exists().where(OfferLink.partner_id == OfferPartner.id, unlike, offered.has(engagement_id=Engagement.id))
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
    """Files of engagements; reviewed ones wait for the next year."""
    ended = {each.key[1]: each for each in items_of(db.session.scalars(ended_by(before)).all())}
    reviewed = db.session.scalar(_reviewed(RecordClass.PAPERS))
    query = select(Paper).order_by(Paper.id)
    return [
        Item(("paper", each.id), of.on, f"{each.title} ({of.words})", of.facets, of.href)
        for each in db.session.scalars(query)
        if (of := ended.get(each.engagement_id)) and (reviewed is None or of.on > reviewed)
    ]


def gifts(before: date) -> list[Item]:
    """Offers by the day on which they were made."""
    reviewed = db.session.scalar(_reviewed(RecordClass.REGISTER))
    query = select(GiftOffer).where(GiftOffer.offered_on <= before).options(joinedload(GiftOffer.engagement))
    return [
        Item(("gift_offer", each.id), each.offered_on, each.what, _facets_of_gift(each))
        for each in db.session.scalars(query.order_by(GiftOffer.id))
        if reviewed is None or each.offered_on > reviewed
    ]


def _facets_of_gift(gift: GiftOffer) -> Facets:
    partners = {("organisation", gift.organisation_id)} if gift.organisation_id else set()
    partners |= {("body", gift.body_id)} if gift.body_id else set()
    return Facets(
        days=frozenset({gift.offered_on}),
        engagements=frozenset({gift.engagement_id} if gift.engagement_id else set()),
        partners=frozenset(partners) if partners else None,
    )


def _reviewed(record_class: RecordClass) -> Select[date | None]:
    """The newest day that the office has looked at."""
    query = select(func.max(Disposal.newest_on))
    return query.where(Disposal.record_class == record_class, Disposal.at_the_end == AtTheEnd.REVIEW)
