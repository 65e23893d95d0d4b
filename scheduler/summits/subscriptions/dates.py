"""The summit follows its engagement: history on a rename or a move, and what is counted to the day."""

from typing import Any

from scheduler.core.clock import utc_now
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY, EngagementChange, EngagementKind
from scheduler.engagements.rules.spans import days_of_time
from scheduler.engagements.service import engagement_changed
from scheduler.summits.queries import summit_of
from scheduler.summits.service.chapters import follow_change
from scheduler.summits.service.slipping import follow_day


@engagement_changed.connect
def follow_the_engagement(engagement: Engagement, *, change: EngagementChange, **_: Any) -> None:
    """However it was renamed or moved: by the summit's own pages, the engagement's, or a partner's proposal."""
    summit = summit_of(engagement) if engagement.kind is EngagementKind.SUMMIT else None
    if summit is None:
        return
    now, was = utc_now(), change.before.when if change.before else None
    reason = engagement.outcome_reason if engagement.status in OFF_THE_DIARY else change.telling.words
    follow_change(summit, reason=reason, now=now)
    follow_day(summit, days_of_time(was)[0] if was is not None else None, now=now)
