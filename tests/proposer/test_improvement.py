from dataclasses import replace
from itertools import product

from hypothesis import assume, given, settings

from bench.plans.checker import faults, price
from scheduler.proposer.greedy import first_plan
from scheduler.proposer.improvement import Improvement, Stop
from scheduler.proposer.plan import Plan
from scheduler.proposer.problem import Problem, Slot
from tests.proposer.problems import commissioner, day, meeting, problem, problems

SECONDS = 20.0  # far more than these need: a run ends when its plan is proven


def improved(asked: Problem, seconds: float = SECONDS) -> tuple[Plan, list[Plan]]:
    """The last plan of a run, and all that it reported."""
    turns, heard = iter(range(40)), list[Plan]()
    left = lambda: seconds if next(turns, None) is not None else 0.0  # noqa: E731 - forty looks at the clock
    return Improvement(asked, Stop(left, lambda _: None), heard.append).run(), heard


def cheapest(asked: Problem) -> int:
    """The least price of any sound plan, by trying them all."""
    choices = []
    for demand in asked.demands:
        days = [on for on in asked.days if demand.earliest <= on <= demand.latest]
        starts = set(demand.starts or asked.starts) | ({demand.current.start} if demand.current else set())
        open_slots = [Slot(*choice) for choice in product(days, sorted(starts), demand.ours)]
        alone = [slot for slot in open_slots if not faults(replace(asked, demands=(demand,)), {demand.key: slot})]
        choices.append([demand.pinned] if demand.pinned else [*alone, None])
    plans = (
        {demand.key: slot for demand, slot in zip(asked.demands, chosen, strict=True) if slot}
        for chosen in product(*choices)
    )
    return min(price(asked, plan) for plan in plans if not faults(asked, plan))


@settings(max_examples=30, deadline=None)
@given(problems())
def test_no_improved_plan_breaks_a_hard_rule_or_costs_less_than_its_bound(asked):
    plan, heard = improved(asked)
    for found in heard:
        assert faults(asked, found.slots) == []
        assert found.cost.total == price(asked, found.slots)
        assert found.bound is None or found.bound <= plan.cost.total
    assert plan.cost.total <= first_plan(asked).cost.total


@settings(max_examples=40, deadline=None)
@given(problems(names="ab", most=2, starts=(540, 660), weeks=1))
def test_the_bound_is_never_above_the_best_of_all_plans(asked):
    assume(sum(demand.pinned is None for demand in asked.demands) <= 3)
    plan, heard = improved(asked)
    best = cheapest(asked)
    assert all(found.bound is None or found.bound <= best for found in heard)
    assert plan.fewest_unplaced * asked.weights.unplaced <= best
    assert not plan.proven or plan.cost.total == best


@settings(max_examples=15, deadline=None)
@given(problems())
def test_the_same_problem_and_seed_go_through_the_same_plans(asked):
    assert improved(asked) == improved(asked)


def test_a_plan_without_an_alternative_is_proven_at_once():
    plan, _ = improved(problem(meeting()))
    assert plan.proven
    assert plan.gap == 0


def test_it_says_how_many_meetings_any_plan_must_leave_out():
    crowd = [meeting(name, partner=name, latest=day(4)) for name in "abcdefgh"]
    plan, _ = improved(problem(*crowd, principals=(commissioner(per_day=1),)))
    assert len(plan.unplaced) == plan.fewest_unplaced == 3
    assert plan.proven


def test_it_finds_days_that_planning_chain_by_chain_misses():
    """Three evenings of the partner's choice and one that could be any time: the cap belongs to those that need it."""
    crowd = [meeting(name, partner=name, ideal=day(number)) for number, name in enumerate("abcdef")]
    asked = problem(*crowd, principals=(commissioner(per_day=2, comfortable_week=3),))
    plan, _ = improved(asked)
    assert plan.proven
    assert plan.cost.total <= first_plan(asked).cost.total


def test_a_run_that_is_told_to_stop_keeps_what_it_has():
    plan, heard = improved(problem(meeting()), seconds=0.0)
    assert faults(problem(meeting()), plan.slots) == []
    assert heard == [plan]


def test_moving_costs_so_much_that_only_the_meetings_in_the_way_move():
    crowd = [meeting(name, partner=name, ideal=day(number), direction="") for number, name in enumerate("abcd")]
    before = first_plan(problem(*crowd))
    standing = [replace(asked, current=before.slots[asked.key]) for asked in crowd]
    pinned = replace(standing[0], pinned=Slot(day(1), before.slots["b"].start, ("pcc",)))
    after, _ = improved(problem(pinned, *standing[1:]))
    assert after.slots["a"] == pinned.pinned
    assert [key for key in "cd" if after.slots[key] != before.slots[key]] == []
