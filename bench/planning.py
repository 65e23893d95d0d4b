"""Laying out a year: how soon the first full plan is there, how good the improved one is, and whether both are sound.

All by CPU time: the solver uses one thread, so that on a quiet machine CPU time and the clock agree.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from time import process_time

from bench.figures import Figure, Target, section
from bench.plans.checker import faults, price
from bench.plans.instances import SIZES, TOO_MUCH, named
from scheduler.proposer.greedy import first_plan
from scheduler.proposer.plan import Plan
from scheduler.proposer.problem import Problem
from scheduler.proposer.wire import plan_from_facts

WITHIN = Target(must=1, aim=0.5, least=False)
NO_MORE = Target(must=1, aim=0, least=False)
NONE = Target(must=0, aim=0, least=False)
ROUNDS = 5
NOTES = (
    (
        "Meetings / principals, with travel, caps, evenings, layers, agreed dates, pins and “any of” all on. First "
        "plan: best of five in a warm process. Improvement: a fresh process, loading the solver included."
    ),
    (
        "Gap: points above the proven lower bound over the points of the plan. Left out: meetings without a place "
        "above the number that any plan must leave out, as proved. Faults: hard rules broken, or prices that differ, "
        "in the first and the last plan, found by a checker that shares no code with the engine."
    ),
)


@dataclass(frozen=True)
class Goal:
    """Milliseconds for the first plan; for the improved one a share of gap (none: proven optimal) within seconds."""

    name: str
    first: float
    gap: float | None
    seconds: float


GOALS = (
    Goal(SIZES[0].name, 100, None, 2),
    Goal(SIZES[1].name, 300, 0.03, 15),
    Goal(SIZES[2].name, 500, 0.03, 15),
    Goal(SIZES[3].name, 2000, 0.10, 60),
)
TOO_MUCH_SECONDS = 20.0


@dataclass(frozen=True)
class Reached:
    """A plan and the CPU seconds after which it was there."""

    seconds: float
    plan: Plan


def run() -> str:
    """The group's table."""
    figures = [figure for goal in GOALS for figure in _figures(goal)]
    return section("Laying out a year", [*figures, *_too_much()], NOTES)


def _figures(goal: Goal) -> Iterator[Figure]:
    problem = named(goal.name)
    first, milliseconds = _first(problem)
    yield Figure(
        name=f"{goal.name}: first plan, {len(first.slots)} placed",
        value=f"{milliseconds:.0f} ms",
        reference=f"{goal.first:.0f} ms",
        ratio=milliseconds / goal.first,
        target=WITHIN,
    )
    reached = _improve(goal.name, goal.seconds * 1.5 if goal.gap is None else goal.seconds)
    yield _optimum(goal, reached) if goal.gap is None else _gap(goal, reached[-1].plan, goal.gap)
    yield _faults(goal.name, problem, (first, reached[-1].plan))


def _too_much() -> Iterator[Figure]:
    problem = named(TOO_MUCH.name)
    first, milliseconds = _first(problem)
    last = _improve(TOO_MUCH.name, TOO_MUCH_SECONDS)[-1].plan
    left_out = len(last.unplaced)
    yield Figure(
        name=f"{TOO_MUCH.name}, cannot be met: left out after {TOO_MUCH_SECONDS:.0f} s",
        value=f"{left_out}",
        reference=f"{last.fewest_unplaced} must be; first plan in {milliseconds:.0f} ms: {len(first.unplaced)}",
        ratio=left_out - last.fewest_unplaced,
        target=NO_MORE,
    )
    yield _faults(TOO_MUCH.name, problem, (first, last))


def _first(problem: Problem) -> tuple[Plan, float]:
    times = []
    for _ in range(ROUNDS):
        started = process_time()
        plan = first_plan(problem)
        times.append(process_time() - started)
    return plan, min(times) * 1000


def _improve(name: str, seconds: float) -> list[Reached]:
    command = [sys.executable, "-m", "bench.plans.trial", name, str(seconds)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    found = [json.loads(line) for line in lines]
    return [Reached(facts["seconds"], plan_from_facts(facts["plan"])) for facts in found]


def _optimum(goal: Goal, reached: list[Reached]) -> Figure:
    proven = next((state for state in reached if state.plan.proven), None)
    last = reached[-1].plan
    return Figure(
        name=f"{goal.name}: proven optimal, {last.cost.total} points",
        value=f"{proven.seconds:.1f} s" if proven else f"never: bound {last.bound}",
        reference=f"{goal.seconds:.0f} s",
        ratio=(proven.seconds if proven else 1000) / goal.seconds,
        target=WITHIN,
    )


def _gap(goal: Goal, last: Plan, most: float) -> Figure:
    gap = 1.0 if last.gap is None else last.gap
    return Figure(
        name=f"{goal.name}: gap after {goal.seconds:.0f} s, {last.cost.total} points, bound {last.bound}",
        value=f"{gap:.1%}",
        reference=f"{most:.0%}",
        ratio=gap / most,
        target=WITHIN,
    )


def _faults(name: str, problem: Problem, plans: tuple[Plan, ...]) -> Figure:
    found = [fault for plan in plans for fault in faults(problem, plan.slots)]
    found += ["price" for plan in plans if price(problem, plan.slots) != plan.cost.total]
    return Figure(
        name=f"{name}: faults found by the checker",
        value=f"{len(found)}",
        reference=f"{len(plans)} plans",
        ratio=float(len(found)),
        target=NONE,
    )
