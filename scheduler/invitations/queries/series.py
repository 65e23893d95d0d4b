"""Who holds a series as one repeating entry: the mail that brought it, and the links that it covers."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.outbox.models import Notice

KIND = "series"
"""Of the notice; its payload names the link that leads (`link_id`) and all that it covers (`link_ids`)."""


def series_mail_of(link: InvitationLink) -> Notice | None:
    """The mail that told this address of the whole series; None where each meeting came by itself."""
    if link.first_message_id is None:
        return None
    query = select(Notice).where(Notice.message_id == link.first_message_id, Notice.kind == KIND)
    return db.session.scalar(query)


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


def told_as_one(engagement_ids: Collection[int]) -> set[int]:
    """Which of these meetings somebody holds as part of a repeating entry."""
    query = (
        select(Invitation.engagement_id)
        .join(InvitationLink, InvitationLink.invitation_id == Invitation.id)
        .join(Notice, Notice.message_id == InvitationLink.first_message_id)
        .where(Notice.kind == KIND, Invitation.engagement_id.in_(engagement_ids))
    )
    return set(db.session.scalars(query.distinct()))
