"""Who holds a series as one repeating entry: the mail that brought it, and the links that it covers."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from scheduler.core.db import db
from scheduler.engagements.models import Engagement, SeriesOccurrence
from scheduler.engagements.queries.series import entry_places
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState

KIND = "series"
"""Of the notice; its payload names the link that leads (`link_id`) and all that it covers (`link_ids`)."""


def links_beside(link: InvitationLink) -> list[InvitationLink]:
    """Every link of the same address to a meeting of the same repeating entry, itself among them, live ones first.

    What they bring to the calendar of that address has one UID, so one organizer. Outside a series it is alone.
    """
    engagement_id = link.invitation.engagement_id
    if engagement_id not in entry_places([engagement_id]):
        return [link]
    query = (
        select(InvitationLink)
        .join(InvitationLink.invitation)
        .where(
            Invitation.engagement_id.in_(_siblings([engagement_id])),
            func.lower(InvitationLink.address) == func.lower(link.address),
        )
        .options(joinedload(InvitationLink.invitation))
        .order_by(InvitationLink.revoked_at.is_not(None), InvitationLink.id)
    )
    found = db.session.scalars(query).all()
    in_entry = entry_places({each.invitation.engagement_id for each in found})
    return [each for each in found if each.invitation.engagement_id in in_entry]


def covered_links(notice: Notice) -> Sequence[InvitationLink]:
    """The links to the meetings of a series mail that are still meant, in the order of the series."""
    query = (
        select(InvitationLink)
        .join(InvitationLink.invitation)
        .where(
            InvitationLink.id.in_(notice.payload["link_ids"]),
            InvitationLink.revoked_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .options(joinedload(InvitationLink.invitation).joinedload(Invitation.engagement))
    )
    order = {link_id: number for number, link_id in enumerate(notice.payload["link_ids"])}
    return sorted(db.session.scalars(query), key=lambda link: order[link.id])


def had_series_mail(engagement: Engagement) -> set[int]:
    """The links that a mail of the whole series covered, or covers as soon as it leaves."""
    notices = _series_notices(siblings(engagement))
    return {link_id for notice in notices if notice.state is not NoticeState.WITHDRAWN for link_id in _covered(notice)}


def told_as_one(engagement_ids: Collection[int]) -> set[int]:
    """Which of these meetings somebody holds as part of a repeating entry."""
    links = {link_id for notice in _series_notices(_siblings(engagement_ids)) for link_id in _covered(notice)}
    query = (
        select(Invitation.engagement_id)
        .join(InvitationLink, InvitationLink.invitation_id == Invitation.id)
        .where(InvitationLink.id.in_(links), Invitation.engagement_id.in_(engagement_ids))
    )
    return set(db.session.scalars(query.distinct()))


def siblings(engagement: Engagement) -> Collection[int]:
    """The keys of every engagement of its series, its own among them; none outside a series."""
    return _siblings([engagement.id])


def _siblings(engagement_ids: Collection[int]) -> Collection[int]:
    """Every engagement of the same series, by its key."""
    here, there = aliased(SeriesOccurrence), aliased(SeriesOccurrence)
    query = (
        select(there.engagement_id)
        .join(here, here.series_id == there.series_id)
        .where(here.engagement_id.in_(engagement_ids))
    )
    return db.session.scalars(query.distinct()).all()


def _series_notices(engagement_ids: Collection[int]) -> Sequence[Notice]:
    """The first engagement that a series mail covers is its subject."""
    query = select(Notice).where(
        Notice.kind == KIND, Notice.subject_type == "engagement", Notice.subject_id.in_(engagement_ids)
    )
    return db.session.scalars(query.order_by(Notice.id)).all()


def _covered(notice: Notice) -> list[int]:
    found: list[int] = notice.payload["link_ids"]
    return found
