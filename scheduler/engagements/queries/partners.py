"""Engagements as changes of their partners concern them: at an old seat, or with a post that ends."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.clock import local_day, start_of_day
from scheduler.core.db import db
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement, EngagementPost
from scheduler.engagements.rules import OFF_THE_DIARY, OVER
from scheduler.stakeholders.models import Body, Organisation, Place, Post
from scheduler.stakeholders.queries import place_on


def at_old_seats(home: Organisation | Body, now: datetime) -> list[tuple[Engagement, Place]]:
    """What is to come with this partner at a seat of theirs that is not theirs on that day, and where they sit then."""
    seats = {move.place_id for move in home.moves}
    if not seats:
        return []
    of_home = Post.organisation_id == home.id if isinstance(home, Organisation) else Post.body_id == home.id
    with_partner = select(EngagementPost.engagement_id).join(Post, Post.id == EngagementPost.post_id).where(of_home)
    query = (
        select(Engagement)
        .where(Engagement.place_id.in_(seats), Engagement.id.in_(with_partner), *_to_come(local_day(now)))
        .order_by(Engagement.starts_on, Engagement.starts_at, Engagement.id)
        .options(joinedload(Engagement.place))
    )
    with_seat = [(each, place_on(home, first_day_of(each) or local_day(now))) for each in db.session.scalars(query)]
    return [(each, seat) for each, seat in with_seat if seat is not None and seat.id != each.place_id]


def coming_with(post_ids: Collection[int], from_on: date, *, undated: bool) -> list[Engagement]:
    """What begins on or after a day with one of these posts; `undated`: what still looks for its day as well."""
    with_posts = select(EngagementPost.engagement_id).where(EngagementPost.post_id.in_(post_ids))
    query = select(Engagement).where(Engagement.id.in_(with_posts), *_to_come(from_on, undated=undated))
    return list(db.session.scalars(query.order_by(Engagement.id).options(selectinload(Engagement.posts))))


def _to_come(from_on: date, *, undated: bool = False) -> tuple[ColumnElement[bool], ...]:
    begins = [Engagement.starts_at >= start_of_day(from_on), Engagement.starts_on >= from_on]
    if undated:
        begins.append(Engagement.starts_at.is_(None) & Engagement.starts_on.is_(None))
    return Engagement.status.not_in(OFF_THE_DIARY | OVER), or_(*begins)
