"""The worker improves a plan in a child process: it says how far it is, can be stopped, killed, and begun again."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.jobs import registered_jobs
from scheduler.core.rounds import registered_rounds
from scheduler.forward_plan.models import Proposal
from scheduler.forward_plan.rules.proposals import Progress
from scheduler.forward_plan.rules.vocabulary import PlacementState, ProposalState
from scheduler.forward_plan.service.proposals import propose, stop_improving
from scheduler.forward_plan.tasks import proposals, proposals_child
from scheduler.forward_plan.tasks.proposals import JOB, LEASE, ask_if_waiting, improve_plans
from scheduler.outbox.tasks import current_queue
from tests.factories import NOW
from tests.forward_plan.plans import draft, office_with_pledge

STUBBORN = """
import json, sys, time
sys.stdin.readline()
time.sleep(60)
"""
"""A child that neither finds anything nor listens."""


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """Nobody works through the queue here: what is asked for is only noted."""
    asked = []
    monkeypatch.setattr("scheduler.outbox.tasks.Queue.ask_for", lambda _queue, job: asked.append(job))
    return asked


def waiting(number=4, seconds=15):
    office_with_pledge(number)
    proposal = propose(draft(seconds=seconds), now=NOW)
    commit()
    return proposal


def child_of(monkeypatch, program):
    monkeypatch.setattr(proposals_child, "COMMAND", (sys.executable, "-c", program))


def again(proposal):
    db.session.expire_all()
    return db.session.get(Proposal, proposal.id)


def test_a_small_plan_is_proved_to_be_the_best_in_a_moment(app):
    proposal = waiting()
    first = proposal.cost
    improve_plans()
    proposal = again(proposal)
    assert proposal.state is ProposalState.READY
    assert proposal.cost <= first
    assert proposal.bound == proposal.cost
    assert Progress(**proposal.progress).quality == "proved to be the best possible"
    assert {each.state for each in proposal.placements} == {PlacementState.PROPOSED}
    assert proposal.lease_until is None
    assert proposal.finished_at is not None


def test_the_same_problem_and_seed_are_improved_to_the_same_plan(app):
    one = waiting(3)
    other = propose(draft(seconds=15), now=NOW)
    commit()
    improve_plans()
    days = [{each.key: each.starts_at for each in again(proposal).placements} for proposal in (one, other)]
    assert days[0] == days[1]


def test_stop_keeps_the_best_so_far_and_ends_the_child(app, monkeypatch):
    proposal = waiting(seconds=60)
    child_of(monkeypatch, STUBBORN)
    monkeypatch.setattr(proposals_child, "LAST_WORDS", 0.2)
    placed = [each.starts_at for each in proposal.placements]
    worker = threading.Thread(target=_work, args=[app])
    worker.start()
    _until(lambda: again(proposal).begun_at is not None)
    stop_improving(again(proposal))
    commit()
    worker.join(10)
    assert not worker.is_alive()
    proposal = again(proposal)
    assert proposal.state is ProposalState.READY
    assert [each.starts_at for each in proposal.placements] == placed


def test_a_real_child_that_is_stopped_hands_over_what_it_has(app):
    proposal = waiting(8, seconds=60)
    worker = threading.Thread(target=_work, args=[app])
    worker.start()
    _until(lambda: again(proposal).progress.get("seconds"))
    stop_improving(again(proposal))
    commit()
    worker.join(20)
    assert not worker.is_alive()
    assert again(proposal).state is ProposalState.READY
    assert again(proposal).progress["placed"] == 8


def test_a_killed_child_leaves_its_last_plan_or_the_first_one(app, monkeypatch):
    proposal = waiting()
    child_of(monkeypatch, "import os; os.kill(os.getpid(), 9)")
    improve_plans()
    proposal = again(proposal)
    assert proposal.state is ProposalState.FAILED
    assert {each.state for each in proposal.placements} == {PlacementState.PROPOSED}


def test_a_child_that_does_not_end_in_time_is_ended(app, monkeypatch):
    proposal = waiting(1, seconds=15)
    child_of(monkeypatch, STUBBORN)
    monkeypatch.setattr(proposals_child, "LAST_WORDS", 0.2)
    monkeypatch.setattr(proposals, "PATIENCE", -14.0)
    begun = time.monotonic()
    improve_plans()
    assert time.monotonic() - begun < 8
    assert again(proposal).state is ProposalState.FAILED


def test_a_plan_whose_worker_died_is_found_by_the_round_and_taken_up_again(app, asked):
    proposal = waiting()
    proposal.begun_at, proposal.lease_until = utc_now(), utc_now() + LEASE
    commit()
    ask_if_waiting(utc_now())
    improve_plans()
    assert asked == []
    assert again(proposal).state is ProposalState.IMPROVING
    proposal.lease_until = utc_now() - timedelta(seconds=1)
    commit()
    ask_if_waiting(utc_now())
    assert asked == [JOB]
    improve_plans()
    assert again(proposal).state is ProposalState.READY


def test_a_worker_that_lost_its_lease_changes_nothing(app, monkeypatch):
    proposal = waiting(seconds=60)
    child_of(monkeypatch, STUBBORN)
    monkeypatch.setattr(proposals_child, "LAST_WORDS", 0.2)
    worker = threading.Thread(target=_work, args=[app])
    worker.start()
    _until(lambda: again(proposal).begun_at is not None)
    taken_over = utc_now() + timedelta(seconds=1)
    proposal = again(proposal)
    proposal.begun_at, proposal.lease_until = taken_over, taken_over + LEASE
    commit()
    worker.join(10)
    assert not worker.is_alive()
    assert again(proposal).state is ProposalState.IMPROVING
    assert again(proposal).begun_at == taken_over


def test_one_child_at_a_time(app, monkeypatch):
    first, second = waiting(1), propose(draft(seconds=15, title="Second"), now=NOW)
    first.begun_at, first.lease_until = utc_now(), utc_now() + LEASE
    commit()
    monkeypatch.setattr(proposals, "SolverChild", None)  # it would fail if one were made
    improve_plans()
    assert again(second).begun_at is None


def test_a_worker_that_is_told_to_end_leaves_the_plan_to_the_next_at_once(app, monkeypatch):
    proposal = waiting(seconds=60)
    child_of(monkeypatch, STUBBORN)
    monkeypatch.setattr(proposals_child, "LAST_WORDS", 0.2)
    ends = time.monotonic() + 2
    monkeypatch.setattr(current_queue().sender, "is_stopping", lambda: time.monotonic() > ends)
    improve_plans()
    assert again(proposal).state is ProposalState.IMPROVING
    assert again(proposal).lease_until is None


def test_the_child_of_a_killed_worker_ends_by_itself():
    program = (
        "from scheduler.forward_plan.tasks import proposals_child\n"
        "import sys, time\n"
        "proposals_child.COMMAND = (sys.executable, '-c', 'import sys; sys.stdin.read()')\n"
        "child = proposals_child.SolverChild('{}', 60)\n"
        "print(child._process.pid, flush=True)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        child = int(worker.stdout.readline())
        assert _is_alive(child)
        worker.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while _is_alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_worker_knows_the_job_and_the_round(app):
    assert JOB in registered_jobs()
    assert JOB in {each.name for each in registered_rounds()}


def test_web_workers_load_no_solver():
    solver = "{'ortools', 'numpy', 'scheduler.proposer.model'}"
    program = f"import sys, scheduler.app, scheduler.operations.worker; print(sorted({solver} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _work(app):
    with app.app_context():
        improve_plans()
        db.session.remove()


def _until(is_so):
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        db.session.rollback()
        time.sleep(0.05)


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
