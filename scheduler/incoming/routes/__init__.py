"""The pages under /invited."""

from scheduler.incoming.routes import answering, calendars, following, listing, noting
from scheduler.incoming.routes.blueprint import incoming

__all__ = ["answering", "calendars", "following", "incoming", "listing", "noting"]
