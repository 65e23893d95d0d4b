"""The pages under /summits, and those that partners reach by link."""

from scheduler.summits.routes import badges, check_in, day, desk
from scheduler.summits.routes.blueprint import summits

__all__ = ["badges", "check_in", "day", "desk", "summits"]
