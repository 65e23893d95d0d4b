import pytest

from bench.plans.checker import faults, price
from bench.plans.instances import SIZES, TOO_MUCH, named
from scheduler.proposer.problem import Mark, Slot, Span
from tests.proposer.problems import busy, chief_constable, commissioner, day, meeting, problem

AT_TWO = Slot(day(2), 840, ("pcc",))
TWO = (meeting("a"), meeting("b", place="Melton"))
LATER_THAT_WEEK = {"a": AT_TWO, "b": Slot(day(4), 840, ("pcc",))}
LATER_THAT_DAY = {"a": AT_TWO, "b": Slot(day(2), 1110, ("pcc",))}
CHAIN = (meeting("a", chain="c"), meeting("b", chain="c", number=2, min_gap=3, max_gap=5))


@pytest.mark.parametrize(
    ("asked", "slots", "words"),
    [
        (problem(*TWO), {"a": AT_TWO, "b": AT_TWO}, "pcc: (840"),
        (problem(*TWO), {"a": AT_TWO, "b": Slot(day(2), 960, ("pcc",))}, None),
        (problem(*TWO, buffer=30), {"a": AT_TWO, "b": Slot(day(2), 960, ("pcc",))}, "pcc: (840"),
        (problem(meeting("a"), principals=(commissioner(busy=(busy(2),)),)), {"a": AT_TWO}, "pcc: (0"),
        (problem(*TWO, principals=(commissioner(per_day=1),)), LATER_THAT_DAY, "2 on"),
        (problem(*TWO, principals=(commissioner(per_week=1),)), LATER_THAT_WEEK, "week"),
        (problem(meeting("a"), principals=(commissioner(evenings_per_week=0),)),
         {"a": Slot(day(2), 1110, ("pcc",))}, "evenings"),
        (problem(meeting("a"), principals=(commissioner(hours=((Span(540, 870),),) * 7),)), {"a": AT_TWO}, "hours"),
        (problem(meeting("a"), marks=(Mark(day=day(2), words="the Panel"),)), {"a": AT_TWO}, "the Panel"),
        (problem(*CHAIN), {"a": AT_TWO, "b": Slot(day(3), 840, ("pcc",))}, "interval"),
        (problem(*CHAIN), {"a": AT_TWO, "b": Slot(day(8), 840, ("pcc",))}, "interval"),
        (problem(meeting("a", previous_on=day(0), min_gap=3)), {"a": AT_TWO}, "interval"),
        (problem(meeting("a", pinned=AT_TWO)), {"a": Slot(day(3), 840, ("pcc",))}, "pinned"),
        (problem(meeting("a", latest=day(1))), {"a": AT_TWO}, "window"),
        (problem(meeting("a")), {"a": Slot(day(2), 845, ("pcc",))}, "not offered"),
        (problem(meeting("a")), {"a": Slot(day(2), 840, ("cc",))}, "no alternative"),
        (problem(meeting("a", partner="p"), meeting("b", partner="p", ours=(("cc",),)),
                 principals=(commissioner(), chief_constable())),
         {"a": AT_TWO, "b": Slot(day(2), 840, ("cc",))}, "at once"),
    ],
)  # fmt: skip
def test_the_checker_finds_each_broken_rule_and_no_other(asked, slots, words):
    found = faults(asked, slots)
    assert found == [] if words is None else all(words in fault for fault in found) and found


def test_the_checker_prices_days_journeys_and_meetings_left_out():
    asked = problem(meeting("a"), meeting("b", place="Melton"), meeting("c"))
    assert price(asked, LATER_THAT_DAY) == 6 + 10_000
    assert price(asked, LATER_THAT_WEEK) == 6 + 6 + 2 + 10_000


@pytest.mark.parametrize("size", [SIZES[0], TOO_MUCH], ids=lambda size: size.name)
def test_a_measured_year_is_the_same_each_time(size):
    asked = named(size.name)
    assert asked == named(size.name)
    assert (len(asked.demands), len(asked.principals)) == (size.meetings, size.principals)
