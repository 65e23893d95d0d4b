"""Engagements and answers as other systems ask for them, in the order of their keys."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.api.rules.paging import PER_PAGE, Page
from scheduler.core.clock import from_local
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement, EngagementPrincipal
from scheduler.engagements.rules import EngagementKind, EngagementStatus, Handling
from scheduler.invitations.models import Invitation
from scheduler.stakeholders.models import Post

MAY_BE_TOLD = Engagement.handling == Handling.OFFICIAL
"""To a key that may not see the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What another system wants to see; empty parts ask nothing."""

    from_on: date | None = None
    until_on: date | None = None
    status: EngagementStatus | None = None
    kind: EngagementKind | None = None
    principal_id: int | None = None
    changed_since: datetime | None = None
    with_sensitive: bool = False
    page: int = 1


def asked_engagements(asked: Asked) -> tuple[Sequence[Engagement], Page]:
    """One page of them."""
    conditions = _conditions(asked)
    total = db.session.scalar(select(func.count()).select_from(Engagement).where(*conditions)) or 0
    homes = selectinload(Engagement.posts)
    query = (
        select(Engagement)
        .where(*conditions)
        .options(
            selectinload(Engagement.principals),
            homes.joinedload(Post.organisation),
            homes.joinedload(Post.body),
            joinedload(Engagement.place),
        )
        .order_by(Engagement.id)
        .limit(PER_PAGE)
        .offset((asked.page - 1) * PER_PAGE)
    )
    return db.session.scalars(query).all(), Page(asked.page, total)


def sensitive_among(engagement_ids: Iterable[int | None]) -> set[int | None]:
    """Which of them are OFFICIAL-SENSITIVE."""
    query = select(Engagement.id).where(
        Engagement.id.in_([each for each in engagement_ids if each]), Engagement.handling == Handling.OFFICIAL_SENSITIVE
    )
    return set(db.session.scalars(query))


def invitation_to(engagement: Engagement, invitation_id: int) -> Invitation | None:
    """One of its own."""
    found = db.session.get(Invitation, invitation_id)
    return found if found is not None and found.engagement_id == engagement.id else None


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if not asked.with_sensitive:
        conditions.append(MAY_BE_TOLD)
    if asked.from_on is not None:
        conditions.append(or_(Engagement.ends_on >= asked.from_on, Engagement.ends_at > _start(asked.from_on)))
    if asked.until_on is not None:
        after = _start(asked.until_on + timedelta(days=1))
        conditions.append(or_(Engagement.starts_on <= asked.until_on, Engagement.starts_at < after))
    for column, wanted in ((Engagement.status, asked.status), (Engagement.kind, asked.kind)):
        if wanted is not None:
            conditions.append(column == wanted)
    if asked.principal_id is not None:
        theirs = EngagementPrincipal.principal_id == asked.principal_id
        conditions.append(Engagement.id.in_(select(EngagementPrincipal.engagement_id).where(theirs)))
    if asked.changed_since is not None:
        conditions.append(Engagement.revised_at >= asked.changed_since)
    return conditions


def _start(day: date) -> datetime:
    return from_local(day, time())
