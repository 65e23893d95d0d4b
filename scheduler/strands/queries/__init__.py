"""Named reads of strands and priorities."""

from scheduler.strands.queries.priorities import (
    PriorityRow,
    all_priorities,
    by_priority,
    live_priorities,
    priorities_of,
    priority_by_id,
    priority_names,
)
from scheduler.strands.queries.strands import (
    all_strands,
    engagements_in,
    milestone_by_id,
    strand_by_id,
    strand_titles,
    strands_about,
    strands_of,
)

__all__ = [
    "PriorityRow",
    "all_priorities",
    "all_strands",
    "by_priority",
    "engagements_in",
    "live_priorities",
    "milestone_by_id",
    "priorities_of",
    "priority_by_id",
    "priority_names",
    "strand_by_id",
    "strand_titles",
    "strands_about",
    "strands_of",
]
