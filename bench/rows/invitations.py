"""Invitations with their links, as if their mails had left."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.core.db import commit, db
from scheduler.core.tokens import Purpose, digest
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.rules import Audience
from scheduler.invitations.service.links import token_of
from scheduler.stakeholders.models import Post


def coming(now: datetime, count: int, *, after: int = 0) -> Sequence[int]:
    """The next engagements that are at least two days away, some left out."""
    later = select(Engagement.id).where(Engagement.starts_at > now + timedelta(days=2))
    return db.session.scalars(later.order_by(Engagement.starts_at, Engagement.id).offset(after).limit(count)).all()


def invite_posts(engagements: Sequence[int], each: int, *, now: datetime) -> list[str]:
    """Invite the same posts to every one of these; gives the tokens of their links. Commits."""
    posts = db.session.scalars(select(Post).options(joinedload(Post.organisation)).order_by(Post.id).limit(each)).all()
    links = [_link(engagement, post, now) for engagement in engagements for post in posts]
    db.session.add_all(links)
    db.session.flush()
    tokens = [token_of(link) for link in links]
    for made, token in zip(links, tokens, strict=True):
        made.token_hash = digest(Purpose.ANSWER, token)
    commit()
    return tokens


def _link(engagement: int, post: Post, now: datetime) -> InvitationLink:
    invitation = Invitation(
        engagement_id=engagement,
        post=post,
        invitee_key=f"post:{post.id}",
        invitee_label=post.full_title,
        created_at=now,
    )
    return InvitationLink(
        invitation=invitation,
        audience=Audience.PRINCIPAL,
        address=post.email,
        token_hash=f"not yet {engagement} {post.id}",  # the real one needs the id
        told_at=now,
        told_sequence=0,
    )
