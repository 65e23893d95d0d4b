"""Named reads of released plans, and of the engagements that the next one would list."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.clock import start_of_day
from scheduler.core.db import db
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import PLANNABLE, Handling
from scheduler.forward_plan.models import PlanRelease
from scheduler.forward_plan.rules.year import DAY
from scheduler.stakeholders.models import Post


def all_releases() -> Sequence[PlanRelease]:
    """The newest first."""
    return db.session.scalars(select(PlanRelease).order_by(PlanRelease.number.desc())).all()


def latest_release() -> PlanRelease | None:
    """The last one; None before the first."""
    return db.session.scalars(select(PlanRelease).order_by(PlanRelease.number.desc()).limit(1)).one_or_none()


def release_of(number: int) -> PlanRelease | None:
    """Version `number`."""
    return db.session.scalars(select(PlanRelease).where(PlanRelease.number == number)).one_or_none()


def engagements_to_release(from_on: date, until_on: date) -> Sequence[Engagement]:
    """Those with partners that are dated in the period or still look for a date; none that is OFFICIAL-SENSITIVE."""
    begins = or_(
        and_(Engagement.starts_at >= start_of_day(from_on), Engagement.starts_at < start_of_day(until_on + DAY)),
        Engagement.starts_on.between(from_on, until_on),
        and_(Engagement.starts_at.is_(None), Engagement.starts_on.is_(None), Engagement.status.in_(PLANNABLE)),
    )
    return _shown(begins, Engagement.posts.any(), Engagement.handling == Handling.OFFICIAL)


def engagements_of(keys: Collection[int]) -> Sequence[Engagement]:
    """The named ones, whatever became of them."""
    return _shown(Engagement.id.in_(keys))


def principals_of(keys: Collection[int]) -> Sequence[Principal]:
    """The named ones in the office's order."""
    query = select(Principal).where(Principal.id.in_(keys)).order_by(Principal.position, Principal.id)
    return db.session.scalars(query).all()


def _shown(*conditions: object) -> Sequence[Engagement]:
    posts = selectinload(Engagement.posts)
    query = (
        select(Engagement)
        .where(*conditions)  # type: ignore[arg-type]  # conditions of several kinds
        .order_by(Engagement.starts_at.is_(None), Engagement.starts_at, Engagement.starts_on, Engagement.id)
        .options(
            selectinload(Engagement.principals),
            posts.joinedload(Post.organisation),
            posts.joinedload(Post.body),
            joinedload(Engagement.place),
        )
    )
    return db.session.scalars(query).all()
