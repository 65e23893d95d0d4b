"""The worker's share of a proposed plan: a child process improves it, and its row says how far it is.

The row is the truth: it is leased while a worker looks after it, and one whose worker died is taken up again by the
minute's round. One plan at a time.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update

from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.jobs import register_job
from scheduler.core.rounds import Each, register_round
from scheduler.core.values import dataclass
from scheduler.forward_plan.models import Proposal
from scheduler.forward_plan.queries.proposals import is_any_waiting, next_to_improve, proposal_for_update
from scheduler.forward_plan.rules.vocabulary import ProposalState
from scheduler.forward_plan.service.proposals_results import finish_improving, progress_of, stored_problem
from scheduler.forward_plan.tasks.proposals_child import PATIENCE, SolverChild
from scheduler.outbox.tasks import current_queue
from scheduler.proposer.wire import plan_from_facts, problem_to_json

JOB = "improve plans"
LEASE = timedelta(seconds=45)
PULSE = 1.0
"""Seconds between two looks at the row: how long a press on “Stop” may wait."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Work:
    """What a worker has leased; `begun_at` tells its lease from that of a worker that takes over."""

    proposal_id: int
    begun_at: datetime
    problem: str
    seconds: int


def ask_for_improvement() -> None:
    """After the commit: have the worker look after the plans that wait."""
    current_queue().ask_for(JOB)


def ask_if_waiting(now: datetime) -> None:
    """Each minute: what was asked for in vain, or was left by a worker that died."""
    if is_any_waiting(now):
        ask_for_improvement()


def improve_plans() -> None:
    """Improve what waits, one after another, until nothing does or the worker is told to stop."""
    while not _is_stopping() and (work := _lease(utc_now())) is not None:
        _improve(work)


def _lease(now: datetime) -> _Work | None:
    proposal = next_to_improve(now)
    if proposal is None:
        commit()
        return None
    proposal.begun_at, proposal.lease_until = now, now + LEASE
    work = _Work(proposal.id, now, problem_to_json(stored_problem(proposal)), proposal.seconds)
    commit()
    return work


def _improve(work: _Work) -> None:
    """Let the child work until it is done, its time is over or somebody stops it; keep the best that it found."""
    child, best = SolverChild(work.problem, work.seconds), dict[str, Any]()
    deadline = time.monotonic() + work.seconds + PATIENCE
    try:
        for line in child.lines(PULSE):
            best = line or best
            if _is_stopping() or not _note(work, best) or time.monotonic() > deadline:
                break
        for line in child.tell_to_end():
            best = line
    finally:
        child.end()
    if _is_stopping():
        _give_back(work)
    else:
        _finish(work, best)


def _note(work: _Work, best: Mapping[str, Any]) -> bool:
    """Show how far it is and keep the lease; whether to go on. One short transaction, no other version of the row."""
    values: dict[str, object] = {"lease_until": utc_now() + LEASE}
    if best:
        values["progress"] = asdict(progress_of(plan_from_facts(best["plan"]), best["seconds"]))
    db.session.execute(update(Proposal).where(*_ours(work)).values(values))
    goes_on = db.session.scalar(select(Proposal.id).where(*_ours(work), Proposal.must_stop.is_(False))) is not None
    commit()
    return goes_on


def _give_back(work: _Work) -> None:
    """The worker ends: the next one begins anew at once."""
    db.session.execute(update(Proposal).where(*_ours(work)).values(lease_until=None))
    commit()


def _finish(work: _Work, best: Mapping[str, Any]) -> None:
    proposal = proposal_for_update(work.proposal_id)
    if proposal is not None and proposal.state is ProposalState.IMPROVING and proposal.begun_at == work.begun_at:
        plan = plan_from_facts(best["plan"]) if best else None
        if plan is None:
            logger.warning("no better plan came for proposal %s", work.proposal_id)
        finish_improving(proposal, plan, best.get("seconds", 0.0), now=utc_now())
    commit()


def _ours(work: _Work) -> tuple[ColumnElement[bool], ...]:
    return (
        Proposal.id == work.proposal_id,
        Proposal.state == ProposalState.IMPROVING,
        Proposal.begun_at == work.begun_at,
    )


def _is_stopping() -> bool:
    return current_queue().sender.is_stopping()


register_job(JOB, improve_plans)
register_round(JOB, Each.MINUTE, ask_if_waiting)
