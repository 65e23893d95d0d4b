"""The pages under /evidence/strands, and the plan's priorities."""

from scheduler.strands.routes.blueprint import strands

__all__ = ["strands"]
