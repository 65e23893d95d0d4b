"""Runs the improvement in a child process, so that whoever asks for it never loads the solver."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from scheduler.proposer.plan import Plan
from scheduler.proposer.problem import Problem
from scheduler.proposer.wire import plan_from_facts, problem_to_json

GRACE = 30.0  # seconds beyond its limit after which a child is ended by force


class ImprovementFailed(Exception):
    """The child ended without any plan; what it said is on the standard error that both share."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A better plan or bound, so many seconds after the start."""

    seconds: float
    plan: Plan
    final: bool


def improve(problem: Problem, *, seconds: float, on_progress: Callable[[Progress], bool]) -> Plan:
    """The best plan found in that time. `on_progress` hears of each better one and returns false to stop there.

    A child that is ended from outside leaves its last plan. Raises ImprovementFailed when there is none.
    """
    command = [sys.executable, "-m", "scheduler.proposer", "--seconds", str(seconds)]
    best: Plan | None = None
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:  # noqa: S603 - our own module
        guard = threading.Timer(seconds + GRACE, child.kill)
        guard.start()
        try:
            best = _listen(child, problem, on_progress)
        finally:
            guard.cancel()
            child.kill()
    if best is None:
        raise ImprovementFailed(f"the child ended with status {child.returncode} and no plan")
    return best


def _listen(child: subprocess.Popen[str], problem: Problem, on_progress: Callable[[Progress], bool]) -> Plan | None:
    assert child.stdin is not None
    assert child.stdout is not None
    with suppress(BrokenPipeError):  # it ended already: no plan will come, and that says it all
        child.stdin.write(problem_to_json(problem) + "\n")
        child.stdin.flush()
    best: Plan | None = None
    for line in child.stdout:
        if not line.endswith("\n"):
            break  # cut off in the middle of a word
        progress = _progress(line)
        best = progress.plan
        if not on_progress(progress) and not child.stdin.closed:
            child.stdin.close()
    return best


def _progress(line: str) -> Progress:
    facts = json.loads(line)
    return Progress(seconds=facts["seconds"], plan=plan_from_facts(facts["plan"]), final=facts["final"])
