"""Meetings of bodies: board meetings with a post of the body among those that they are with.

To meet its chair alone is no meeting of the body.
"""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement, EngagementPost
from scheduler.engagements.rules import OFF_THE_DIARY, EngagementKind
from scheduler.stakeholders.models import Post


@dataclass(frozen=True, slots=True)
class BodyMeeting:
    """One dated meeting of a body that is, or was, in the diary."""

    engagement_id: int
    body_id: int
    on: date


def meetings_of(body_ids: Collection[int]) -> Mapping[int, list[BodyMeeting]]:
    """By body, in order of their days; what is off the diary or has no day is left out."""
    query = (
        select(Engagement.id, Post.body_id, Engagement.starts_at, Engagement.starts_on)
        .join(EngagementPost, EngagementPost.engagement_id == Engagement.id)
        .join(Post, Post.id == EngagementPost.post_id)
        .where(Engagement.kind == EngagementKind.BOARD)
        .where(Post.body_id.in_(body_ids), Engagement.status.not_in(OFF_THE_DIARY))
        .distinct()
    )
    found: dict[int, list[BodyMeeting]] = {number: [] for number in body_ids}
    for number, body_id, starts_at, starts_on in db.session.execute(query):
        on = starts_on if starts_at is None else local_day(starts_at)
        if on is not None and body_id is not None:
            found[body_id].append(BodyMeeting(number, body_id, on))
    return {key: sorted(each, key=lambda meeting: (meeting.on, meeting.engagement_id)) for key, each in found.items()}
