"""Hears what changes below and keeps the feeds in step, in the same transaction."""

from scheduler.core.clock import local_day, utc_now
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementChange
from scheduler.engagements.service import engagement_changed
from scheduler.feeds.fragments import keep_in_step
from scheduler.feeds.queries import engagements_concerned
from scheduler.stakeholders.service import partner_changed


@engagement_changed.connect
def render_changed(engagement: Engagement, change: EngagementChange) -> None:  # noqa: ARG001 - the signal's signature
    """One engagement changed: one VEVENT a level is rendered."""
    keep_in_step([engagement], now=utc_now())


@partner_changed.connect
def render_concerned(partner: object) -> None:
    """A place or a partner got another name or address: what names it is rendered again."""
    now = utc_now()
    concerned = engagements_concerned(partner, local_day(now))
    if concerned:
        keep_in_step(concerned, now=now)
