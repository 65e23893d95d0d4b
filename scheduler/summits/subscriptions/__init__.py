"""What the summit does when something happens below it."""

from scheduler.summits import models

__all__ = ["models"]
