"""Pages of the inbox."""

from scheduler.inbox.routes.blueprint import inbox

__all__ = ["inbox"]
