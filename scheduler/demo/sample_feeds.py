"""Three feeds to try: the office's own in full, the Commissioner's, and a partner's busy times."""

from datetime import datetime

from sqlalchemy import func, select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.engagements.models import EngagementPost
from scheduler.engagements.queries import live_principals
from scheduler.engagements.rules import Detail, PrincipalKind
from scheduler.feeds.rules import Scope
from scheduler.feeds.service import FeedDraft, create_feed
from scheduler.stakeholders.models import Post


def load_feeds(now: datetime) -> dict[str, str]:
    """Make the feeds; each one's name and the token of its address, which nothing else keeps."""
    drafts = [FeedDraft(name="Forward plan of the office", scope=Scope.OFFICE, detail=Detail.FULL)]
    principals = live_principals(local_day(now))
    commissioner = next((each for each in principals if each.kind is PrincipalKind.COMMISSIONER), None)
    if commissioner is not None:
        name = f"{commissioner.title}: title and place"
        drafts.append(FeedDraft(name=name, scope=Scope.PRINCIPAL, scope_id=commissioner.id, detail=Detail.TITLE))
    partner = _busiest_partner()
    if partner is not None:
        name = f"{partner.full_title}: busy times"[:120]
        drafts.append(FeedDraft(name=name, scope=Scope.POST, scope_id=partner.id, detail=Detail.BUSY))
    return {draft.name: create_feed(draft, now=now)[1] for draft in drafts}


def _busiest_partner() -> Post | None:
    """The partner with most engagements, so that the feed has something to show."""
    query = select(Post).join(EngagementPost, EngagementPost.post_id == Post.id).group_by(Post.id)
    return db.session.scalars(query.order_by(func.count().desc(), Post.id).limit(1)).first()
