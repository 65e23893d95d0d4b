"""The pages under /forward-plan."""

from scheduler.forward_plan.routes import board, commitments, pledges, proposals, proposals_deciding, releases, year
from scheduler.forward_plan.routes.blueprint import forward_plan

__all__ = ["board", "commitments", "forward_plan", "pledges", "proposals", "proposals_deciding", "releases", "year"]
