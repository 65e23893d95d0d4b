"""The state of a row is one decision; its whole truth table stands here."""

from datetime import UTC, date, datetime
from itertools import product

import pytest

from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.forward_plan.rules.counting import NOBODY, Measure, Meeting, Miss, Seat, miss, miss_as_planned
from scheduler.forward_plan.rules.coverage import Standing, standing_of, state_of, urgency
from scheduler.forward_plan.rules.lineage import Handover, forebears, heirs
from scheduler.forward_plan.rules.sentence import Noun, panel_sentence
from scheduler.forward_plan.rules.vocabulary import CoverageState, Ours

ON = date(2026, 9, 7)
HELD, DIARY, REFINING, DECLINED, NOT_INVITED, OVERDUE, NO_ENTRY = (
    CoverageState.HELD,
    CoverageState.IN_THE_DIARY,
    CoverageState.REFINING_DATES,
    CoverageState.DECLINED,
    CoverageState.NOT_INVITED,
    CoverageState.OVERDUE,
    CoverageState.NO_ENTRY,
)
BOTH = Measure(Ours.ALL_OF, frozenset({1, 2}), frozenset(), 2)


def meeting(**changes: object) -> Meeting:
    facts: dict[str, object] = {
        "id": 1,
        "title": "Visit",
        "kind": EngagementKind.VISIT,
        "status": EngagementStatus.HELD,
        "on": date(2026, 6, 10),
        "starts_at": datetime(2026, 6, 10, 9, tzinfo=UTC),
        "created_on": date(2026, 1, 5),
        "left_on": None,
        "reason": "",
        "principal_ids": frozenset({1, 2}),
        "seats": (Seat(1, "Leader", 1, 1),),
    }
    return Meeting(**facts | changes)  # type: ignore[arg-type]


def expected_state(*, met: bool, in_time: bool, ahead: bool, refining: bool, declined: bool, invited: bool):
    """The table as sentences, in the order in which an office manager would say them."""
    if met and in_time:
        return HELD
    if ahead:
        return DIARY
    if refining:
        return REFINING
    if declined:
        return DECLINED
    if invited:
        return NOT_INVITED
    return OVERDUE if met else NO_ENTRY


@pytest.mark.parametrize(
    "facts", list(product((False, True), repeat=6)), ids=lambda facts: "".join(str(int(f)) for f in facts)
)
def test_the_whole_truth_table(facts: tuple[bool, ...]) -> None:
    met, in_time, ahead, refining, declined, invited = facts
    standing = Standing(
        last=meeting() if met else None,
        coming=(meeting(),) if ahead else (),
        refining=meeting() if refining else None,
        declined=meeting() if declined else None,
        unmarked=None,
    )
    assert state_of(standing, is_in_time=in_time, is_by_invitation=invited) is expected_state(
        met=met, in_time=in_time, ahead=ahead, refining=refining, declined=declined, invited=invited
    )


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({}, None),
        ({"kind": EngagementKind.CALL}, Miss.KIND),
        ({"kind": EngagementKind.SUMMIT}, None),
        ({"principal_ids": frozenset({1})}, Miss.OURS),
        ({"principal_ids": frozenset({1, 2, 3})}, None),
        ({"seats": (Seat(1, "Leader", 2, 1, "Deputy Leader"),)}, None),
        ({"seats": (Seat(1, "Leader", 4, 1, "Manager"),)}, Miss.LEVEL),
        ({"seats": (Seat(1, "Leader", NOBODY, 1),)}, Miss.LEVEL),
        ({"seats": (Seat(1, "Leader", NOBODY, 1), Seat(2, "Chief Executive", 1, 1))}, None),
        ({"seats": ()}, Miss.LEVEL),
    ],
)
def test_what_counts(changes: dict[str, object], lacks: Miss | None) -> None:
    assert miss(meeting(**changes), BOTH) is lacks


