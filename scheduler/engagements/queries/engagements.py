"""Named reads of engagements."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from scheduler.audit.models import AuditEntry
from scheduler.core.clock import start_of_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement, EngagementPrincipal
from scheduler.engagements.queries.history import belongs_to
from scheduler.engagements.rules import OFF_THE_DIARY, EngagementKind, EngagementStatus
from scheduler.engagements.rules.spans import bounds_of, days_of_time
from scheduler.ical.event import AllDay, Timed
from scheduler.stakeholders.models import Place, Post

PAGE_SIZE = 25
DAY = timedelta(days=1)
ALSO_FOUND = {EngagementStatus.TO_ARRANGE: (EngagementStatus.TO_ARRANGE, EngagementStatus.POSTPONED)}
"""Whoever looks for what is to arrange wants what lost its day too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementFilter:
    """What the list page was asked for; both days included, None or empty asks nothing."""

    principal_id: int | None = None
    kind: EngagementKind | None = None
    status: EngagementStatus | None = None
    from_on: date | None = None
    until_on: date | None = None
    text: str = ""


def engagement_of(engagement_id: int) -> Engagement | None:
    """One engagement with all that its page shows."""
    query = select(Engagement).where(Engagement.id == engagement_id).options(*_shown())
    return db.session.scalars(query).one_or_none()


def found_engagements(wanted: EngagementFilter, page: int, today: date) -> tuple[Sequence[Engagement], int]:
    """One page of the list, and how many there are in all: undated, then what comes next, then the past backwards."""
    conditions = _conditions(wanted)
    total = db.session.scalar(select(func.count()).select_from(Engagement).where(*conditions)) or 0
    query = select(Engagement).where(*conditions).order_by(*_nearest_first(today)).options(*_shown())
    return db.session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all(), total


def _nearest_first(today: date) -> tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]:
    undated = and_(Engagement.starts_at.is_(None), Engagement.starts_on.is_(None))
    past = or_(Engagement.ends_at < start_of_day(today), Engagement.ends_on < today)
    begins = func.coalesce(func.date(Engagement.starts_at), func.date(Engagement.starts_on))
    return (
        case((undated, 0), (past, 2), else_=1),
        case((past, None), else_=begins),
        case((past, begins), else_=None).desc(),
        Engagement.starts_at,
        Engagement.id,
    )


def engagements_between(first_on: date, last_on: date, principal_id: int | None = None) -> Sequence[Engagement]:
    """Everything dated that touches these local days: whole days first, then by the hour."""
    conditions = [touching(AllDay(first_on, last_on))]
    if principal_id is not None:
        conditions.append(_has_principal((principal_id,)))
    query = (
        select(Engagement)
        .where(*conditions)
        .order_by(Engagement.starts_on.is_(None), Engagement.starts_on, Engagement.starts_at, Engagement.id)
        .options(*_shown())
    )
    return db.session.scalars(query).all()


def clashes(when: Timed | AllDay, principal_ids: Collection[int], except_id: int | None) -> Sequence[Engagement]:
    """What else these principals have at that time; what is off the diary takes nobody's time."""
    query = (
        select(Engagement)
        .where(
            touching(when),
            _has_principal(principal_ids),
            Engagement.status.not_in(OFF_THE_DIARY),
            Engagement.id != (except_id or 0),
        )
        .order_by(Engagement.starts_on, Engagement.starts_at, Engagement.id)
        .options(*_shown())
    )
    return db.session.scalars(query).all()


def posts_of(post_ids: Collection[int]) -> list[Post]:
    """The named posts with their homes."""
    query = select(Post).where(Post.id.in_(post_ids)).order_by(Post.id)
    return list(db.session.scalars(query.options(joinedload(Post.organisation), joinedload(Post.body))))


def live_places(on: date) -> Sequence[Place]:
    """Places in use on a day: ours first, then by name."""
    query = select(Place).where(
        or_(Place.started_on.is_(None), Place.started_on <= on), or_(Place.ended_on.is_(None), Place.ended_on >= on)
    )
    return db.session.scalars(query.order_by(Place.is_ours.desc(), Place.name, Place.id)).all()


def history_of(engagement: Engagement, most: int | None = None) -> Sequence[AuditEntry]:
    """What was done to it and to what hangs on it, newest first; `most` entries, None for all."""
    query = select(AuditEntry).where(belongs_to(engagement)).order_by(AuditEntry.id.desc())
    return db.session.scalars(query.limit(most)).all()


def _shown() -> tuple[ExecutableOption, ...]:
    """A fixed number of statements, however many engagements."""
    posts = selectinload(Engagement.posts)
    return (
        selectinload(Engagement.principals),
        posts.joinedload(Post.organisation),
        posts.joinedload(Post.body),
        joinedload(Engagement.place),
    )


def _conditions(wanted: EngagementFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.principal_id is not None:
        conditions.append(_has_principal((wanted.principal_id,)))
    if wanted.kind is not None:
        conditions.append(Engagement.kind == wanted.kind)
    if wanted.status is not None:
        conditions.append(Engagement.status.in_(ALSO_FOUND.get(wanted.status, (wanted.status,))))
    if wanted.from_on or wanted.until_on:
        conditions.append(touching(AllDay(wanted.from_on or date.min + DAY, wanted.until_on or date.max - 2 * DAY)))
    conditions.extend(_says(word) for word in wanted.text.split())
    return conditions


def _says(word: str) -> ColumnElement[bool]:
    """In the title, the purpose, the room or the place."""
    return or_(
        Engagement.title.icontains(word, autoescape=True),
        Engagement.purpose.icontains(word, autoescape=True),
        Engagement.place_text.icontains(word, autoescape=True),
        Engagement.place.has(Place.name.icontains(word, autoescape=True)),
    )


def _has_principal(principal_ids: Collection[int]) -> ColumnElement[bool]:
    taking_part = select(EngagementPrincipal.engagement_id).where(EngagementPrincipal.principal_id.in_(principal_ids))
    return Engagement.id.in_(taking_part)


def touching(when: Timed | AllDay) -> ColumnElement[bool]:
    """Overlaps that time: one that ends as the other begins does not."""
    first, last = days_of_time(when)
    begins, ends = bounds_of(when)
    return or_(
        and_(Engagement.starts_at < ends, Engagement.ends_at > begins),
        and_(Engagement.starts_on <= last, Engagement.ends_on >= first),
    )
