"""What actions do when something happens below them."""

from scheduler.actions import models

__all__ = ["models"]
