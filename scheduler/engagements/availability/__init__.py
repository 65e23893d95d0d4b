"""When ours are free: the ground for the proposer, dates for one engagement, and what stands in the way of a time."""

from scheduler.engagements.availability.ground import ground, partner_key, principal_key
from scheduler.engagements.availability.obstacles import obstacles, obstacles_in_way
from scheduler.engagements.availability.slots import ProposedSlot, slots_for

__all__ = [
    "ProposedSlot",
    "ground",
    "obstacles",
    "obstacles_in_way",
    "partner_key",
    "principal_key",
    "slots_for",
]
