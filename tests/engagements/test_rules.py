"""Which status may follow which, what calendars see, which buttons there are."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core.errors import RuleBroken
from scheduler.engagements.rules import (
    FOLLOWS,
    OFF_THE_DIARY,
    STATUS_WORDS,
    EngagementStatus,
    calendar_status,
    check_follows,
    deadline_after,
    next_revision,
    next_steps,
)
from scheduler.ical.event import Status

S = EngagementStatus
LADDER = {
    S.TO_ARRANGE: {S.TO_ARRANGE, S.OFFERING_DATES, S.AGREED, S.POSTPONED, S.CANCELLED, S.DECLINED},
    S.OFFERING_DATES: {S.TO_ARRANGE, S.OFFERING_DATES, S.AGREED, S.POSTPONED, S.CANCELLED, S.DECLINED},
    S.AGREED: {S.TO_ARRANGE, S.OFFERING_DATES, S.AGREED, S.HELD, S.POSTPONED, S.CANCELLED, S.DECLINED},
    S.HELD: {S.HELD, S.WRITTEN_UP, S.AGREED},
    S.WRITTEN_UP: {S.WRITTEN_UP, S.HELD},
    S.POSTPONED: {S.TO_ARRANGE, S.OFFERING_DATES, S.AGREED, S.POSTPONED, S.CANCELLED, S.DECLINED},
    S.CANCELLED: set(),
    S.DECLINED: {S.TO_ARRANGE, S.OFFERING_DATES, S.AGREED, S.DECLINED},
}


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("after", S)
def test_the_whole_ladder(before: S, after: S) -> None:
    if after in LADDER[before]:
        check_follows(before, after)
        return
    with pytest.raises(RuleBroken) as refused:
        check_follows(before, after)
    assert refused.value.message.endswith(".")


def test_every_status_has_its_row_and_its_words() -> None:
    assert set(FOLLOWS) == set(STATUS_WORDS) == set(S)


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (S.TO_ARRANGE, Status.TENTATIVE),
        (S.OFFERING_DATES, Status.TENTATIVE),
        (S.AGREED, Status.CONFIRMED),
        (S.HELD, Status.CONFIRMED),
        (S.WRITTEN_UP, Status.CONFIRMED),
        (S.POSTPONED, Status.CANCELLED),
        (S.CANCELLED, Status.CANCELLED),
        (S.DECLINED, Status.CANCELLED),
    ],
)
def test_what_calendars_see(status: S, shown: Status) -> None:
    assert calendar_status(status) is shown
    assert (shown is Status.CANCELLED) is (status in OFF_THE_DIARY)


@pytest.mark.parametrize(
    ("status", "is_begun", "steps"),
    [
        (S.AGREED, False, {"edit", "move", "postpone", "decline", "cancel"}),
        (S.AGREED, True, {"edit", "move", "held", "postpone", "decline", "cancel"}),
        (S.TO_ARRANGE, False, {"edit", "move", "postpone", "decline", "cancel"}),
        (S.HELD, True, {"edit", "written-up"}),
        (S.WRITTEN_UP, True, {"edit"}),
        (S.POSTPONED, False, {"edit", "move", "decline", "cancel"}),
        (S.DECLINED, False, {"edit", "move"}),
        (S.CANCELLED, False, set()),
    ],
)
def test_only_buttons_that_work_are_offered(status: S, steps: set[str], *, is_begun: bool) -> None:
    assert next_steps(status, is_begun=is_begun) == steps


INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware


@given(INSTANTS, INSTANTS)
def test_a_revision_is_whole_seconds_and_later_than_the_one_before(previous: datetime, now: datetime) -> None:
    previous = previous.replace(microsecond=0)
    revision = next_revision(previous, now)
    assert revision.microsecond == 0
    assert revision > previous
    assert now - revision < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("days_from_now", "moved", "kept"), [(-1, True, False), (0, True, False), (1, True, True), (-1, False, True)]
)
def test_a_deadline_that_has_passed_goes_when_the_engagement_moves(days_from_now, moved, kept):
    now = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
    deadline = now + timedelta(days=days_from_now)
    assert deadline_after(deadline, moved=moved, now=now) == (deadline if kept else None)
