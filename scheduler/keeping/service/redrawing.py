"""Draws calendar entries anew from what now stands in the tables; feeds that held the old ones get a new revision."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.feeds.days import render_days
from scheduler.feeds.fragments import keep_in_step
from scheduler.keeping.queries.tracing import Change


def redraw(changes: Sequence[Change], *, now: datetime) -> None:
    """The entries of every engagement that was changed or shown, and the days of principals that named somebody."""
    ids = {change.key[0] for change in changes if change.table in {"feed_fragment", "engagement"}}
    engagements = db.session.scalars(select(Engagement).where(Engagement.id.in_(ids)).order_by(Engagement.id)).all()
    if engagements:
        keep_in_step(engagements, now=now)
    for principal_id, day in sorted({change.key for change in changes if change.table == "feed_day"}):
        render_days([principal_id], day, day, now=now)
    db.session.flush()
