"""The pages under /evidence/strands, and the plan's priorities."""

from scheduler.strands.routes import belonging, milestones, panels, priorities, strands_pages
from scheduler.strands.routes.blueprint import strands

__all__ = ["belonging", "milestones", "panels", "priorities", "strands", "strands_pages"]
