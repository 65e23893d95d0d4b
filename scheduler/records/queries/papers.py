"""Papers of an engagement."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.records.models import Paper


def papers_of(engagement: Engagement) -> list[Paper]:
    """In the order in which they came."""
    query = select(Paper).where(Paper.engagement_id == engagement.id).options(joinedload(Paper.upload))
    return list(db.session.scalars(query.order_by(Paper.id)))


def paper_by_id(paper_id: int) -> Paper | None:
    """One, or None."""
    return db.session.get(Paper, paper_id)
