"""The pages under /forward-plan."""

from scheduler.forward_plan.routes import releases, year
from scheduler.forward_plan.routes.blueprint import forward_plan

__all__ = ["forward_plan", "releases", "year"]
