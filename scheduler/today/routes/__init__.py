"""The Today page, and somebody of ours who is away today."""

from scheduler.today.routes import day
from scheduler.today.routes.blueprint import today

__all__ = ["day", "today"]
