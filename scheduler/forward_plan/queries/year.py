"""The reads behind the year planner: a fixed number of statements, and columns instead of whole rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, true

from scheduler.almanac.queries import marks_between
from scheduler.core.clock import local_day, start_of_day, to_local
from scheduler.core.db import db
from scheduler.core.wording import time_range_words
from scheduler.engagements.models import Engagement, EngagementPost, EngagementPrincipal, Hold
from scheduler.engagements.rules import OFF_THE_DIARY, OVER, PLANNABLE, EngagementKind, EngagementStatus
from scheduler.forward_plan.models import Commitment, CommitmentRulePrincipal, Placement, Proposal
from scheduler.forward_plan.rules.vocabulary import PlacementState, ProposalState
from scheduler.forward_plan.rules.year import DAY, Entry, Partner, PartnerKey, Period, Planner, Sign, lay_out, strips_of
from scheduler.stakeholders.models import Body, Organisation, Post

NOBODY: PartnerKey = ("none", 0)
"""The line of what is with no partner of ours to show: the office's own."""

Entries = dict[PartnerKey, list[Entry]]


def planner_of(period: Period, principal_id: int | None = None) -> Planner:
    """The whole page; `principal_id` None: the office's year."""
    entries: Entries = defaultdict(list)
    _add_engagements(entries, period, principal_id)
    _add_holds(entries, period, principal_id)
    _add_proposed(entries, period, principal_id)
    marks = marks_between(period.first_on, period.last_on)
    strips = strips_of(period, ((str(mark.kind), mark.day, mark.words or mark.layer_name) for mark in marks))
    return Planner(period, lay_out(period, _partners(period, principal_id, entries.keys()), entries), strips)


def _add_engagements(entries: Entries, period: Period, principal_id: int | None) -> None:
    columns = (
        Engagement.id, Engagement.title, Engagement.kind, Engagement.status,
        Engagement.starts_at, Engagement.ends_at, Engagement.starts_on,
    )  # fmt: skip
    conditions = (_begins_in(period), Engagement.status.not_in(OFF_THE_DIARY), _of(principal_id))
    rows = db.session.execute(select(*columns).where(*conditions).order_by(Engagement.id)).all()
    partners = _partners_of([row.id for row in rows])
    for row in rows:
        entry = _entry_of(row)
        for key in partners.get(row.id, (NOBODY,)):
            entries[key].append(entry)


def _entry_of(row: Any) -> Entry:
    on = row.starts_on or local_day(row.starts_at)
    times = "" if row.starts_at is None else _times(row.starts_at, row.ends_at)
    return Entry(on, times, _sign_of(row), row.title, row.id)


def _sign_of(row: Any) -> Sign:
    if row.status in OVER:
        return Sign.HELD
    if row.kind is EngagementKind.SUMMIT:
        return Sign.SUMMIT
    return Sign.IN_DIARY if row.status == "agreed" else Sign.REFINING


def _add_holds(entries: Entries, period: Period, principal_id: int | None) -> None:
    columns = (Hold.engagement_id, Hold.starts_at, Hold.ends_at, Engagement.title)
    conditions = (_within(Hold.starts_at, period), Hold.released_at.is_(None), _of(principal_id))
    query = select(*columns).join(Hold.engagement).where(*conditions).order_by(Hold.id)
    rows = db.session.execute(query).all()
    partners = _partners_of([row.engagement_id for row in rows])
    for row in rows:
        times = _times(row.starts_at, row.ends_at)
        entry = Entry(local_day(row.starts_at), times, Sign.REFINING, f"Held: {row.title}", row.engagement_id)
        for key in partners.get(row.engagement_id, (NOBODY,)):
            entries[key].append(entry)


def _add_proposed(entries: Entries, period: Period, principal_id: int | None) -> None:
    """What the latest plan proposes and nobody has accepted or refused."""
    latest = select(func.max(Proposal.id)).where(Proposal.state.not_in((ProposalState.DROPPED, ProposalState.FAILED)))
    query = (
        select(
            Placement.proposal_id,
            Placement.title,
            Placement.starts_at,
            Placement.ends_at,
            Placement.principal_ids,
            Commitment.organisation_id,
            Commitment.body_id,
        )
        .join(Placement.commitment)
        .where(
            Placement.proposal_id == latest.scalar_subquery(),
            Placement.state == PlacementState.PROPOSED,
            _within(Placement.starts_at, period),
        )
        .order_by(Placement.id)
    )
    for row in db.session.execute(query):
        if principal_id is None or principal_id in row.principal_ids:
            times = _times(row.starts_at, row.ends_at)
            entry = Entry(local_day(row.starts_at), times, Sign.PROPOSED, row.title, row.proposal_id)
            entries[_key(row.organisation_id, row.body_id)].append(entry)


def _partners(period: Period, principal_id: int | None, met: Iterable[PartnerKey]) -> list[Partner]:
    """Those whom somebody pledged to meet in the period by name, then whoever else stands in it, then nobody."""
    promised = _promised(period, principal_id)
    others = _names({key for key in met if key not in promised and key != NOBODY})
    arranging = _being_arranged(principal_id)
    declined = _declined(principal_id)
    lines = [Partner(key, name, True, key in arranging, key in declined) for key, name in _by_name(promised)]
    lines += [Partner(key, name, False) for key, name in _by_name(others)]
    return [*lines, Partner(NOBODY, "Without a partner", False)] if NOBODY in set(met) else lines


