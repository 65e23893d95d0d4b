"""What a meeting has to do with undertakings: given at it, due at it, shown by it."""

from datetime import date

from sqlalchemy import and_, or_, select

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import engagement_of
from scheduler.stakeholders.models import Body
from scheduler.undertakings.models import Evidence, Undertaking


@dataclass(frozen=True, slots=True)
class Source:
    """Where and when something was undertaken."""

    body_id: int
    source: str
    on: date


@dataclass(frozen=True, slots=True)
class OfMeeting:
    """Undertakings that a meeting has to do with; each stands in the first list that fits."""

    due: list[Undertaking]
    given: list[Undertaking]
    shown: list[Undertaking]

    @property
    def is_empty(self) -> bool:
        """Nothing to show."""
        return not (self.due or self.given or self.shown)


def bodies_of(engagement: Engagement) -> list[Body]:
    """Whose meeting it is."""
    return [post.body for post in engagement.posts if post.body is not None]


def source_of_meeting(engagement_id: int | None) -> Source | None:
    """For what was resolved at a meeting of a body; None where it is no such meeting."""
    engagement = engagement_of(engagement_id) if engagement_id is not None else None
    if engagement is None:
        return None
    bodies, on = bodies_of(engagement), first_day_of(engagement)
    return Source(bodies[0].id, bodies[0].name, on) if bodies and on is not None else None


def undertakings_at(engagement: Engagement) -> OfMeeting:
    """In one statement."""
    shown_by = select(Evidence.undertaking_id).where(Evidence.engagement_id == engagement.id)
    keys = [each.id for each in bodies_of(engagement)]
    given = and_(Undertaking.body_id.in_(keys), Undertaking.source_on == first_day_of(engagement))
    linked = Undertaking.id.in_(shown_by)
    query = select(Undertaking, linked).where(or_(Undertaking.due_engagement_id == engagement.id, given, linked))
    found = OfMeeting([], [], [])
    for undertaking, is_shown in db.session.execute(query.order_by(Undertaking.id)):
        if undertaking.due_engagement_id == engagement.id:
            found.due.append(undertaking)
        else:
            (found.shown if is_shown else found.given).append(undertaking)
    return found
