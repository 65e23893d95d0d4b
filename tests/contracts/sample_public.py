"""Past meetings are shown to everybody, and one has been held."""

from datetime import timedelta

from scheduler.core.clock import utc_now
from scheduler.engagements.rules import EngagementStatus
from scheduler.reports.rules.public import PublishingDraft
from scheduler.reports.service.publishing import set_publishing
from scheduler.stakeholders.models import Post
from tests import factories


def load_public(post: Post) -> dict[str, object]:
    """It stands in registers, too; no address names it."""
    starts_at = utc_now().replace(minute=0, second=0, microsecond=0) - timedelta(days=10)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
    factories.engagement(posts=[post], status=EngagementStatus.HELD, purpose="Priorities of the year", **times)
    set_publishing(PublishingDraft(is_public=True), seen=0)
    return {}
