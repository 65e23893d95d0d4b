"""Scopes of keys, the events that a webhook may hear of, and how long what is sent may be."""

from collections.abc import Mapping
from enum import StrEnum


class Scope(StrEnum):
    """What a key may do; each is granted by itself."""

    READ_ENGAGEMENTS = "engagements:read"
    WRITE_ENGAGEMENTS = "engagements:write"
    READ_PARTNERS = "partners:read"
    READ_CONTACTS = "partners:contacts"
    """Names and addresses of people beside the posts."""
    READ_COVERAGE = "coverage:read"
    READ_ANSWERS = "answers:read"
    WRITE_ANSWERS = "answers:write"
    READ_SENSITIVE = "engagements:sensitive"
    """OFFICIAL-SENSITIVE engagements, too."""


class WebhookEvent(StrEnum):
    """What happened."""

    ENGAGEMENT_PLANNED = "engagement.planned"
    ENGAGEMENT_CHANGED = "engagement.changed"
    ENGAGEMENT_CANCELLED = "engagement.cancelled"
    ENGAGEMENT_HELD = "engagement.held"
    ENGAGEMENT_WITHHELD = "engagement.withheld"
    """It became OFFICIAL-SENSITIVE; for whoever may not know of those, and so hears nothing more of it."""
    ANSWER_RECORDED = "answer.recorded"


LENGTHS: Mapping[str, int] = {
    "title": 200,
    "purpose": 4_000,
    "text": 300,
    "online_url": 500,
    "clash_reason": 500,
    "reason": 500,
    "message": 4_000,
    "name": 200,
    "role": 200,
    "email": 254,
}
"""Most characters by field, as the forms of the pages have them."""
