"""How meetings went for our seats."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.representation.models import Representation, Sitting


def sitting_at(seat: Representation, engagement: Engagement) -> Sitting | None:
    """How one meeting went for one seat; None: it is not known."""
    return db.session.get(Sitting, (seat.id, engagement.id))


def sittings_at(engagement: Engagement) -> list[Sitting]:
    """How one meeting went for all of our seats."""
    query = select(Sitting).where(Sitting.engagement_id == engagement.id).options(joinedload(Sitting.representation))
    return list(db.session.scalars(query.order_by(Sitting.representation_id)))
