"""How often a day was given up by us."""

from collections.abc import Collection

from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.engagements.models import Postponement


def postponements_by_us(engagement_ids: Collection[int]) -> dict[int, int]:
    """How many days of each engagement we put off ourselves; one that kept its days is missing."""
    query = (
        select(Postponement.engagement_id, func.count())
        .where(Postponement.engagement_id.in_(engagement_ids), Postponement.by_us)
        .group_by(Postponement.engagement_id)
        .order_by(Postponement.engagement_id)
    )
    return {engagement_id: count for engagement_id, count in db.session.execute(query)}  # noqa: C416 - typed rows
