"""Named changes of strands, their milestones and engagements, and of the plan's priorities."""

from scheduler.strands.service.milestones import add_milestone, change_milestone, remove_milestone
from scheduler.strands.service.priorities import add_priority, change_priority, end_priority, set_priorities
from scheduler.strands.service.strands import add_strand, attach, change_strand, detach

__all__ = [
    "add_milestone",
    "add_priority",
    "add_strand",
    "attach",
    "change_milestone",
    "change_priority",
    "change_strand",
    "detach",
    "end_priority",
    "remove_milestone",
    "set_priorities",
]
