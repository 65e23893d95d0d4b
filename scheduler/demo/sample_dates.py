"""Dates on offer in the sample: Harborough may choose among three, and its Leader's link is there to try."""

from datetime import datetime

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.demo.sample_invitations import HEADS
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementStatus
from scheduler.invitations.queries.dates import live_date_links
from scheduler.invitations.rules import Audience
from scheduler.invitations.service.dates.fresh import proposed_times
from scheduler.invitations.service.dates.links import dates_url
from scheduler.invitations.service.dates.offering import Asked, offer_dates, usual_deadline
from scheduler.stakeholders.rules import RoleKind

TITLE = "Visit to Harborough"


def load_dates(now: datetime) -> str:
    """One open offer through the services of the pages; returns the address that tries it, empty when none was made."""
    query = select(Engagement).where(Engagement.title == TITLE, Engagement.status == EngagementStatus.OFFERING_DATES)
    engagement = db.session.scalars(query.limit(1)).one_or_none()
    if engagement is None or not engagement.posts:
        return ""
    deadline = usual_deadline(now)
    times = proposed_times(engagement, answer_by_at=deadline, now=now)
    heads = [post for post in engagement.posts if post.role_kind in HEADS]
    if not times or not heads:
        return ""
    asked = [Asked(post, is_required=post.role_kind is RoleKind.POLITICAL_HEAD) for post in heads]
    if not any(each.is_required for each in asked):
        asked[0] = Asked(asked[0].post)
    message = "An hour with the Leader, then a walk through the town centre."
    offer = offer_dates(engagement, times, asked, answer_by_at=deadline, message=message, now=now)
    links = [link for partner in offer.partners if partner.is_required for link in live_date_links(partner)]
    principal = next((link for link in links if link.audience is Audience.PRINCIPAL), None)
    return dates_url(principal) if principal else ""
