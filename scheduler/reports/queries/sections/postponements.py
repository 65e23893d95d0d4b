"""Days that were given up in the period, and by whom: what we put off ourselves is said first."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.core.clock import start_of_day
from scheduler.core.db import db
from scheduler.core.wording import count_words
from scheduler.engagements.models import Engagement, Postponement
from scheduler.forward_plan.queries.partners import Home
from scheduler.reports.queries.sections.ground import MAY_BE_TOLD, Period
from scheduler.stakeholders.models import Post


def postponed_words(period: Period, has: Callable[[Home], bool]) -> list[str]:
    """One sentence about the meetings with these partners; nothing when every day was kept."""
    posts = joinedload(Engagement.posts)
    query = (
        select(Postponement.by_us, Engagement)
        .join(Engagement, Engagement.id == Postponement.engagement_id)
        .where(MAY_BE_TOLD, Postponement.at >= start_of_day(period.from_on), Postponement.at < period.ends_at)
        .options(posts.joinedload(Post.organisation), posts.joinedload(Post.body))
        .order_by(Postponement.id)
    )
    found = db.session.execute(query).unique()
    by_us = [is_ours for is_ours, engagement in found if any(has(post.home) for post in engagement.posts)]
    if not by_us:
        return []
    dates = count_words(len(by_us), "agreed date was", "agreed dates were")
    return [f"{dates} given up in the period: {sum(by_us)} by us, {len(by_us) - sum(by_us)} by the partner."]
