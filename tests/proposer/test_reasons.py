from scheduler.proposer.greedy import first_plan
from scheduler.proposer.moves import moves
from scheduler.proposer.problem import Mark, Slot
from scheduler.proposer.reasons import reasons
from scheduler.proposer.unplaced import obstructions
from tests.proposer.problems import MONDAY, busy, chief_constable, commissioner, day, meeting, problem

HOLIDAYS = tuple(
    Mark(day=day(number), words="school holidays in the county", scope=frozenset({"rutland"}), weight=9)
    for number in (2, 3)
)


def facts(asked, key="rutland"):
    plan = first_plan(asked)
    return reasons(asked, plan.slots)[key]


def test_a_meeting_on_its_ideal_day_needs_no_excuse():
    assert facts(problem(meeting())) == ("on the ideal day",)


def test_a_meeting_beside_its_ideal_day_says_how_far_and_why():
    assert facts(problem(meeting(), marks=HOLIDAYS))[:2] == (
        "1 day before the ideal 3 March",
        "3 March has school holidays in the county",
    )


def test_the_obstacle_on_the_ideal_day_is_named():
    ill = problem(meeting(), principals=(commissioner(busy=(busy(2),)),))
    assert facts(ill)[1] == "3 March: the Commissioner: on leave"


def test_layers_that_the_day_keeps_clear_of_are_named():
    assert "clear of school holidays in the county" in facts(problem(meeting(), marks=HOLIDAYS))


def test_layers_that_it_could_not_avoid_are_named_too():
    only = meeting(earliest=day(2), latest=day(2))
    assert "in spite of school holidays in the county" in facts(problem(only, marks=HOLIDAYS))


def test_a_shared_journey_names_the_other_visit_and_the_way():
    asked = problem(meeting(), meeting("melton", place="Melton", ideal=day(4)))
    assert "same journey as Melton, 35 minutes apart" in facts(asked)


def test_a_journey_shared_with_an_agreed_engagement_names_it():
    agreed = busy(1, 540, 600, words="agreed in Melton", place="Melton", direction="east", counts=True)
    asked = problem(meeting(), principals=(commissioner(busy=(agreed,)),))
    assert "same journey as agreed in Melton, 35 minutes apart" in facts(asked)


def test_two_of_ours_are_said_to_be_free_and_one_of_two_to_go():
    assert "Commissioner and Chief Constable are both free" in facts(problem(meeting(ours=(("pcc", "cc"),))))
    away = (commissioner(busy=(busy(2),)), chief_constable())
    either = meeting(ours=(("pcc",), ("cc",)))
    assert "the Chief Constable goes" in facts(problem(either, principals=away))


def test_a_pinned_meeting_is_there_because_it_was_agreed():
    assert facts(problem(meeting(pinned=Slot(day(3), 840, ("pcc",))))) == ("agreed: it stays where it is",)


def test_a_meeting_without_a_place_says_what_stands_in_the_way_and_what_would_free_it():
    taken = tuple(busy(number) for number in range(14) if number != 3)
    asked = problem(meeting("melton", partner="melton", earliest=day(3), latest=day(3)), meeting(),
                    principals=(commissioner(busy=taken, per_day=1),))  # fmt: skip
    plan = first_plan(asked)
    (found,) = obstructions(asked, plan.slots, plan.unplaced)
    assert found.demand == "rutland"
    assert found.in_the_way[0] == "the Commissioner is taken by agreed engagements or leave on 9 of 10 days"
    assert "if the Commissioner gave one more Thursday in March" in found.would_free


def test_what_would_free_it_may_take_two():
    away = (commissioner(busy=tuple(map(busy, range(14)))), chief_constable(busy=tuple(map(busy, range(14)))))
    asked = problem(meeting(ours=(("pcc", "cc"),)), principals=away)
    (found,) = obstructions(asked, {}, ["rutland"])
    assert found.would_free[0] == (
        "if the Chief Constable gave one more Friday in March and the Commissioner gave one more Friday in March"
    )


def test_a_day_just_outside_the_window_is_offered():
    asked = problem(meeting(latest=day(2)), principals=(commissioner(busy=tuple(map(busy, range(4)))),))
    (found,) = obstructions(asked, {}, ["rutland"])
    assert found.would_free[-1] == "if it could be 2 days later, on Friday 5 March"


def test_two_plans_differ_by_moves_in_words():
    stays, moved, placed, lost, late, other = (meeting(name) for name in ("a", "b", "c", "d", "e", "f"))
    asked = problem(stays, moved, placed, lost, late, other)
    third = Slot(MONDAY, 840, ("pcc",))
    before = dict.fromkeys("abdef", third)
    after = {"a": third, "b": Slot(day(7), 840, ("pcc",)), "c": third, "e": Slot(MONDAY, 960, ("pcc",))}
    after["f"] = Slot(MONDAY, 840, ("cc",))
    assert [move.words for move in moves(asked, before, after)] == [
        "B moved from 1 March to 8 March",
        "C placed on Monday 1 March, 2pm",
        "D lost its place on Monday 1 March, 2pm",
        "E moved from 2pm to 4pm on 1 March",
        "F: Chief Constable instead of Commissioner",
    ]
