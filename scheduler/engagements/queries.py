"""Named reads of engagements, principals and their diaries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from scheduler.audit.models import AuditEntry
from scheduler.core.clock import local_day, start_of_day
from scheduler.core.db import db
from scheduler.engagements.models import Engagement, EngagementPrincipal, Hold, Principal
from scheduler.engagements.rules import OFF_THE_DIARY, EngagementKind, EngagementStatus
from scheduler.ical.event import AllDay, Timed
from scheduler.stakeholders.models import Place, Post

PAGE_SIZE = 25
DAY = timedelta(days=1)


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
    conditions = [_touches(AllDay(first_on, last_on))]
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
            _touches(when),
            _has_principal(principal_ids),
            Engagement.status.not_in(OFF_THE_DIARY),
            Engagement.id != (except_id or 0),
        )
        .order_by(Engagement.starts_on, Engagement.starts_at, Engagement.id)
        .options(*_shown())
    )
    return db.session.scalars(query).all()


def live_holds(first_on: date, last_on: date, principal_ids: Collection[int]) -> Sequence[Hold]:
    """What is held for these principals on these local days, by the hour."""
    return overlapping_holds(AllDay(first_on, last_on), principal_ids, None)


def overlapping_holds(when: Timed | AllDay, principal_ids: Collection[int], except_id: int | None) -> Sequence[Hold]:
    """Live holds at that time for these principals, those of one engagement excepted."""
    _, _, begins, ends = _bounds(when)
    held_for = select(EngagementPrincipal.engagement_id).where(EngagementPrincipal.principal_id.in_(principal_ids))
    return _holds(
        Hold.starts_at < ends,
        Hold.ends_at > begins,
        Hold.engagement_id.in_(held_for),
        Hold.engagement_id != (except_id or 0),
    )


def holds_of(engagement_id: int) -> Sequence[Hold]:
    """The live holds of one engagement."""
    return _holds(Hold.engagement_id == engagement_id)


def holds_due(now: datetime) -> Sequence[Hold]:
    """Live holds whose time to answer is over, or which have begun."""
    return _holds(or_(Hold.expires_at <= now, Hold.starts_at <= now))


def _holds(*conditions: ColumnElement[bool]) -> Sequence[Hold]:
    query = select(Hold).where(Hold.released_at.is_(None), *conditions).order_by(Hold.starts_at, Hold.id)
    engagement = selectinload(Hold.engagement)
    return db.session.scalars(
        query.options(engagement.selectinload(Engagement.principals), engagement.joinedload(Engagement.place))
    ).all()


def live_principals(on: date) -> Sequence[Principal]:
    """Those of ours who are in office on a day, in the office's own order."""
    query = select(Principal).where(
        or_(Principal.from_on.is_(None), Principal.from_on <= on),
        or_(Principal.until_on.is_(None), Principal.until_on >= on),
    )
    return db.session.scalars(query.order_by(Principal.position, Principal.id)).all()


def all_principals() -> Sequence[Principal]:
    """Every principal, former ones too."""
    return db.session.scalars(select(Principal).order_by(Principal.position, Principal.id)).all()


def principals_for_update(principal_ids: Collection[int]) -> list[Principal]:
    """The named ones, locked: two managers cannot both find the same hour free."""
    query = select(Principal).where(Principal.id.in_(principal_ids)).order_by(Principal.id)
    return list(db.session.scalars(query.with_for_update()))


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


def history_of(engagement: Engagement) -> Sequence[AuditEntry]:
    """What was done to it, newest first."""
    query = select(AuditEntry).where(AuditEntry.subject_type == "engagement", AuditEntry.subject_id == engagement.id)
    return db.session.scalars(query.order_by(AuditEntry.id.desc())).all()


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
        conditions.append(Engagement.status == wanted.status)
    if wanted.from_on or wanted.until_on:
        conditions.append(_touches(AllDay(wanted.from_on or date.min + DAY, wanted.until_on or date.max - 2 * DAY)))
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


def _touches(when: Timed | AllDay) -> ColumnElement[bool]:
    """Overlaps that time: one that ends as the other begins does not."""
    first, last, begins, ends = _bounds(when)
    return or_(
        and_(Engagement.starts_at < ends, Engagement.ends_at > begins),
        and_(Engagement.starts_on <= last, Engagement.ends_on >= first),
    )


def _bounds(when: Timed | AllDay) -> tuple[date, date, datetime, datetime]:
    """First and last local day, first instant and the one after the last."""
    if isinstance(when, AllDay):
        return when.first_on, when.last_on, start_of_day(when.first_on), start_of_day(when.last_on + DAY)
    last = local_day(when.ends_at - timedelta(microseconds=1))
    return local_day(when.starts_at), last, when.starts_at, when.ends_at
