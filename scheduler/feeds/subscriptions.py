"""Hears what changes below and keeps the feeds in step, in the same transaction."""

from scheduler.almanac.service.travel import travel_changed
from scheduler.core.clock import local_day, utc_now
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import EngagementChange
from scheduler.engagements.service import diary_changed, engagement_changed, holds_changed
from scheduler.feeds.days import render_ahead, render_around
from scheduler.feeds.fragments import keep_in_step
from scheduler.feeds.queries import engagements_concerned
from scheduler.stakeholders.models import Place
from scheduler.stakeholders.service import partner_changed


@engagement_changed.connect
def render_changed(engagement: Engagement, change: EngagementChange) -> None:
    """One engagement changed: one VEVENT a level is rendered, and the roads of its days."""
    now = utc_now()
    keep_in_step([engagement], now=now)
    render_around(engagement, change.before.when if change.before else None, now=now)


@holds_changed.connect
def render_held(engagement: Engagement) -> None:
    """Times were held or are free again."""
    render_around(engagement, now=utc_now())


@diary_changed.connect
def render_own(principal: Principal) -> None:
    """Where the days of one of ours begin, or what is kept free, may have changed."""
    render_ahead([principal.id], now=utc_now())


@travel_changed.connect
def render_roads(town: object) -> None:  # noqa: ARG001 - the signal's signature
    """A road takes longer or shorter."""
    render_ahead(now=utc_now())


@partner_changed.connect
def render_concerned(partner: object) -> None:
    """A place or a partner got another name or address: what names it is rendered again."""
    now = utc_now()
    concerned = engagements_concerned(partner, local_day(now))
    if concerned:
        keep_in_step(concerned, now=now)
    if isinstance(partner, Place):
        render_ahead(now=now)
