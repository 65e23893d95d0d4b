"""Named reads of engagements, principals and their diaries."""

from scheduler.engagements.queries.engagements import (
    PAGE_SIZE,
    EngagementFilter,
    clashes,
    engagement_of,
    engagements_between,
    found_engagements,
    history_of,
    live_places,
    posts_of,
)
from scheduler.engagements.queries.holds import (
    holds_due,
    holds_of,
    live_holds,
    overlapping_holds,
)
from scheduler.engagements.queries.layers import bodies_covering, busy_layers, layers_of_ours
from scheduler.engagements.queries.principals import (
    all_principals,
    live_principals,
    principals_for_update,
)

__all__ = [
    "PAGE_SIZE",
    "EngagementFilter",
    "all_principals",
    "bodies_covering",
    "busy_layers",
    "clashes",
    "engagement_of",
    "engagements_between",
    "found_engagements",
    "history_of",
    "holds_due",
    "holds_of",
    "layers_of_ours",
    "live_holds",
    "live_places",
    "live_principals",
    "overlapping_holds",
    "posts_of",
    "principals_for_update",
]
