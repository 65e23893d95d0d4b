"""The Today page, and somebody of ours who is away today."""

from scheduler.today.routes import away, calls, day
from scheduler.today.routes.blueprint import today

__all__ = ["away", "calls", "day", "today"]