@pytest.mark.parametrize(("present", "lacks"), [({1}, None), ({2}, None), ({3}, Miss.OURS), (set(), Miss.OURS)])
def test_any_of_ours_is_one_of_them(present: set[int], lacks: Miss | None) -> None:
    either = Measure(Ours.ANY_OF, frozenset({1, 2}), frozenset(), 2)
    assert miss(meeting(principal_ids=frozenset(present)), either) is lacks


def test_kinds_that_are_named_are_the_only_ones() -> None:
    boards = Measure(Ours.ALL_OF, frozenset({1}), frozenset({"board meeting", "call"}), 5)
    kinds = [kind for kind in EngagementKind if miss(meeting(kind=kind), boards) is None]
    assert kinds == [EngagementKind.BOARD, EngagementKind.CALL]


def test_apologies_before_the_day_are_not_the_end() -> None:
    sorry = meeting(seats=(Seat(1, "Leader", NOBODY, 1),))
    assert miss_as_planned(sorry, BOTH) is None
    assert miss_as_planned(meeting(seats=(Seat(1, "Officer", 5, 5),)), BOTH) is Miss.LEVEL


def test_an_old_refusal_or_postponement_does_not_outlive_the_next_meeting() -> None:
    left = {"status": EngagementStatus.DECLINED, "left_on": date(2026, 5, 1), "on": date(2026, 5, 20)}
    postponed = left | {"status": EngagementStatus.POSTPONED}
    standing = standing_of([meeting(**left), meeting(**postponed), meeting()], BOTH, ON)
    assert (standing.declined, standing.refining) == (None, None)
    before = standing_of([meeting(**left)], BOTH, ON)
    assert before.declined is not None


def test_what_was_written_down_later_was_not_known_before() -> None:
    offering = meeting(status=EngagementStatus.OFFERING_DATES, on=None, starts_at=None, created_on=ON)
    assert standing_of([offering], BOTH, ON).refining is offering
    assert standing_of([offering], BOTH, date(2026, 9, 6)).refining is None


def test_the_forgotten_come_before_those_who_are_later() -> None:
    rows = [(HELD, -0.5, "a"), (OVERDUE, 2.0, "b"), (NO_ENTRY, -0.9, "c"), (REFINING, 0.1, "d"), (DIARY, 0.1, "e")]
    assert [name for _, _, name in sorted(rows, key=lambda row: urgency(*row))] == ["c", "b", "d", "e", "a"]


@pytest.mark.parametrize(
    ("partners", "sentence"),
    [
        (
            [(HELD, "A"), (HELD, "B"), (DIARY, "C"), (REFINING, "D"), (NO_ENTRY, "E")],
            "2 of 5 councils met, 1 in the diary, 1 refining dates; no entry: E.",
        ),
        ([(HELD, "A")] * 2, "2 of 2 councils met."),
        ([(NO_ENTRY, "A")], "None of 1 council met; no entry: A."),
        ([(NO_ENTRY, "A"), (NO_ENTRY, "B")], "None of 2 councils met; no entry: all 2 councils."),
        (
            [(OVERDUE, "A"), (DECLINED, "B"), (NOT_INVITED, "C"), (NOT_INVITED, "D")],
            "None of 4 councils met; overdue: A; declined: B; not invited: C and D.",
        ),
        ([], "There are no councils to meet."),
    ],
)
def test_the_panel_hears_one_sentence(partners: list[tuple[CoverageState, str]], sentence: str) -> None:
    assert panel_sentence(partners, Noun("council", "councils")) == sentence


def test_lineage_follows_mergers_splits_and_circles() -> None:
    a, b, c, d = (("organisation", number) for number in range(1, 5))
    day = date(2028, 4, 1)
    handovers = [Handover(a, c, day), Handover(b, c, day), Handover(c, d, date(2030, 4, 1)), Handover(d, c, day)]
    assert forebears(handovers, date(2028, 3, 31)) == {}
    assert forebears(handovers, day)[c] == {a, b, d}
    assert forebears(handovers, date(2031, 1, 1))[d] == {a, b, c}
    assert heirs(handovers, day)[a] == [c]