def _being_arranged(principal_id: int | None) -> set[PartnerKey]:
    """Partners with an engagement that has neither a date nor a held time, or lost its date."""
    undated = and_(Engagement.starts_at.is_(None), Engagement.starts_on.is_(None), ~_has_hold())
    waiting = or_(and_(undated, Engagement.status.in_(PLANNABLE)), Engagement.status == EngagementStatus.POSTPONED)
    query = (
        select(Post.organisation_id, Post.body_id)
        .distinct()
        .join(EngagementPost, EngagementPost.post_id == Post.id)
        .join(Engagement, Engagement.id == EngagementPost.engagement_id)
        .where(waiting, _of(principal_id))
        .order_by(Post.organisation_id, Post.body_id)
    )
    return {_key(organisation_id, body_id) for organisation_id, body_id in db.session.execute(query)}


def _declined(principal_id: int | None) -> set[PartnerKey]:
    """Partners who declined, and with whom nothing that was planned later has been held."""

    def newest(*statuses: EngagementStatus) -> ColumnElement[int]:
        return func.coalesce(func.max(case((Engagement.status.in_(statuses), Engagement.id))), 0)

    query = (
        select(Post.organisation_id, Post.body_id)
        .join(EngagementPost, EngagementPost.post_id == Post.id)
        .join(Engagement, Engagement.id == EngagementPost.engagement_id)
        .where(_of(principal_id))
        .group_by(Post.organisation_id, Post.body_id)
        .having(newest(EngagementStatus.DECLINED) > newest(*OVER))
        .order_by(Post.organisation_id, Post.body_id)
    )
    return {_key(organisation_id, body_id) for organisation_id, body_id in db.session.execute(query)}


def _has_hold() -> ColumnElement[bool]:
    return exists().where(Hold.engagement_id == Engagement.id, Hold.released_at.is_(None))


def _promised(period: Period, principal_id: int | None) -> dict[PartnerKey, str]:
    query = (
        select(Commitment.organisation_id, Commitment.body_id, Organisation.name, Body.name)
        .outerjoin(Commitment.organisation)
        .outerjoin(Commitment.body)
        .where(Commitment.joined_on <= period.last_on)
        .where(or_(Commitment.ended_on.is_(None), Commitment.ended_on >= period.first_on))
        .order_by(Commitment.id)
    )
    if principal_id is not None:
        ours = select(CommitmentRulePrincipal.rule_id).where(CommitmentRulePrincipal.principal_id == principal_id)
        query = query.where(Commitment.rule_id.in_(ours))
    return {
        _key(organisation_id, body_id): organisation or body or ""
        for organisation_id, body_id, organisation, body in db.session.execute(query)
    }


def _names(keys: Iterable[PartnerKey]) -> dict[PartnerKey, str]:
    found: dict[PartnerKey, str] = {}
    for kind, model in (("organisation", Organisation), ("body", Body)):
        wanted = [key for of_kind, key in keys if of_kind == kind]
        if wanted:
            query = select(model.id, model.name).where(model.id.in_(wanted)).order_by(model.id)
            found |= {(kind, key): name for key, name in db.session.execute(query)}
    return found


def _by_name(partners: Mapping[PartnerKey, str]) -> list[tuple[PartnerKey, str]]:
    return sorted(partners.items(), key=lambda item: (item[1].casefold(), item[0]))


def _partners_of(engagement_ids: Sequence[int]) -> dict[int, tuple[PartnerKey, ...]]:
    """Each engagement's partners, once however many of their posts take part."""
    query = (
        select(EngagementPost.engagement_id, Post.organisation_id, Post.body_id)
        .join(Post, Post.id == EngagementPost.post_id)
        .where(EngagementPost.engagement_id.in_(engagement_ids))
        .order_by(EngagementPost.engagement_id, Post.id)
    )
    found: dict[int, dict[PartnerKey, None]] = defaultdict(dict)
    for engagement_id, organisation_id, body_id in db.session.execute(query):
        found[engagement_id][_key(organisation_id, body_id)] = None
    return {engagement_id: tuple(keys) for engagement_id, keys in found.items()}


def _key(organisation_id: int | None, body_id: int | None) -> PartnerKey:
    return ("organisation", organisation_id) if organisation_id is not None else ("body", body_id or 0)


def _of(principal_id: int | None) -> ColumnElement[bool]:
    """Of one principal, or everybody's."""
    if principal_id is None:
        return true()
    taking_part = select(EngagementPrincipal.engagement_id).where(EngagementPrincipal.principal_id == principal_id)
    return Engagement.id.in_(taking_part)


def _begins_in(period: Period) -> ColumnElement[bool]:
    return or_(_within(Engagement.starts_at, period), Engagement.starts_on.between(period.first_on, period.last_on))


def _within(column: Any, period: Period) -> ColumnElement[bool]:
    return and_(column >= start_of_day(period.first_on), column < start_of_day(period.last_on + DAY))


def _times(starts_at: datetime, ends_at: datetime) -> str:
    return time_range_words(to_local(starts_at).time(), to_local(ends_at).time())
