"""The pages under /summits, and those that partners reach by link."""

from scheduler.summits.routes import attendees, badges, check_in, day, desk, details, needs, place_link
from scheduler.summits.routes.blueprint import summits

__all__ = ["attendees", "badges", "check_in", "day", "desk", "details", "needs", "place_link", "summits"]
