"""An office with a feed of everything and one of a few engagements."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bench.rows.engagements import load_engagements, render_entries
from bench.rows.partners import load_partners
from scheduler.core.db import commit, db
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import Detail, PrincipalKind
from scheduler.feeds.rules import Scope
from scheduler.feeds.service import FeedDraft, create_feed


@dataclass(frozen=True, slots=True)
class Paths:
    """Where the feeds are read: the whole office's engagements, and the deputy's few."""

    many: str
    few: str


def load_feeds(count: int, *, now: datetime) -> Paths:
    """`count` engagements, rendered, with two feeds. Commits."""
    posts, places = load_partners(now)
    load_engagements(count, posts, places, now=now)
    commit()
    render_entries(now)
    deputy = db.session.scalars(select(Principal.id).where(Principal.kind == PrincipalKind.DEPUTY)).one()
    drafts = (
        FeedDraft(name="Whole office", scope=Scope.OFFICE, detail=Detail.FULL),
        FeedDraft(name="Deputy", scope=Scope.PRINCIPAL, detail=Detail.FULL, scope_id=deputy),
    )
    many, few = (f"/feeds/{create_feed(draft, now=now)[1]}.ics" for draft in drafts)
    commit()
    return Paths(many, few)
