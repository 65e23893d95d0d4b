"""A strand with a milestone, and a priority of the plan."""

from datetime import timedelta

from scheduler.core.clock import local_day, utc_now
from scheduler.engagements.models import Engagement
from scheduler.strands.rules.drafts import MilestoneDraft, StrandDraft
from scheduler.strands.rules.vocabulary import StrandKind
from scheduler.strands.service import add_milestone, add_priority, add_strand, attach, set_priorities


def load_strands(engagement: Engagement) -> dict[str, object]:
    """Values for the placeholders of their addresses."""
    today = local_day(utc_now())
    strand = add_strand(StrandDraft(title="New Lubbesthorpe", kind=StrandKind.PLANNING, started_on=today))
    milestone = add_milestone(strand, MilestoneDraft(title="Committee decides", due_on=today + timedelta(days=30)))
    attach(strand, engagement)
    priority = add_priority("Visible policing")
    set_priorities(engagement, [priority.id], now=utc_now())
    return {"strand_id": strand.id, "milestone_id": milestone.id, "plan_priority_id": priority.id}
