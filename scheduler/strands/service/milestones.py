"""Milestones of a strand."""

from dataclasses import asdict

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.wording import day_words
from scheduler.strands.models import Milestone, Strand
from scheduler.strands.rules.drafts import MilestoneDraft, checked_milestone


def add_milestone(strand: Strand, draft: MilestoneDraft) -> Milestone:
    """A new one; the very same again is that one. Raises RuleBroken."""
    facts = asdict(checked_milestone(draft))
    for there in strand.milestones:
        if all(getattr(there, name) == value for name, value in facts.items()):
            return there
    milestone = Milestone(strand_id=strand.id, **facts)
    db.session.add(milestone)
    db.session.flush()
    db.session.expire(strand, ["milestones"])
    record("milestone.added", "strand", strand.id, f"Added: {_said(milestone)}")
    return milestone


def change_milestone(milestone: Milestone, draft: MilestoneDraft) -> None:
    """Another day or wording, or it is reached. As it is already is no change. Raises RuleBroken."""
    facts = asdict(checked_milestone(draft))
    before = {name: str(getattr(milestone, name)) for name in facts if getattr(milestone, name) != facts[name]}
    if not before:
        return
    for name, value in facts.items():
        setattr(milestone, name, value)
    db.session.flush()
    db.session.expire(milestone.strand, ["milestones"])
    details = {"before": before, "after": {name: str(facts[name]) for name in before}}
    record("milestone.changed", "strand", milestone.strand_id, f"Changed: {_said(milestone)}", details=details)


def remove_milestone(milestone: Milestone) -> None:
    """It was noted by mistake."""
    record("milestone.removed", "strand", milestone.strand_id, f"Removed: {_said(milestone)}")
    strand = milestone.strand
    db.session.delete(milestone)
    db.session.flush()
    db.session.expire(strand, ["milestones"])


def _said(milestone: Milestone) -> str:
    return f"{milestone.title}, {day_words(milestone.due_on)}"
