"""Named reads of proposed plans."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import defer, selectinload

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement, Hold, Principal
from scheduler.engagements.rules import EngagementStatus
from scheduler.forward_plan.models import Commitment, CommitmentRule, Placement, Proposal
from scheduler.forward_plan.rules.proposals import Tally
from scheduler.forward_plan.rules.vocabulary import PlacementState, ProposalState

LISTED = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of plans."""

    proposal: Proposal
    tally: Tally


def proposal_of(proposal_id: int) -> Proposal | None:
    """One plan with all that its page shows."""
    placements = selectinload(Proposal.placements)
    query = (
        select(Proposal)
        .where(Proposal.id == proposal_id)
        .options(
            defer(Proposal.problem),
            placements.joinedload(Placement.engagement),
            placements.joinedload(Placement.commitment)
            .joinedload(Commitment.rule, innerjoin=True)
            .joinedload(CommitmentRule.pledge, innerjoin=True),
        )
    )
    return db.session.scalars(query).one_or_none()


def proposal_for_update(proposal_id: int) -> Proposal | None:
    """The plan as it is now, locked: two who accept at once come one after the other."""
    query = select(Proposal).where(Proposal.id == proposal_id).with_for_update(of=Proposal)
    query = query.options(selectinload(Proposal.placements)).execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def latest_proposals() -> list[Listed]:
    """The newest ones first, with how far each is; dropped ones are left out."""
    query = select(Proposal).where(Proposal.state != ProposalState.DROPPED).options(defer(Proposal.problem))
    proposals = db.session.scalars(query.order_by(Proposal.id.desc()).limit(LISTED)).all()
    tallies = _tallies([each.id for each in proposals])
    return [Listed(each, tallies.get(each.id, Tally())) for each in proposals]


def tally_of(placements: Sequence[Placement]) -> Tally:
    """The same of placements that are loaded."""
    states = [each.state for each in placements]
    return Tally(
        proposed=states.count(PlacementState.PROPOSED),
        accepted=states.count(PlacementState.ACCEPTED),
        refused=states.count(PlacementState.REFUSED),
        unplaced=states.count(PlacementState.UNPLACED),
        moved=sum(is_move(each) for each in placements),
        stays=sum(is_stay(each) for each in placements),
    )


def is_move(placement: Placement) -> bool:
    """Whether accepting it takes a meeting away from where it stands."""
    return placement.state is PlacementState.PROPOSED and placement.was_starts_at is not None


def is_stay(placement: Placement) -> bool:
    """Whether a plan that mends another leaves a meeting where it stands."""
    return placement.state is PlacementState.ACCEPTED and placement.was_starts_at == placement.starts_at


def movable_engagements(from_at: datetime, until_at: datetime) -> frozenset[int]:
    """Accepted plans' engagements with one kept time in the period that no partner has seen and nobody pinned."""
    held = (
        select(Hold.engagement_id)
        .where(Hold.released_at.is_(None))
        .group_by(Hold.engagement_id)
        .having(and_(func.count() == 1, func.min(Hold.starts_at) >= from_at, func.min(Hold.starts_at) < until_at))
    )
    pinned = select(Placement.engagement_id).where(Placement.is_pinned, Placement.engagement_id.is_not(None))
    query = (
        select(Placement.engagement_id)
        .join(Engagement, Engagement.id == Placement.engagement_id)
        .where(
            Placement.state == PlacementState.ACCEPTED,
            Engagement.status == EngagementStatus.TO_ARRANGE,
            Engagement.id.in_(held),
            Engagement.id.not_in(pinned),
        )
        .distinct()
    )
    return frozenset(each for each in db.session.scalars(query) if each is not None)


def next_to_improve(now: datetime) -> Proposal | None:
    """The first that waits for a worker, locked; None while another one is being improved."""
    query = (
        select(Proposal)
        .where(Proposal.state == ProposalState.IMPROVING)
        .order_by(Proposal.lease_until.is_(None), Proposal.id)
        .with_for_update(of=Proposal)
        .execution_options(populate_existing=True)
    )
    waiting = db.session.scalars(query).all()
    if any(each.lease_until is not None and each.lease_until > now for each in waiting):
        return None
    return waiting[0] if waiting else None


def is_any_waiting(now: datetime) -> bool:
    """Whether a worker should look after a plan."""
    free = or_(Proposal.lease_until.is_(None), Proposal.lease_until <= now)
    found = select(Proposal.id).where(Proposal.state == ProposalState.IMPROVING, free)
    return db.session.scalar(found.limit(1)) is not None


def principal_titles() -> Mapping[int, str]:
    """“Commissioner” by id, in the office's order."""
    rows = db.session.execute(select(Principal.id, Principal.title).order_by(Principal.position, Principal.id))
    return {row.id: row.title for row in rows}


def _tallies(proposal_ids: Sequence[int]) -> dict[int, Tally]:
    moved = and_(Placement.state == PlacementState.PROPOSED, Placement.was_starts_at.is_not(None))
    stays = and_(Placement.state == PlacementState.ACCEPTED, Placement.was_starts_at == Placement.starts_at)
    sums = [func.sum(case((each, 1), else_=0)) for each in (moved, stays)]
    query = (
        select(Placement.proposal_id, Placement.state, func.count(), *sums)
        .where(Placement.proposal_id.in_(proposal_ids))
        .group_by(Placement.proposal_id, Placement.state)
    )
    counts: dict[int, dict[str, int]] = {}
    for proposal_id, state, number, moves, staying in db.session.execute(query):
        found = counts.setdefault(proposal_id, {"moved": 0, "stays": 0})
        found[state.value] = number
        found["moved"] += moves
        found["stays"] += staying
    return {proposal_id: Tally(**found) for proposal_id, found in counts.items()}
