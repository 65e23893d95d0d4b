"""The pages under /summits, and those that partners reach by link."""

from scheduler.summits.routes import desk
from scheduler.summits.routes.blueprint import summits

__all__ = ["desk", "summits"]
