"""Named reads of times held."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import selectinload

from scheduler.core.db import db
from scheduler.engagements.models import Engagement, EngagementPrincipal, Hold
from scheduler.engagements.rules.spans import bounds_of
from scheduler.ical.event import AllDay, Timed


def live_holds(first_on: date, last_on: date, principal_ids: Collection[int]) -> Sequence[Hold]:
    """What is held for these principals on these local days, by the hour."""
    return overlapping_holds(AllDay(first_on, last_on), principal_ids, None)


def overlapping_holds(when: Timed | AllDay, principal_ids: Collection[int], except_id: int | None) -> Sequence[Hold]:
    """Live holds at that time for these principals, those of one engagement excepted."""
    begins, ends = bounds_of(when)
    held_for = select(EngagementPrincipal.engagement_id).where(EngagementPrincipal.principal_id.in_(principal_ids))
    return _holds(
        Hold.starts_at < ends,
        Hold.ends_at > begins,
        Hold.engagement_id.in_(held_for),
        Hold.engagement_id != (except_id or 0),
    )


def holds_of(engagement_id: int) -> Sequence[Hold]:
    """The live holds of one engagement."""
    return _holds(Hold.engagement_id == engagement_id)


def holds_due(now: datetime) -> Sequence[Hold]:
    """Live holds whose time to answer is over, or which have begun."""
    return _holds(or_(Hold.expires_at <= now, Hold.starts_at <= now))


def _holds(*conditions: ColumnElement[bool]) -> Sequence[Hold]:
    query = select(Hold).where(Hold.released_at.is_(None), *conditions).order_by(Hold.starts_at, Hold.id)
    engagement = selectinload(Hold.engagement)
    return db.session.scalars(
        query.options(engagement.selectinload(Engagement.principals), engagement.joinedload(Engagement.place))
    ).all()
