"""The priorities of the plan, and which of them an engagement serves."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, select

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.wording import day_words, list_words
from scheduler.engagements.models import Engagement
from scheduler.strands.models import EngagementPriority, PlanPriority
from scheduler.strands.rules.drafts import checked_priority


def add_priority(name: str) -> PlanPriority:
    """A new one, the last of the list. Raises RuleBroken."""
    cleaned = _free_name(name, except_id=None)
    last = db.session.scalar(select(func.max(PlanPriority.position))) or 0
    priority = PlanPriority(name=cleaned, position=last + 1)
    db.session.add(priority)
    db.session.flush()
    record("priority.added", "plan_priority", priority.id, f"Added the priority “{priority.name}”")
    return priority


def change_priority(priority: PlanPriority, name: str, position: int, *, version: int | None) -> None:
    """Another wording or place in the list. Raises RuleBroken, VersionConflict."""
    if version != priority.version:
        raise VersionConflict
    before = {"name": priority.name, "position": priority.position}
    priority.name, priority.position = _free_name(name, except_id=priority.id), position
    db.session.flush()
    details = {"before": before, "after": {"name": priority.name, "position": priority.position}}
    record("priority.changed", "plan_priority", priority.id, f"Changed the priority “{priority.name}”", details=details)


def end_priority(priority: PlanPriority, on: date | None, *, version: int | None) -> None:
    """A later plan dropped it: it stays on what it was put to. None takes it up again. Raises VersionConflict."""
    if version != priority.version:
        raise VersionConflict
    priority.ended_on = on
    db.session.flush()
    words = f"Ended the priority “{priority.name}” on {day_words(on)}" if on else f"Took up “{priority.name}” again"
    record("priority.ended" if on else "priority.resumed", "plan_priority", priority.id, words)


def set_priorities(engagement: Engagement, priority_ids: Collection[int], *, now: datetime) -> None:
    """The engagement serves exactly these; one that ended stays only where it was. Raises RuleBroken."""
    db.session.refresh(engagement, ["version"], with_for_update=True)
    query = select(EngagementPriority).where(EngagementPriority.engagement_id == engagement.id)
    standing = {each.priority_id: each for each in db.session.scalars(query)}
    known = {each.id: each for each in db.session.scalars(select(PlanPriority))}
    wanted = set(priority_ids)
    if any(known.get(each) is None or (known[each].ended_on and each not in standing) for each in wanted):
        raise RuleBroken("A priority is not in the plan any more. Choose again.", "priorities")
    if wanted == standing.keys():
        return
    for gone in standing.keys() - wanted:
        db.session.delete(standing[gone])
    for new in sorted(wanted - standing.keys()):
        db.session.add(EngagementPriority(engagement_id=engagement.id, priority_id=new, noted_at=now))
    db.session.flush()
    chosen = sorted((known[each] for each in wanted), key=lambda each: (each.position, each.id))
    words = list_words([f"“{each.name}”" for each in chosen])
    record("engagement.priorities", "engagement", engagement.id, f"Serves {words}" if words else "Serves no priority")


def _free_name(name: str, *, except_id: int | None) -> str:
    cleaned = checked_priority(name)
    same = select(PlanPriority.id).where(PlanPriority.name == cleaned, PlanPriority.id != (except_id or 0))
    if db.session.scalar(same) is not None:
        raise RuleBroken("The list has this priority already.", "name")
    return cleaned
