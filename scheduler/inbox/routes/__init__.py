"""Pages of the inbox."""

from scheduler.inbox.routes import aliases, reading, settling
from scheduler.inbox.routes.blueprint import inbox

__all__ = ["aliases", "inbox", "reading", "settling"]
