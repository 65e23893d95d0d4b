from dataclasses import replace

import pytest
from hypothesis import given, settings

from bench.plans.checker import faults
from scheduler.proposer.greedy import first_plan
from scheduler.proposer.problem import Mark, Slot
from scheduler.proposer.slots import best_slots
from scheduler.proposer.why_not import why_not
from tests.proposer.problems import busy, chief_constable, commissioner, day, meeting, problem, problems


@settings(max_examples=50)
@given(problems())
def test_every_slot_on_offer_could_be_accepted_as_it_is(asked):
    plan = first_plan(asked)
    for demand in (demand for demand in asked.demands if demand.pinned is None):
        others = {key: slot for key, slot in plan.slots.items() if key != demand.key}
        for offer in best_slots(asked, demand.key, slots=plan.slots):
            known = [fault for fault in faults(asked, others | {demand.key: offer.slot}) if "interval" not in fault]
            assert known == []


@settings(max_examples=50)
@given(problems(names="a", most=1))
def test_a_day_can_be_had_exactly_when_a_plan_may_use_it(asked):
    (demand,) = asked.demands
    free = replace(demand, pinned=None, current=None)
    for on in asked.days:
        for start in free.starts or asked.starts:
            slots = [Slot(on, start, ours) for ours in free.ours]
            alone = replace(asked, demands=(free,))
            sound = any(not faults(alone, {free.key: slot}) for slot in slots)
            assert why_not(alone, free.key, on, start).possible == sound


def test_three_slots_lie_on_three_days_the_best_first_at_different_times():
    offers = best_slots(problem(meeting(), starts=(600, 660, 840)), "rutland")
    assert [offer.slot.day for offer in offers] == [day(2), day(1), day(3)]
    assert [offer.slot.start for offer in offers] == [600, 840, 660]
    assert [offer.points for offer in offers] == [6, 7, 7]
    assert offers[0].reasons == ("on the ideal day",)


def test_fewer_slots_are_offered_when_there_are_no_more():
    asked = problem(meeting(), principals=(commissioner(busy=tuple(map(busy, range(1, 14)))),))
    assert [offer.slot.day for offer in best_slots(asked, "rutland")] == [day(0)]


def test_the_same_weekday_is_offered_twice_only_when_others_are_worse():
    week_off = tuple(map(busy, (0, 1, 3, 4)))
    offers = best_slots(problem(meeting(), principals=(commissioner(busy=week_off),)), "rutland")
    assert [offer.slot.day for offer in offers] == [day(2), day(7), day(8)]


def test_slots_keep_clear_of_what_other_meetings_have():
    asked = problem(meeting(earliest=day(2), latest=day(2)), meeting("melton"), starts=(840,))
    assert best_slots(asked, "rutland", slots={"melton": Slot(day(2), 840, ("pcc",))}) == []


@pytest.mark.parametrize(
    ("changes", "on", "start", "words"),
    [
        ({}, day(5), None, "Saturday 6 March is no working day of the period"),
        ({"latest": day(4)}, day(7), None, "too late: not after 5 March"),
        ({"previous_on": day(-5), "min_gap": 7}, day(1), None, "too early: not before 3 March"),
        ({}, day(8), None, "the Commissioner: on leave"),
        ({}, day(9), 660, "the Commissioner: Panel, 9am to 11am, 55 minutes between HQ and Oakham and 15 to spare"),
        ({}, day(10), 480, "outside the Commissioner’s hours"),
        ({}, day(3), None, "the annual council"),
        ({}, day(4), None, "the Commissioner has 1 engagement that day and takes 1"),
    ],
)
def test_a_day_that_cannot_be_had_says_why(changes, on, start, words):
    agreed = (
        busy(8), busy(9, 540, 660, words="Panel", place="HQ"), busy(4, 540, 600, words="board", counts=True),
    )  # fmt: skip
    council = Mark(day=day(3), words="the annual council", scope=frozenset({"rutland"}))
    asked = problem(meeting(**changes), principals=(commissioner(busy=agreed, per_day=1),), marks=(council,))
    answer = why_not(asked, "rutland", on, start)
    assert not answer.possible
    assert words in answer.against


def test_two_places_too_far_apart_say_so():
    asked = problem(meeting(), meeting("narborough", place="Narborough", partner="narborough", direction=""))
    answer = why_not(asked, "narborough", day(2), 1050, slots={"rutland": Slot(day(2), 960, ("pcc",))})
    assert answer.against == (
        "the Commissioner: Rutland, 4pm to 5pm, 60 minutes between Oakham and Narborough and 15 to spare",
    )


def test_a_day_that_only_both_diaries_close_names_both():
    morning, afternoon = busy(2, 540, 780, words="court"), busy(2, 780, 1260, words="training")
    both = (commissioner(busy=(morning,)), chief_constable(busy=(afternoon,)))
    asked = problem(meeting(ours=(("pcc", "cc"),)), principals=both)
    answer = why_not(asked, "rutland", day(2))
    assert [words.partition(":")[0] for words in answer.against] == ["the Commissioner", "the Chief Constable"]


def test_a_day_that_can_be_had_says_at_what_times_and_what_speaks_against_it():
    holidays = Mark(day=day(2), words="school holidays", weight=5)
    asked = problem(meeting(), marks=(holidays,), principals=(commissioner(busy=(busy(2, 540, 800),)),))
    answer = why_not(asked, "rutland", day(2))
    assert (answer.possible, answer.costs, answer.starts) == (True, ("school holidays",), (840, 960, 1110))
