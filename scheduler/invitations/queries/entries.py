"""Whose own calendar holds an engagement as an invitation."""

from collections.abc import Collection

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.rules import Audience


def seats_with_an_entry(engagement_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """By engagement, the posts whose holders got a METHOD:REQUEST; whoever got a plain file may not have opened it."""
    rows = db.session.execute(
        select(Invitation.engagement_id, Invitation.post_id)
        .join(InvitationLink, InvitationLink.invitation_id == Invitation.id)
        .where(
            Invitation.engagement_id.in_(engagement_ids),
            Invitation.withdrawn_at.is_(None),
            InvitationLink.audience == Audience.PRINCIPAL,
            InvitationLink.organizer.is_not(None),
            InvitationLink.revoked_at.is_(None),
        )
        .order_by(Invitation.engagement_id)
    )
    found: dict[int, set[int]] = {}
    for engagement_id, post_id in rows:
        if post_id is not None:
            found.setdefault(engagement_id, set()).add(post_id)
    return {engagement_id: frozenset(posts) for engagement_id, posts in found.items()}
