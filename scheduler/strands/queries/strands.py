"""Strands with what belongs to them."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.stakeholders.models import Body, Organisation, Post
from scheduler.strands.models import Milestone, Strand, StrandEngagement


def strand_by_id(strand_id: int) -> Strand | None:
    """One with its milestones, or None."""
    return db.session.scalar(select(Strand).where(Strand.id == strand_id).options(*_whole()))


def milestone_by_id(milestone_id: int) -> Milestone | None:
    """One, or None."""
    return db.session.get(Milestone, milestone_id)


def all_strands() -> Sequence[Strand]:
    """Open ones first, each group by title; engagements and milestones at hand."""
    query = select(Strand).order_by(Strand.ended_on.is_not(None), Strand.title, Strand.id)
    return db.session.scalars(query.options(*_whole(), selectinload(Strand.engagements))).all()


def strands_of(engagement: Engagement) -> Sequence[Strand]:
    """Those that it belongs to, by title."""
    query = (
        select(Strand)
        .join(StrandEngagement, StrandEngagement.strand_id == Strand.id)
        .where(StrandEngagement.engagement_id == engagement.id)
    )
    return db.session.scalars(query.options(*_whole()).order_by(Strand.title, Strand.id)).all()


def strand_titles(engagement_ids: Collection[int]) -> dict[int, list[str]]:
    """The names of the strands of many engagements; those without are missing."""
    query = (
        select(StrandEngagement.engagement_id, Strand.title)
        .join(Strand, Strand.id == StrandEngagement.strand_id)
        .where(StrandEngagement.engagement_id.in_(engagement_ids))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for engagement_id, title in db.session.execute(query.order_by(Strand.title, Strand.id)):
        found[engagement_id].append(title)
    return found


def strands_about(home: Organisation | Body) -> Sequence[Strand]:
    """Those about an organisation or body, open ones first."""
    column = Strand.organisation_id if isinstance(home, Organisation) else Strand.body_id
    query = select(Strand).where(column == home.id).options(*_whole())
    return db.session.scalars(query.order_by(Strand.ended_on.is_not(None), Strand.title, Strand.id)).all()


def engagements_in(strand: Strand) -> Sequence[Engagement]:
    """With who takes part from both sides."""
    query = (
        select(Engagement)
        .join(StrandEngagement, StrandEngagement.engagement_id == Engagement.id)
        .where(StrandEngagement.strand_id == strand.id)
    )
    return db.session.scalars(query.options(*_taking_part()).order_by(Engagement.id)).all()


def _taking_part() -> tuple[ExecutableOption, ...]:
    """Both sides of an engagement, in a fixed number of statements."""
    posts = selectinload(Engagement.posts)
    return (
        selectinload(Engagement.principals),
        posts.joinedload(Post.organisation),
        posts.joinedload(Post.body),
    )


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Strand.owner),
        joinedload(Strand.organisation),
        joinedload(Strand.body),
        selectinload(Strand.milestones),
    )
