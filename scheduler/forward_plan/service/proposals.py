"""The named changes of a proposed plan, up to what its placements become: laid out, improved, stopped, dropped."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.audit.actor import current_actor
from scheduler.audit.service import record
from scheduler.core.clock import local_day, start_of_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line
from scheduler.core.wording import day_words
from scheduler.engagements.models import Principal
from scheduler.engagements.service import add_absence
from scheduler.forward_plan.models import Placement, Proposal
from scheduler.forward_plan.queries.proposals import movable_engagements, proposal_for_update
from scheduler.forward_plan.rules.due_meetings import Period
from scheduler.forward_plan.rules.proposals import AbsenceDraft, Asked, ProposalDraft, Refusal, asked_from, check_period
from scheduler.forward_plan.rules.vocabulary import PlacementState, ProposalState
from scheduler.forward_plan.service.proposals_problem import Freedom, build_problem
from scheduler.forward_plan.service.proposals_results import store_problem, stored_problem, write_plan
from scheduler.forward_plan.service.proposals_slots import slot_at
from scheduler.proposer.greedy import first_plan
from scheduler.proposer.problem import Slot

DECIDABLE = frozenset({ProposalState.READY, ProposalState.FAILED, ProposalState.ACCEPTED})
"""The plan stands still: its placements can be accepted, refused and pinned."""


def propose(draft: ProposalDraft, *, now: datetime) -> Proposal:
    """Lay out a whole plan at once; it is improved later by the worker. Raises RuleBroken naming the field."""
    return _begin(draft, Freedom(), now=now)


def propose_anew(
    followed: Proposal, draft: ProposalDraft, reason: str, *, now: datetime, absence: AbsenceDraft | None = None
) -> Proposal:
    """Mend what was accepted, moving as little as possible, because something happened (`reason`).

    An `absence` is entered into the diary on the way. Raises RuleBroken naming the field.
    """
    if not clean_line(reason):
        raise RuleBroken("Enter what happened, for example “Commissioner ill in March”.", "reason")
    if absence is not None:
        _enter(absence, reason)
    period = draft.asked.period
    ends = start_of_day(period.until_on + timedelta(days=1))
    free = movable_engagements(start_of_day(period.from_on), ends)
    proposal = _begin(draft, Freedom(may_move=free), now=now)
    proposal.follows_id, proposal.reason = followed.id, clean_line(reason)
    db.session.flush()
    return proposal


def find_dates_again(proposal: Proposal, seconds: int, *, now: datetime) -> None:
    """Lay the plan out once more as things stand now: pinned placements stay, refused days are avoided."""
    require_decidable(proposal)
    pins = {each.key: _slot(each) for each in proposal.placements if _stays(each)}
    free = frozenset(each.engagement_id for each in proposal.placements if each.engagement_id and _is_open(each))
    asked = asked_of(proposal)
    asked = replace(asked, refusals=(*asked.refusals, *_refusals(proposal)))
    proposal.seconds = seconds
    _lay_out(proposal, asked, Freedom(may_move=free, pins=pins), now=now)
    record("proposal.again", "proposal", proposal.id, f"Dates found again: {proposal.title}")


def stop_improving(proposal: Proposal) -> None:
    """The best plan so far stays; harmless when nothing runs."""
    if proposal.state is not ProposalState.IMPROVING or proposal.must_stop:
        return
    proposal.must_stop = True
    if proposal.begun_at is None:
        proposal.state = ProposalState.READY  # no worker has begun: the first plan stays
    db.session.flush()
    record("proposal.stopped", "proposal", proposal.id, f"Improving stopped: {proposal.title}")


def drop_proposal(proposal: Proposal) -> None:
    """Nobody wants it any more; what was accepted of it stays in the diaries."""
    proposal.state, proposal.must_stop = ProposalState.DROPPED, True
    db.session.flush()
    record("proposal.dropped", "proposal", proposal.id, f"Dropped: {proposal.title}")


def pin(placement: Placement, *, is_pinned: bool) -> None:
    """A pinned placement stays where it is whenever the plan is made again."""
    require_decidable(placement.proposal)
    if placement.starts_at is None or placement.state is PlacementState.REFUSED:
        raise RuleBroken("Only a meeting with a date can be pinned.")
    placement.is_pinned = is_pinned
    db.session.flush()
    verb = "Pinned" if is_pinned else "Free to move"
    record("proposal.pin", "proposal", placement.proposal_id, f"{verb}: {placement.title}, {_day(placement)}")


def refuse(placement: Placement, reason: str) -> None:
    """Not then, and why; another day is sought when dates are found again."""
    require_decidable(placement.proposal)
    if placement.state is not PlacementState.PROPOSED:
        raise RuleBroken("It has been decided already.")
    if not clean_line(reason):
        raise RuleBroken("Enter why not: the day is kept clear of this partner afterwards.", "reason")
    placement.state, placement.refusal, placement.is_pinned = PlacementState.REFUSED, clean_line(reason), False
    db.session.flush()
    summary = f"Refused: {placement.title}, {_day(placement)}. {placement.refusal}"
    record("proposal.refused", "proposal", placement.proposal_id, summary)


def asked_of(proposal: Proposal) -> Asked:
    """What the plan was asked for."""
    return asked_from(proposal.problem["asked"], Period(proposal.from_on, proposal.until_on))


def locked(proposal_id: int, version: int | None) -> Proposal:
    """The plan for a change. Raises VersionConflict when it is not as it was when its page was opened."""
    proposal = proposal_for_update(proposal_id)
    if proposal is None or proposal.version != version:
        raise VersionConflict
    return proposal


def require_decidable(proposal: Proposal) -> None:
    """Raises RuleBroken while the worker changes the plan, and for one that is over."""
    if proposal.state is ProposalState.IMPROVING:
        raise RuleBroken("The plan is still being improved. Stop that first, then decide.")
    if proposal.state not in DECIDABLE:
        raise RuleBroken("This plan is closed. Make a new one.")


def _enter(absence: AbsenceDraft, reason: str) -> None:
    principal = db.session.get(Principal, absence.principal_id)
    if principal is None:
        raise RuleBroken("Choose one of ours.", "absent")
    try:
        add_absence(principal, absence.first_on, absence.last_on, reason)
    except RuleBroken as refused:
        raise RuleBroken(refused.message, "absent_until") from refused


def _begin(draft: ProposalDraft, freedom: Freedom, *, now: datetime) -> Proposal:
    if not clean_line(draft.title):
        raise RuleBroken("Enter a title, for example “Spring 2027”.", "title")
    check_period(draft.asked.period, local_day(now))
    proposal = Proposal(
        title=clean_line(draft.title),
        from_on=draft.asked.period.from_on,
        until_on=draft.asked.period.until_on,
        seed=draft.seed,
        seconds=draft.seconds,
        created_at=now.replace(microsecond=0),
        created_by=current_actor().label,
    )
    db.session.add(proposal)
    _lay_out(proposal, draft.asked, freedom, now=now)
    days = f"{day_words(proposal.from_on)} to {day_words(proposal.until_on)}"
    record("proposal.made", "proposal", proposal.id, f"Proposed: {proposal.title}, {days}")
    return proposal


def _lay_out(proposal: Proposal, asked: Asked, freedom: Freedom, *, now: datetime) -> None:
    """The first plan at once; then it waits for the worker when it may be improved and there is anything to place."""
    problem = build_problem(asked, freedom, seed=proposal.seed, now=now)
    store_problem(proposal, problem, asked.to_facts())
    plan = first_plan(problem)
    write_plan(proposal, problem, plan)
    is_open = proposal.seconds > 0 and any(each.pinned is None for each in problem.demands)
    proposal.state = ProposalState.IMPROVING if is_open else ProposalState.READY
    proposal.progress = {"placed": len(plan.slots), "cost": plan.cost.total}
    proposal.must_stop, proposal.begun_at, proposal.lease_until = False, None, None
    proposal.finished_at = None if is_open else now.replace(microsecond=0)
    db.session.flush()


def _stays(placement: Placement) -> bool:
    return placement.is_pinned and placement.state is PlacementState.PROPOSED


def _is_open(placement: Placement) -> bool:
    """About an engagement whose kept time this plan may still change."""
    return placement.was_starts_at is not None and placement.state is not PlacementState.ACCEPTED


def _slot(placement: Placement) -> Slot:
    assert placement.starts_at is not None
    return slot_at(placement.starts_at, placement.principal_ids)


def _refusals(proposal: Proposal) -> list[Refusal]:
    partners: Mapping[str, str] = {demand.key: demand.partner for demand in stored_problem(proposal).demands}
    return [
        Refusal(partners[each.key], _slot(each).day, each.refusal)
        for each in proposal.placements
        if each.state is PlacementState.REFUSED and each.key in partners
    ]


def _day(placement: Placement) -> str:
    return day_words(local_day(placement.starts_at)) if placement.starts_at else "no date"
