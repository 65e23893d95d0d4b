"""Received mail and invitations to us."""

from datetime import date, timedelta

from sqlalchemy import select

from scheduler.core.clock import local_day, start_of_day
from scheduler.core.db import db
from scheduler.inbox.models import InboundMail
from scheduler.inbox.rules.vocabulary import MailState
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.rules.vocabulary import Decision
from scheduler.keeping.rules.holding import Facets
from scheduler.keeping.rules.items import Item

OPEN = (Decision.WAITING, Decision.HELD)


def received(before: date) -> list[Item]:
    """Mail with which nobody has anything to do any more."""
    query = select(InboundMail).where(InboundMail.state == MailState.DONE).order_by(InboundMail.id)
    query = query.where(InboundMail.received_at < start_of_day(before + timedelta(days=1)))
    return [
        Item(("inbound_mail", each.id), day, each.subject or "(no subject)", Facets(days=frozenset({day})))
        for each in db.session.scalars(query)
        for day in [local_day(each.received_at)]
    ]


def invitations_to_us(before: date) -> list[Item]:
    """Decided ones, by the day that they were for; without one by the day on which they came."""
    query = select(IncomingInvitation).where(IncomingInvitation.decision.not_in(OPEN)).order_by(IncomingInvitation.id)
    found = [(each, _day(each)) for each in db.session.scalars(query)]
    return [
        Item(("incoming_invitation", each.id), day, each.title, _facets(each, day))
        for each, day in found
        if day <= before
    ]


def _day(invitation: IncomingInvitation) -> date:
    if invitation.ends_on is not None:
        return invitation.ends_on
    return local_day(invitation.ends_at or invitation.starts_at or invitation.received_at)


def _facets(invitation: IncomingInvitation, day: date) -> Facets:
    partner = ("organisation", invitation.organisation_id) if invitation.organisation_id else None
    partner = ("body", invitation.body_id) if invitation.body_id else partner
    return Facets(
        days=frozenset({day}),
        engagements=frozenset({invitation.engagement_id} if invitation.engagement_id else set()),
        partners=frozenset({partner}) if partner else None,
    )
