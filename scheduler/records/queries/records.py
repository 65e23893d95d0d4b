"""The record of an engagement, and of many at once."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.records.models import EngagementRecord


def record_of(engagement: Engagement) -> EngagementRecord | None:
    """What is written about it; None while nothing is."""
    return records_of([engagement.id]).get(engagement.id)


def records_of(engagement_ids: Collection[int]) -> dict[int, EngagementRecord]:
    """The same for many, by engagement; those without are missing."""
    query = select(EngagementRecord).where(EngagementRecord.engagement_id.in_(engagement_ids))
    query = query.options(joinedload(EngagementRecord.portfolio_owner))
    return {each.engagement_id: each for each in db.session.scalars(query)}


def locked_record(engagement: Engagement) -> EngagementRecord | None:
    """As it is now; whoever else writes about the same engagement waits until we have ended.

    What this session read before is read again: it may have waited for somebody.
    """
    db.session.execute(select(Engagement.id).where(Engagement.id == engagement.id).with_for_update())
    db.session.expire_all()  # the statement above has flushed what was pending
    return record_of(engagement)
