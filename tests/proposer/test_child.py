import json
import signal
import subprocess
import sys

import pytest

from bench.plans.checker import faults
from scheduler.proposer.child import ImprovementFailed, Progress, improve
from scheduler.proposer.wire import plan_from_facts, problem_to_json
from tests.proposer.problems import commissioner, day, meeting, problem, weekdays

CROWD = problem(
    *[
        meeting(f"{name}{number}", chain=name, number=number, partner=name, ideal=day(7 * number + offset),
                earliest=day(7 * number), latest=day(7 * number + 30), min_gap=5)
        for offset, name in enumerate("abcdefghijkl") for number in range(6)
    ],
    days=weekdays(12), principals=(commissioner(per_day=2, per_week=6, comfortable_week=3),),
)  # fmt: skip
PLAIN_MODULES = (
    "catalogue, chains, child, diary, greedy, grid, ground, moves, obstacles, plan, pricing, problem, reasons, search, "
    "seating, slots, unplaced, why_not, wire, words"
)


def test_nothing_but_the_child_loads_the_solver():
    check = (
        f"import sys\nfrom scheduler.proposer import {PLAIN_MODULES}\n"
        "sys.exit(' '.join({'ortools', 'numpy', 'pandas', 'flask', 'sqlalchemy'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_child_improves_a_plan_and_tells_of_it_meanwhile():
    heard: list[Progress] = []
    plan = improve(problem(meeting(), meeting("melton")), seconds=30, on_progress=lambda said: not heard.append(said))
    assert plan.proven
    assert heard[-1].final
    assert heard[-1].plan == plan


def test_whoever_asks_may_stop_it_and_keeps_the_best_so_far():
    heard: list[Progress] = []

    def enough(said: Progress) -> bool:
        heard.append(said)
        return len(heard) < 2

    plan = improve(CROWD, seconds=60, on_progress=enough)
    assert heard[-1].final
    assert heard[-1].seconds < 30
    assert faults(CROWD, plan.slots) == []


def test_a_child_that_is_asked_to_end_prints_its_best_plan_first():
    command = [sys.executable, "-m", "scheduler.proposer", "--seconds", "60"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        child.stdin.write(problem_to_json(CROWD) + "\n")
        child.stdin.flush()
        child.stdout.readline()
        child.send_signal(signal.SIGTERM)
        lines = child.stdout.readlines()
    last = json.loads(lines[-1])
    assert last["final"]
    assert faults(CROWD, plan_from_facts(last["plan"]).slots) == []
    assert child.returncode == 0


def test_a_child_without_a_plan_is_an_error(monkeypatch):
    monkeypatch.setattr("scheduler.proposer.child.problem_to_json", lambda _: "no problem")
    with pytest.raises(ImprovementFailed, match="status 2"):
        improve(CROWD, seconds=5, on_progress=lambda _: True)
