"""Writes what the engine found into a proposal's placements, in words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.wording import day_words
from scheduler.forward_plan.models import Placement, Proposal
from scheduler.forward_plan.rules.proposals import Progress
from scheduler.forward_plan.rules.vocabulary import PlacementState, ProposalState
from scheduler.forward_plan.service.proposals_slots import (
    commitment_id_of,
    engagement_id_of,
    principal_ids_of,
    times_of,
)
from scheduler.proposer.plan import Plan
from scheduler.proposer.problem import Demand, Problem, Slot
from scheduler.proposer.reasons import reasons
from scheduler.proposer.unplaced import obstructions
from scheduler.proposer.why_not import why_not
from scheduler.proposer.wire import problem_from_json, problem_to_json

ENGINE = "engine"
"""The part of `Proposal.problem` that the engine was given; beside it stands what was asked for."""


def stored_problem(proposal: Proposal) -> Problem:
    """What the proposer was given; the same plan can be made of it again."""
    return problem_from_json(json.dumps(proposal.problem[ENGINE]))


def store_problem(proposal: Proposal, problem: Problem, asked: Mapping[str, object]) -> None:
    """Keep the problem and what it was made for."""
    proposal.problem = {"asked": dict(asked), ENGINE: json.loads(problem_to_json(problem))}


def write_plan(proposal: Proposal, problem: Problem, plan: Plan) -> None:
    """Each demand gets its placement; what was accepted before stays, what is not asked for any more goes."""
    rows = {each.key: each for each in proposal.placements}
    asked = {demand.key for demand in problem.demands}
    for key, row in rows.items():
        if key not in asked and row.state is not PlacementState.ACCEPTED:
            proposal.placements.remove(row)
    why = reasons(problem, plan.slots)
    against = {each.demand: each for each in obstructions(problem, plan.slots, plan.unplaced)}
    for demand in problem.demands:
        row = rows.get(demand.key) or _new_row(proposal, demand)
        slot = plan.slots.get(demand.key)
        _fill(row, demand, slot)
        if slot is None:
            row.reasons, row.would_free = list(against[demand.key].in_the_way), list(against[demand.key].would_free)
        else:
            row.reasons, row.would_free = _reasons(problem, plan, demand, why.get(demand.key, ())), []
    proposal.cost, proposal.bound = plan.cost.total, plan.bound
    db.session.flush()


def progress_of(plan: Plan, seconds: float) -> Progress:
    """How far the improving is with its best plan."""
    return Progress(
        seconds=seconds,
        placed=len(plan.slots),
        cost=plan.cost.total,
        bound=plan.bound,
        gap=plan.gap,
        proven=plan.proven,
    )


def finish_improving(proposal: Proposal, plan: Plan | None, seconds: float, *, now: datetime) -> None:
    """The best plan that was found becomes the proposal's; without one the first plan stands, and it is said so."""
    if plan is None:
        proposal.state = ProposalState.READY if proposal.must_stop else ProposalState.FAILED
    else:
        write_plan(proposal, stored_problem(proposal), plan)
        proposal.state = ProposalState.READY
        proposal.progress = asdict(replace(progress_of(plan, seconds), stopped=proposal.must_stop))
    proposal.must_stop, proposal.lease_until, proposal.finished_at = False, None, now.replace(microsecond=0)
    db.session.flush()
    record(
        "proposal.improved", "proposal", proposal.id, f"Improved: {proposal.title}, {len(proposal.placements)} meetings"
    )


def _new_row(proposal: Proposal, demand: Demand) -> Placement:
    row = Placement(
        key=demand.key,
        engagement_id=engagement_id_of(demand),
        commitment_id=commitment_id_of(demand),
        is_pinned=False,
        refusal="",
    )
    proposal.placements.append(row)
    return row


def _fill(row: Placement, demand: Demand, slot: Slot | None) -> None:
    row.title, row.due_on, row.refusal = demand.title, demand.ideal, ""
    row.starts_at, row.ends_at = times_of(demand, slot) if slot else (None, None)
    row.was_starts_at = times_of(demand, demand.current)[0] if demand.current else None
    row.principal_ids = principal_ids_of(slot) if slot else []
    row.state = PlacementState.UNPLACED if slot is None else PlacementState.PROPOSED
    if slot is not None and slot == demand.current:
        row.state = PlacementState.ACCEPTED  # it stays: there is nothing to decide


def _reasons(problem: Problem, plan: Plan, demand: Demand, why: Sequence[str]) -> list[str]:
    """Where it stood before, what stands in the way there comes first: nobody cares for an ideal day then."""
    current = demand.current
    if current is None:
        return list(why)
    day = day_words(current.day, year=False)
    rest = [words for words in why if "ideal" not in words and not words.startswith(day)]
    if plan.slots[demand.key] == current:
        return rest
    around = {key: slot for key, slot in plan.slots.items() if key != demand.key}
    found = why_not(problem, demand.key, current.day, current.start, slots=around)
    return [*found.against[:1], *rest]
