"""Named reads of undertakings, and those that wait."""

from scheduler.undertakings.queries.undertakings import (
    Standing,
    closed_undertakings,
    concerning,
    due_of,
    evidence_day,
    evidence_words,
    open_undertakings,
    owner_words,
    reviews_due,
    undertaking_by_id,
    undertakings_as_of,
)

__all__ = [
    "Standing",
    "closed_undertakings",
    "concerning",
    "due_of",
    "evidence_day",
    "evidence_words",
    "open_undertakings",
    "owner_words",
    "reviews_due",
    "undertaking_by_id",
    "undertakings_as_of",
]
