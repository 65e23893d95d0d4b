"""The pages under /engagements and /settings/principals."""

from scheduler.engagements.routes import (
    diary,
    leaving,
    old_seats,
    pages,
    planning,
    principal_diaries,
    principals,
    series,
    steps,
)
from scheduler.engagements.routes.blueprint import engagements

__all__ = [
    "diary",
    "engagements",
    "leaving",
    "old_seats",
    "pages",
    "planning",
    "principal_diaries",
    "principals",
    "series",
    "steps",
]
