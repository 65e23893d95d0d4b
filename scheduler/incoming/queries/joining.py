"""Engagements of ours that an invitation may be about: with the same host, on that day or without a day yet."""

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement, EngagementSeries
from scheduler.engagements.rules import OFF_THE_DIARY, OVER
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.queries.invitations import day_of
from scheduler.stakeholders.models import Post


def joinable(invitation: IncomingInvitation) -> list[Engagement]:
    """On the same day first, then those that still look for a date; none where the host is not in our list."""
    if invitation.body_id is None and invitation.organisation_id is None:
        return []
    home = (
        Post.body_id == invitation.body_id
        if invitation.body_id is not None
        else Post.organisation_id == invitation.organisation_id
    )
    query = select(Engagement).where(Engagement.posts.any(home), Engagement.status.not_in(OFF_THE_DIARY | OVER))
    found = db.session.scalars(query.order_by(Engagement.id)).all()
    on = day_of(invitation)
    same_day = [each for each in found if on is not None and first_day_of(each) == on]
    return [*same_day, *(each for each in found if first_day_of(each) is None)]


def is_our_entry(uid: str) -> bool:
    """Whether a calendar's entry is one that we have written ourselves."""
    if not uid:
        return False
    single = select(Engagement.id).where(Engagement.uid == uid)
    series = select(EngagementSeries.id).where(EngagementSeries.uid == uid)
    return any(db.session.scalars(query.limit(1)).first() is not None for query in (single, series))


def is_on_its_day(invitation: IncomingInvitation, engagement: Engagement) -> bool:
    """Whether both are on one day: then they are probably one."""
    return first_day_of(engagement) is not None and first_day_of(engagement) == day_of(invitation)
