"""Partners' engagements as the counting rules see them: columns instead of rows, in five queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true

from scheduler.core.clock import local_day, start_of_day
from scheduler.core.db import db
from scheduler.engagements.models import Engagement, EngagementPost, EngagementPrincipal
from scheduler.engagements.rules import OVER, EngagementStatus
from scheduler.forward_plan.queries.who_came import Written, came_to, written_of
from scheduler.forward_plan.rules.counting import NOBODY, Meeting, Seat
from scheduler.forward_plan.rules.lineage import PartnerKey
from scheduler.invitations.models import Invitation, Reply, Substitution
from scheduler.invitations.rules import PartStat
from scheduler.stakeholders.models import Post

CAME_OTHERWISE = (PartStat.DECLINED, PartStat.DELEGATED)
"""Answers after which somebody else sat in the seat, or nobody."""
UNDATED = (EngagementStatus.TO_ARRANGE, EngagementStatus.OFFERING_DATES)
"""Only of these does it matter since when they stand in the list."""
Answers = dict[tuple[int, int | None], tuple[int, str]]


EVERY_ONE = true()


def held_before(day: date) -> ColumnElement[bool]:
    """For `meetings_with`: what was held before a day."""
    earlier = or_(Engagement.starts_at < start_of_day(day), Engagement.starts_on < day)
    return and_(Engagement.status.in_(OVER), earlier)


def not_held_before(day: date) -> ColumnElement[bool]:
    """For `meetings_with`: all the others."""
    since = or_(Engagement.starts_at >= start_of_day(day), Engagement.starts_on >= day)
    return or_(Engagement.status.not_in(OVER), since)


def meetings_with(
    partners: Collection[PartnerKey], which: ColumnElement[bool] = EVERY_ONE
) -> dict[PartnerKey, list[Meeting]]:
    """The engagements with each partner, cancelled ones left out; those with none are missing."""
    if not partners:
        return {}
    with_them = _with(partners, and_(Engagement.status != EngagementStatus.CANCELLED, which))
    written = written_of(with_them)
    seats = _seats(and_(_at(partners), Engagement.id.in_(with_them)), _answers(with_them))
    _add_who_came(seats, written, frozenset(partners))
    principals = _principals(with_them)
    for number, who in written.items():
        if who.principals is not None:
            principals[number] = who.principals
    found: dict[PartnerKey, list[Meeting]] = defaultdict(list)
    for number, title, kind, status, starts_at, starts_on, created_at, left_at, reason in _engagements(with_them):
        on = starts_on if starts_at is None else local_day(starts_at)
        facts = (number, title, kind, status, on, starts_at, _day(created_at), _day(left_at), reason)
        ours = frozenset(principals[number])
        for key, theirs in seats[number].items():
            found[key].append(Meeting(*facts, ours, tuple(theirs)))
    return found


def _with(partners: Collection[PartnerKey], wanted: ColumnElement[bool]) -> Select[int]:
    """Engagements with a seat of these partners, or to which somebody of theirs came."""
    seated = select(EngagementPost.engagement_id).join(Post, Post.id == EngagementPost.post_id).where(_at(partners))
    with_them = or_(Engagement.id.in_(seated), Engagement.id.in_(came_to(partners)))
    return select(Engagement.id).where(wanted, with_them)


def _add_who_came(
    seats: dict[int, dict[PartnerKey, list[Seat]]], written: Mapping[int, Written], partners: Collection[PartnerKey]
) -> None:
    """What is written down takes the place of what was answered; who came unasked is added."""
    for number, who in written.items():
        if who.seats is None:
            continue
        found = seats[number]
        for key, planned in found.items():
            found[key] = [who.seat(seat) for seat in planned]
        for key, others in who.others.items():
            if key in partners:
                asked = {seat.post_id for seat in found[key] if seat.post_id}
                found[key] += [seat for seat in others if seat.post_id not in asked]


def _at(partners: Collection[PartnerKey]) -> ColumnElement[bool]:
    organisations = [number for kind, number in partners if kind == "organisation"]
    bodies = [number for kind, number in partners if kind == "body"]
    return or_(Post.organisation_id.in_(organisations), Post.body_id.in_(bodies))


def _engagements(with_them: Select[int]) -> Iterable[Any]:
    query = select(
        Engagement.id,
        Engagement.title,
        Engagement.kind,
        Engagement.status,
        Engagement.starts_at,
        Engagement.starts_on,
        case((Engagement.status.in_(UNDATED), Engagement.created_at), else_=None),
        Engagement.cancelled_at,
        Engagement.outcome_reason,
    ).where(Engagement.id.in_(with_them))
    return db.session.execute(query).all()


def _principals(with_them: Select[int]) -> dict[int, set[int]]:
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


def _seats(wanted: ColumnElement[bool], answers: Answers) -> dict[int, dict[PartnerKey, list[Seat]]]:
    """By engagement and partner, most senior post first."""
    query = (
        select(EngagementPost.engagement_id, Post.id, Post.title, Post.band, Post.organisation_id, Post.body_id)
        .join(Post, Post.id == EngagementPost.post_id)
        .join(Engagement, Engagement.id == EngagementPost.engagement_id)
        .where(wanted)
        .order_by(Post.band, Post.id)
    )
    found: dict[int, dict[PartnerKey, list[Seat]]] = defaultdict(lambda: defaultdict(list))
    for engagement_id, post_id, title, usual, organisation_id, body_id in db.session.execute(query).all():
        number = body_id if organisation_id is None else organisation_id
        assert number is not None
        band, role = answers.get((engagement_id, post_id), (usual, ""))
        seat = Seat(post_id, title, band, usual, role)
        found[engagement_id]["body" if organisation_id is None else "organisation", number].append(seat)
    return found


def _day(instant: datetime | None) -> date | None:
    return local_day(instant) if instant is not None else None
