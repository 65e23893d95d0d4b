"""Engagements that took place, for registers, the public page and search."""

from datetime import UTC, date, datetime, time, timedelta

from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementStatus
from tests import factories

SPRING = date(2026, 4, 1)


def held(on: date, **changes: object) -> Engagement:
    """An hour at two o'clock, with one leader and the Commissioner unless said otherwise."""
    starts_at = datetime.combine(on, time(13), tzinfo=UTC)
    facts: dict[str, object] = {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "status": EngagementStatus.HELD,
    }
    if "posts" not in changes:
        facts["posts"] = [factories.post()]
    return factories.engagement(**facts | changes)
