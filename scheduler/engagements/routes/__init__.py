"""The pages under /engagements and /settings/principals."""

from scheduler.engagements.routes import diary, leaving, pages, planning, principals, steps
from scheduler.engagements.routes.blueprint import engagements

__all__ = ["diary", "engagements", "leaving", "pages", "planning", "principals", "steps"]
