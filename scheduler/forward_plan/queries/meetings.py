"""Partners' engagements as the counting rules see them: columns instead of rows, in four queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.engagements.models import Engagement, EngagementPost, EngagementPrincipal
from scheduler.engagements.rules import EngagementStatus
from scheduler.forward_plan.rules.counting import NOBODY, Meeting, Seat
from scheduler.forward_plan.rules.lineage import PartnerKey
from scheduler.invitations.models import Invitation, Reply, Substitution
from scheduler.invitations.rules import PartStat
from scheduler.stakeholders.models import Post

CAME_OTHERWISE = (PartStat.DECLINED, PartStat.DELEGATED)
"""Answers after which somebody else sat in the seat, or nobody."""
Answers = dict[tuple[int, int | None], tuple[int, str]]


def meetings_with(partners: Collection[PartnerKey]) -> dict[PartnerKey, list[Meeting]]:
    """Every engagement with each partner, cancelled ones left out; those with none are missing."""
    if not partners:
        return {}
    at_home = _at(partners)
    with_them = select(EngagementPost.engagement_id).join(Post, Post.id == EngagementPost.post_id).where(at_home)
    engagements = _engagements(with_them)
    principals = _principals(with_them)
    found: dict[PartnerKey, list[Meeting]] = defaultdict(list)
    for (key, engagement_id), seats in _seats(at_home, _answers(with_them)).items():
        if row := engagements.get(engagement_id):
            found[key].append(_meeting(row, frozenset(principals[engagement_id]), tuple(seats)))
    return found


def _at(partners: Collection[PartnerKey]) -> ColumnElement[bool]:
    organisations = [number for kind, number in partners if kind == "organisation"]
    bodies = [number for kind, number in partners if kind == "body"]
    return or_(Post.organisation_id.in_(organisations), Post.body_id.in_(bodies))


def _engagements(with_them: Select[int]) -> dict[int, Any]:
    query = select(
        Engagement.id,
        Engagement.title,
        Engagement.kind,
        Engagement.status,
        Engagement.starts_at,
        Engagement.starts_on,
        Engagement.created_at,
        Engagement.cancelled_at,
        Engagement.outcome_reason,
    ).where(Engagement.id.in_(with_them), Engagement.status != EngagementStatus.CANCELLED)
    return {row.id: row for row in db.session.execute(query)}


def _principals(with_them: Select[int]) -> Mapping[int, set[int]]:
    query = select(EngagementPrincipal.engagement_id, EngagementPrincipal.principal_id)
    found: dict[int, set[int]] = defaultdict(set)
    for engagement_id, principal_id in db.session.execute(
        query.where(EngagementPrincipal.engagement_id.in_(with_them))
    ):
        found[engagement_id].add(principal_id)
    return found


def _answers(with_them: Select[int]) -> Answers:
    """Band and role of whoever came for a seat that its holder left, by engagement and post."""
    newest = select(func.max(Reply.id)).where(Reply.invitation_id == Invitation.id).correlate(Invitation)
    query = (
        select(Invitation.engagement_id, Invitation.post_id, Invitation.partstat, Substitution.band, Substitution.role)
        .outerjoin(Reply, Reply.id == newest.scalar_subquery())
        .outerjoin(Substitution, Substitution.id == Reply.substitution_id)
        .where(Invitation.engagement_id.in_(with_them), Invitation.partstat.in_(CAME_OTHERWISE))
        .where(Invitation.withdrawn_at.is_(None), Invitation.post_id.is_not(None))
    )
    found: Answers = {}
    for engagement_id, post_id, partstat, band, role in db.session.execute(query):
        if partstat is PartStat.DECLINED:
            found[engagement_id, post_id] = NOBODY, ""
        elif band is not None:
            found[engagement_id, post_id] = band, role
    return found


def _seats(at_home: ColumnElement[bool], answers: Answers) -> dict[tuple[PartnerKey, int], list[Seat]]:
    """By partner and engagement, most senior post first."""
    query = (
        select(EngagementPost.engagement_id, Post.id, Post.title, Post.band, Post.organisation_id, Post.body_id)
        .join(Post, Post.id == EngagementPost.post_id)
        .where(at_home)
        .order_by(Post.band, Post.id)
    )
    found: dict[tuple[PartnerKey, int], list[Seat]] = defaultdict(list)
    for engagement_id, post_id, title, usual, organisation_id, body_id in db.session.execute(query):
        number = body_id if organisation_id is None else organisation_id
        assert number is not None
        key = ("body" if organisation_id is None else "organisation", number)
        band, role = answers.get((engagement_id, post_id), (usual, ""))
        found[key, engagement_id].append(Seat(post_id, title, band, usual, role))
    return found


def _meeting(row: Any, principal_ids: frozenset[int], seats: tuple[Seat, ...]) -> Meeting:
    return Meeting(
        id=row.id,
        title=row.title,
        kind=row.kind,
        status=row.status,
        on=row.starts_on if row.starts_at is None else local_day(row.starts_at),
        starts_at=row.starts_at,
        created_on=local_day(row.created_at),
        left_on=_day(row.cancelled_at),
        reason=row.outcome_reason,
        principal_ids=principal_ids,
        seats=seats,
    )


def _day(instant: datetime | None) -> date | None:
    return local_day(instant) if instant is not None else None
