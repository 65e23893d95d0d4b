"""The plan's priorities, and what served them in a period."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import engagements_between
from scheduler.engagements.rules import OFF_THE_DIARY, OVER, Handling
from scheduler.strands.models import EngagementPriority, PlanPriority


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """A priority, or None for what serves none, with its engagements of the period in the order of their days."""

    priority: PlanPriority | None
    engagements: tuple[Engagement, ...]

    @property
    def held(self) -> tuple[Engagement, ...]:
        """Those that took place."""
        return tuple(each for each in self.engagements if each.status in OVER)


def all_priorities() -> Sequence[PlanPriority]:
    """As the plan lists them, ended ones last."""
    order = (PlanPriority.ended_on.is_not(None), PlanPriority.position, PlanPriority.id)
    return db.session.scalars(select(PlanPriority).order_by(*order)).all()


def live_priorities() -> Sequence[PlanPriority]:
    """Those that can be chosen."""
    return [each for each in all_priorities() if each.ended_on is None]


def priority_by_id(priority_id: int) -> PlanPriority | None:
    """One, or None."""
    return db.session.get(PlanPriority, priority_id)


def priorities_of(engagement: Engagement) -> Sequence[PlanPriority]:
    """Those that it serves, as the plan lists them."""
    query = (
        select(PlanPriority)
        .join(EngagementPriority, EngagementPriority.priority_id == PlanPriority.id)
        .where(EngagementPriority.engagement_id == engagement.id)
    )
    return db.session.scalars(query.order_by(PlanPriority.position, PlanPriority.id)).all()


def priority_names(engagement_ids: Collection[int]) -> dict[int, list[str]]:
    """What many engagements serve, by name; those that serve none are missing."""
    query = (
        select(EngagementPriority.engagement_id, PlanPriority.name)
        .join(PlanPriority, PlanPriority.id == EngagementPriority.priority_id)
        .where(EngagementPriority.engagement_id.in_(engagement_ids))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for engagement_id, name in db.session.execute(query.order_by(PlanPriority.position, PlanPriority.id)):
        found[engagement_id].append(name)
    return found


def by_priority(first_on: date, last_on: date, *, with_sensitive: bool = False) -> list[PriorityRow]:
    """Every live priority, and ended ones that were served; last what serves none. Both days included.

    One engagement may serve several. What is off the diary is left out; OFFICIAL-SENSITIVE ones unless asked for.
    """
    found = [
        each
        for each in engagements_between(first_on, last_on)
        if each.status not in OFF_THE_DIARY and (with_sensitive or each.handling is Handling.OFFICIAL)
    ]
    found.sort(key=lambda each: first_day_of(each) or first_on)  # whole days stood first
    serves = _served(found)
    rows = [
        PriorityRow(priority, tuple(each for each in found if priority.id in serves[each.id]))
        for priority in all_priorities()
    ]
    kept = [row for row in rows if row.engagements or row.priority is None or row.priority.ended_on is None]
    none = tuple(each for each in found if not serves[each.id])
    return [*kept, PriorityRow(None, none)] if none else kept


def _served(found: Sequence[Engagement]) -> dict[int, set[int]]:
    query = select(EngagementPriority.engagement_id, EngagementPriority.priority_id)
    served: dict[int, set[int]] = defaultdict(set)
    for engagement_id, priority_id in db.session.execute(
        query.where(EngagementPriority.engagement_id.in_([each.id for each in found]))
    ):
        served[engagement_id].add(priority_id)
    return served
