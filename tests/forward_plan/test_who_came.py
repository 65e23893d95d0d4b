"""The board counts who really came, where somebody wrote it down."""

from datetime import date

import pytest

from scheduler.forward_plan.queries.coverage import BoardRow, coverage_board
from scheduler.forward_plan.queries.meetings import meetings_with
from scheduler.forward_plan.rules.board import EVERYTHING
from scheduler.forward_plan.rules.counting import NOBODY
from scheduler.forward_plan.rules.vocabulary import CoverageState
from scheduler.records.rules.drafts import PresenceDraft
from scheduler.records.rules.vocabulary import Side
from scheduler.records.service.presences import write_presences
from tests import factories
from tests.forward_plan.promises import TODAY, made, met, rule

HELD = date(2026, 6, 10)


class Promise:
    """Melton's Leader is promised both of ours, at the level of chief officers at least; they met in June."""

    def __init__(self) -> None:
        self.council = factories.organisation(name="Melton Borough Council", area=factories.area())
        self.leader = factories.post(organisation=self.council)
        self.ours = [factories.principal(), factories.principal(title="Chief Constable", position=1)]
        made(rule(organisation=self.council, principals=self.ours, lowest_band=2))
        self.meeting = met(HELD, [self.leader], self.ours)

    def came(self, *theirs: PresenceDraft, ours: tuple[int, ...] | None = None) -> BoardRow:
        present = range(2) if ours is None else ours
        own = [
            PresenceDraft(side=Side.OURS, principal_id=each.id, came=index in present)
            for index, each in enumerate(self.ours)
        ]
        write_presences(self.meeting, [*own, *theirs])
        (row,) = coverage_board(TODAY, EVERYTHING).rows
        return row

    @property
    def key(self) -> tuple[str, int]:
        return "organisation", self.council.id


@pytest.fixture
def promise(session) -> Promise:
    return Promise()


def test_the_leader_came(promise: Promise) -> None:
    row = promise.came(PresenceDraft(post_id=promise.leader.id))
    assert (row.last.on, row.last.theirs) == (HELD, "Leader")


@pytest.mark.parametrize(("band", "counts"), [(2, True), (3, False), (None, False)])
def test_somebody_else_in_the_seat_counts_by_their_own_level(promise: Promise, band, counts) -> None:
    somebody = PresenceDraft(post_id=promise.leader.id, role="Deputy", is_substitute=True, band=band)
    row = promise.came(somebody)
    assert (row.last is not None) is counts
    (meeting,) = meetings_with([promise.key])[promise.key]
    assert [seat.words for seat in meeting.seats] == ["Deputy for Leader"]


def test_a_seat_that_stayed_empty_does_not_count(promise: Promise) -> None:
    row = promise.came(PresenceDraft(post_id=promise.leader.id, came=False))
    assert row.last is None
    assert row.state is CoverageState.NO_ENTRY


def test_when_only_others_are_written_down_the_seat_was_empty(promise: Promise) -> None:
    row = promise.came(PresenceDraft(role="Resident"))
    assert row.last is None
    (meeting,) = meetings_with([promise.key])[promise.key]
    assert [seat.band for seat in meeting.seats] == [NOBODY]


def test_somebody_of_theirs_without_a_seat_counts_by_level(promise: Promise) -> None:
    director = PresenceDraft(organisation_id=promise.council.id, role="Director of Place", band=2)
    row = promise.came(PresenceDraft(post_id=promise.leader.id, came=False), director)
    assert row.last.on == HELD


def test_ours_who_did_not_come_break_a_promise_of_both(promise: Promise) -> None:
    assert promise.came(PresenceDraft(post_id=promise.leader.id), ours=(0,)).last is None


def test_a_partner_who_came_unasked_has_been_met(promise: Promise) -> None:
    elsewhere = met(date(2026, 7, 1), [factories.post()], promise.ours)
    write_presences(
        elsewhere,
        [PresenceDraft(post_id=promise.leader.id), PresenceDraft(organisation_id=promise.council.id, role="Clerk")],
    )
    (row,) = coverage_board(TODAY, EVERYTHING).rows
    assert row.last.on == date(2026, 7, 1)
    assert [each.id for each in meetings_with([promise.key])[promise.key]] == [promise.meeting.id, elsewhere.id]
