"""Named reads of the partners; what other features need is named here."""

from scheduler.stakeholders.queries.moves import place_on
from scheduler.stakeholders.queries.posts import (
    group_members,
    holder_of,
    holders_of,
    live_posts,
    members_among,
    new_members,
    principal_address,
    seats_held,
)

__all__ = [
    "group_members",
    "holder_of",
    "holders_of",
    "live_posts",
    "members_among",
    "new_members",
    "place_on",
    "principal_address",
    "seats_held",
]
