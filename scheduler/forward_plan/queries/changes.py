"""How partners' states changed from day to day."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import and_, func, or_, select

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement, EngagementPost
from scheduler.forward_plan.models import Commitment, CommitmentRule, CoverageChange, Pledge
from scheduler.forward_plan.rules.vocabulary import COVERAGE_WORDS, CoverageState
from scheduler.stakeholders.models import Body, Organisation, Post

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Shift:
    """A commitment's state a week ago and now, and since when it is so."""

    commitment_id: int
    before: CoverageState
    after: CoverageState
    on: date

    @property
    def words(self) -> str:
        """“No entry, now In the diary”."""
        return f"{COVERAGE_WORDS[self.before][1]}, now {COVERAGE_WORDS[self.after][1]}"


def changes_of(commitment_id: int) -> Sequence[CoverageChange]:
    """One commitment's states, the latest first."""
    query = select(CoverageChange).where(CoverageChange.commitment_id == commitment_id)
    return db.session.scalars(query.order_by(CoverageChange.on.desc())).all()


def states_until(commitment_ids: Collection[int], on: date) -> dict[int, CoverageState]:
    """The last state that was noted for each commitment by the end of a day."""
    latest = (
        select(CoverageChange.commitment_id, func.max(CoverageChange.on).label("day"))
        .where(CoverageChange.commitment_id.in_(commitment_ids), CoverageChange.on <= on)
        .group_by(CoverageChange.commitment_id)
        .subquery()
    )
    same = and_(CoverageChange.commitment_id == latest.c.commitment_id, CoverageChange.on == latest.c.day)
    query = select(CoverageChange.commitment_id, CoverageChange.state).join(latest, same)
    return {row.commitment_id: row.state for row in db.session.execute(query)}


def partners_in(states: Collection[CoverageState], on: date) -> dict[CoverageState, list[str]]:
    """Names of the partners whose last noted state is one of these, each once, by name; one statement."""
    latest = (
        select(CoverageChange.commitment_id, func.max(CoverageChange.on).label("day"))
        .where(CoverageChange.on <= on)
        .group_by(CoverageChange.commitment_id)
        .subquery()
    )
    name = func.coalesce(Organisation.name, Body.name)
    query = (
        select(CoverageChange.state, name)
        .distinct()
        .join(latest, and_(CoverageChange.commitment_id == latest.c.commitment_id, CoverageChange.on == latest.c.day))
        .join(Commitment, Commitment.id == CoverageChange.commitment_id)
        .join(Commitment.rule)
        .join(CommitmentRule.pledge)
        .outerjoin(Commitment.organisation)
        .outerjoin(Commitment.body)
        .where(CoverageChange.state.in_(states), Commitment.ended_on.is_(None), Pledge.ended_on.is_(None))
        .order_by(CoverageChange.state, name)
    )
    found: dict[CoverageState, list[str]] = {}
    for state, partner in db.session.execute(query):
        found.setdefault(state, []).append(partner)
    return found


def shifts_since_last_week(commitment_ids: Collection[int], on: date) -> list[Shift]:
    """Whose state differs from a week ago, in the order of the days; those without an earlier state are left out."""
    before = states_until(commitment_ids, on - WEEK)
    query = (
        select(CoverageChange)
        .where(CoverageChange.commitment_id.in_(before), CoverageChange.on > on - WEEK, CoverageChange.on <= on)
        .order_by(CoverageChange.on, CoverageChange.commitment_id)
    )
    latest = {each.commitment_id: each for each in db.session.scalars(query)}
    return [
        Shift(key, before[key], each.state, each.on) for key, each in latest.items() if each.state is not before[key]
    ]


def commitments_about(engagement_ids: Collection[int]) -> frozenset[int]:
    """The standing commitments to whose partners any of these engagements belongs."""
    homes = (
        select(Post.organisation_id, Post.body_id)
        .join(EngagementPost, EngagementPost.post_id == Post.id)
        .join(Engagement, Engagement.id == EngagementPost.engagement_id)
        .where(Engagement.id.in_(engagement_ids))
        .distinct()
    )
    rows = db.session.execute(homes).all()
    organisations = [each for each, _ in rows if each is not None]
    bodies = [each for _, each in rows if each is not None]
    theirs = or_(Commitment.organisation_id.in_(organisations), Commitment.body_id.in_(bodies))
    return frozenset(db.session.scalars(select(Commitment.id).where(theirs, Commitment.ended_on.is_(None))))
