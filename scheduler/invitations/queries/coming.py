"""Invitations to what is still to come, whose posts may have changed hands since."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY, OVER
from scheduler.invitations.models import Invitation
from scheduler.invitations.queries.invitees import Invitee, resolve
from scheduler.stakeholders.models import Post
from scheduler.stakeholders.queries import holders_of


def coming_invitations(now: datetime, post_ids: Collection[int] | None = None) -> list[Invitation]:
    """Live ones of posts (of these, or of all) to engagements that are in the diary and not over, by engagement."""
    query = (
        select(Invitation)
        .join(Invitation.engagement)
        .where(Invitation.withdrawn_at.is_(None), Invitation.post_id.is_not(None), *_still_to_come(now))
        .options(contains_eager(Invitation.engagement), joinedload(Invitation.post), joinedload(Invitation.person))
        .order_by(Invitation.engagement_id, Invitation.id)
    )
    if post_ids is not None:
        query = query.where(Invitation.post_id.in_(post_ids))
    return list(db.session.scalars(query))


def count_following(now: datetime, from_days: Mapping[int, date]) -> int:
    """How many of them are to engagements on or after the day on which their post (by id) changes hands."""
    coming = coming_invitations(now, from_days)
    return sum((first_day_of(each.engagement) or date.max) >= from_days[each.post_id or 0] for each in coming)


def _still_to_come(now: datetime) -> tuple[ColumnElement[bool], ...]:
    ahead = or_(Engagement.ends_at > now, Engagement.ends_on >= local_day(now))
    return Engagement.status.not_in(OFF_THE_DIARY | OVER), ahead


def changed_hands(invitations: Sequence[Invitation], on: date) -> list[Invitation]:
    """Those whose post somebody else holds on a day, or nobody; one query finds the holders."""
    holders = holders_of({each.post for each in invitations if each.post is not None}, on)

    def is_another(invitation: Invitation) -> bool:
        holder = holders.get(invitation.post_id or 0)
        return invitation.person_id != (holder.person_id if holder else None)

    return [each for each in invitations if is_another(each)]


def invitee_of(post: Post, today: date) -> Invitee:
    """Whom an invitation of the post means today; of a post that is still to begin, on its first day."""
    return resolve([post], max(today, post.started_on or today))[0]


def invitations_with_key(engagement: Engagement, key: str) -> list[Invitation]:
    """Withdrawn ones too: the key is unique in an engagement."""
    query = select(Invitation).where(Invitation.engagement_id == engagement.id, Invitation.invitee_key == key)
    return list(db.session.scalars(query.order_by(Invitation.id)))


def invitation_of_post(engagement: Engagement, post: Post) -> Invitation | None:
    """The post's invitation to an engagement, withdrawn or not."""
    query = select(Invitation).where(Invitation.engagement_id == engagement.id, Invitation.post_id == post.id)
    return db.session.scalar(query)
