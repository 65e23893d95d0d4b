from dataclasses import replace

from hypothesis import given, settings

from bench.plans.checker import faults, price
from scheduler.proposer.greedy import first_plan
from scheduler.proposer.problem import Mark, Slot, Span
from scheduler.proposer.wire import plan_from_facts, plan_to_facts, problem_from_json, problem_to_json
from tests.proposer.problems import busy, chief_constable, commissioner, day, meeting, problem, problems


@settings(max_examples=150)
@given(problems())
def test_no_plan_breaks_a_hard_rule_or_moves_a_pinned_meeting(asked):
    assert faults(asked, first_plan(asked).slots) == []


@settings(max_examples=50)
@given(problems())
def test_the_cost_of_a_plan_is_what_an_independent_count_makes_of_it(asked):
    plan = first_plan(asked)
    assert plan.cost.total == price(asked, plan.slots)


@settings(max_examples=50)
@given(problems())
def test_the_same_problem_gives_the_same_plan_on_both_sides_of_the_wire(asked):
    plan = first_plan(asked)
    assert first_plan(problem_from_json(problem_to_json(asked))) == plan
    assert plan_from_facts(plan_to_facts(plan)) == plan


def test_a_meeting_sits_on_its_ideal_day_when_nothing_is_against_it():
    assert first_plan(problem(meeting())).slots["rutland"].day == day(2)


def test_a_meeting_keeps_away_from_a_day_that_a_layer_forbids():
    closed = Mark(day=day(2), words="the annual council", scope=frozenset({"rutland"}))
    assert first_plan(problem(meeting(), marks=(closed,))).slots["rutland"].day in {day(1), day(3)}


def test_a_soft_layer_is_touched_only_when_the_way_around_it_is_longer():
    holidays = tuple(Mark(day=day(number), words="school holidays", weight=2) for number in (1, 2, 3))
    assert first_plan(problem(meeting(), marks=holidays)).slots["rutland"].day in {day(0), day(2), day(4)}
    longer = tuple(Mark(day=day(number), words="school holidays", weight=1) for number in range(-5, 10))
    assert first_plan(problem(meeting(), marks=longer)).slots["rutland"].day == day(2)


def test_all_of_needs_both_diaries_and_any_of_takes_the_one_that_is_free():
    away = commissioner(busy=(busy(2),))
    both = meeting(ours=(("pcc", "cc"),))
    assert first_plan(problem(both, principals=(away, chief_constable()))).slots["rutland"].day != day(2)
    either = meeting(ours=(("pcc",), ("cc",)))
    slot = first_plan(problem(either, principals=(away, chief_constable()))).slots["rutland"]
    assert (slot.day, slot.principals) == (day(2), ("cc",))


def test_the_way_from_an_agreed_engagement_is_kept_free():
    agreed = busy(2, 540, 660, place="HQ", words="Panel", counts=True)
    asked = problem(meeting(starts=(660, 720, 840), earliest=day(2), latest=day(2)), starts=(660, 720, 840))
    asked = replace(asked, principals=(commissioner(busy=(agreed,)), chief_constable()))
    assert first_plan(asked).slots["rutland"].start == 840


def test_two_visits_in_one_direction_share_a_day():
    melton = meeting("melton", place="Melton", ideal=day(4))
    plan = first_plan(problem(meeting(), melton))
    assert plan.slots["melton"].day == plan.slots["rutland"].day
    assert plan.cost.journeys == 6


def test_an_evening_is_given_only_as_often_as_the_cap_allows():
    evenings = [meeting(name, starts=(1110,), partner=name, latest=day(4)) for name in "abc"]
    plan = first_plan(problem(*evenings, principals=(commissioner(evenings_per_week=2), chief_constable())))
    assert (len(plan.slots), len(plan.unplaced)) == (2, 1)


def test_a_hard_span_of_a_day_leaves_the_rest_of_it():
    council = Mark(day=day(2), words="council evening", span=Span(1050, 1380))
    asked = problem(meeting(earliest=day(2), latest=day(2)), starts=(1110, 840), marks=(council,))
    assert first_plan(asked).slots["rutland"].start == 840


def test_the_scarcest_chain_is_planned_first_and_others_make_room():
    narrow = meeting("narrow", earliest=day(2), latest=day(2))
    wide = meeting("wide")
    plan = first_plan(problem(wide, narrow, principals=(commissioner(per_day=1), chief_constable())))
    assert plan.slots["narrow"].day == day(2)
    assert plan.unplaced == ()


def test_a_plan_that_stands_is_left_alone_when_it_still_fits():
    stands = Slot(day(8), 840, ("pcc",))
    assert first_plan(problem(meeting(current=stands))).slots["rutland"] == stands


def test_only_the_meeting_of_the_ill_principal_moves():
    meetings = [meeting(name, ideal=day(number), direction="") for number, name in enumerate("abcde")]
    before = first_plan(problem(*meetings))
    standing = [replace(asked, current=before.slots[asked.key]) for asked in meetings]
    ill = problem(*standing, principals=(commissioner(busy=(busy(1),)), chief_constable()))
    after = first_plan(ill)
    assert [key for key in "abcde" if after.slots[key] != before.slots[key]] == ["b"]


def test_a_pinned_meeting_stays_even_outside_the_days_of_the_period():
    pinned = Slot(day(5), 615, ("pcc",))
    assert first_plan(problem(meeting(pinned=pinned))).slots["rutland"] == pinned
