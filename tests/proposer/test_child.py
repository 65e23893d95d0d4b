import json
import subprocess
import sys
from contextlib import contextmanager

import pytest

from bench.plans.checker import faults
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
    "catalogue, chains, diary, greedy, grid, ground, moves, obstacles, plan, pricing, problem, reasons, search, "
    "seating, slots, unplaced, why_not, wire, words"
)


def test_nothing_but_the_child_loads_the_solver():
    check = (
        f"import sys\nfrom scheduler.proposer import {PLAIN_MODULES}\n"
        "sys.exit(' '.join({'ortools', 'numpy', 'pandas', 'flask', 'sqlalchemy'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@contextmanager
def child(problem, seconds=60):
    """A child at work on a problem; it is not left behind."""
    command = [sys.executable, "-m", "scheduler.proposer", "--seconds", str(seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        running.stdin.write(problem_to_json(problem) + "\n")
        running.stdin.flush()
        try:
            yield running
        finally:
            running.kill()


def test_the_child_improves_a_plan_and_tells_of_it_meanwhile():
    with child(problem(meeting(), meeting("melton"))) as running:
        said = [json.loads(line) for line in running.stdout]
    assert [line["final"] for line in said] == [False] * (len(said) - 1) + [True]
    assert plan_from_facts(said[-1]["plan"]).proven


@pytest.mark.parametrize("end", [lambda running: running.stdin.close(), lambda running: running.terminate()])
def test_a_child_that_is_told_to_end_prints_its_best_plan_first(end):
    with child(CROWD) as running:
        running.stdout.readline()
        end(running)
        last = json.loads(running.stdout.readlines()[-1])
        assert running.wait(10) == 0
    assert last["final"]
    assert last["seconds"] < 30
    assert faults(CROWD, plan_from_facts(last["plan"]).slots) == []


def test_a_time_limit_is_kept():
    with child(CROWD, seconds=2) as running:
        assert json.loads(running.stdout.readlines()[-1])["seconds"] < 12


def test_input_that_is_no_problem_is_refused():
    command = [sys.executable, "-m", "scheduler.proposer"]
    done = subprocess.run(command, input="no problem\n", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "not a problem" in done.stderr
