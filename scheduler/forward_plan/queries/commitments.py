"""Commitments with their rules and partners, in a fixed number of statements."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from scheduler.core.db import db
from scheduler.forward_plan.models import Commitment, CommitmentRule, CommitmentRulePrincipal, Pledge
from scheduler.forward_plan.rules.board import BoardFilter
from scheduler.forward_plan.rules.counting import Measure
from scheduler.stakeholders.models import Body, Organisation, Post


def commitments_on(on: date, wanted: BoardFilter) -> Sequence[Commitment]:
    """Those that stand on a day, with rule, pledge, principals and partner loaded."""
    query = (
        _with_partner()
        .where(Commitment.joined_on <= on, _until_after(Commitment, on), _until_after(Pledge, on))
        .where(*_conditions(wanted))
        .order_by(Commitment.rule_id, Commitment.id)
    )
    return db.session.scalars(query).all()


def newcomers() -> Sequence[Commitment]:
    """Those that joined by themselves and that nobody has looked at yet."""
    query = _with_partner().where(Commitment.is_new, Commitment.ended_on.is_(None), Pledge.ended_on.is_(None))
    return db.session.scalars(query.order_by(Commitment.joined_on, Commitment.id)).all()


def commitment_of(commitment_id: int) -> Commitment | None:
    """One commitment, ended or not."""
    return db.session.scalars(_with_partner().where(Commitment.id == commitment_id)).one_or_none()


def commitment_with(posts: Collection[Post]) -> Commitment | None:
    """The oldest live one with the home of one of these posts; None when nothing was promised to any."""
    organisations = [each.organisation_id for each in posts if each.organisation_id is not None]
    bodies = [each.body_id for each in posts if each.body_id is not None]
    with_them = or_(Commitment.organisation_id.in_(organisations), Commitment.body_id.in_(bodies))
    query = _with_partner().where(Commitment.ended_on.is_(None), Pledge.ended_on.is_(None), with_them)
    return db.session.scalars(query.order_by(Commitment.id).limit(1)).first()


def commitments_of_rule(rule: CommitmentRule) -> Sequence[Commitment]:
    """All that the rule made, ended ones last."""
    query = _with_partner().where(Commitment.rule_id == rule.id)
    return db.session.scalars(query.order_by(Commitment.ended_on.is_not(None), Commitment.id)).all()


def measure_of(rule: CommitmentRule) -> Measure:
    """What the rule asks of an engagement."""
    ours = frozenset(each.id for each in rule.principals)
    return Measure(rule.ours, ours, frozenset(rule.kinds), rule.lowest_band)


def _with_partner() -> Select[Commitment]:
    rule = contains_eager(Commitment.rule)
    forebear = aliased(Commitment)
    inherited = joinedload(Commitment.inherited_from.of_type(forebear))
    return (
        select(Commitment)
        .join(Commitment.rule)
        .join(CommitmentRule.pledge)
        .outerjoin(Commitment.organisation)
        .outerjoin(Commitment.body)
        .options(
            rule.contains_eager(CommitmentRule.pledge),
            rule.selectinload(CommitmentRule.principals),
            rule.joinedload(CommitmentRule.group),
            contains_eager(Commitment.organisation),
            contains_eager(Commitment.body),
            inherited.joinedload(forebear.organisation),
            inherited.joinedload(forebear.body),
        )
    )


def _until_after(model: type[Commitment | Pledge], on: date) -> ColumnElement[bool]:
    """It has not ended by the day; the day of the end is the first without it."""
    return or_(model.ended_on.is_(None), model.ended_on > on)


def _conditions(wanted: BoardFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.pledge_id is not None:
        conditions.append(CommitmentRule.pledge_id == wanted.pledge_id)
    if wanted.principal_id is not None:
        named = select(CommitmentRulePrincipal.rule_id).where(
            CommitmentRulePrincipal.principal_id == wanted.principal_id
        )
        conditions.append(CommitmentRule.id.in_(named))
    if wanted.area_id is not None:
        conditions.append(or_(Organisation.area_id == wanted.area_id, Body.area_id == wanted.area_id))
    if wanted.commitment_ids is not None:
        conditions.append(and_(Commitment.id.in_(wanted.commitment_ids)))
    return conditions
