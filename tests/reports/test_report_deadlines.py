"""Deadlines are counted back from the meeting, in working days, with clear days before it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.almanac.rules import is_working_day
from scheduler.reports.rules.deadlines import CLEAR_DAYS, DAYS_TO_APPROVE, DAYS_TO_WRITE, deadlines_before

DAY = timedelta(days=1)
days = st.dates(date(2014, 1, 1), date(2030, 12, 31))


def _between(first: date, last: date, holidays: frozenset[date]) -> int:
    """Working days after the one and before the other."""
    number = (last - first).days
    return sum(is_working_day(first + DAY * each, holidays) for each in range(1, number))


def test_a_monday_s_panel_is_sent_on_the_friday_week_before_it() -> None:
    draft, approval, dispatch = deadlines_before(date(2014, 9, 29), frozenset())
    assert (draft.due_on, approval.due_on, dispatch.due_on) == (
        date(2014, 9, 9),
        date(2014, 9, 16),
        date(2014, 9, 19),
    )
    assert dispatch.why == "5 clear working days before the meeting"


@given(days, st.frozensets(days, max_size=5))
def test_as_many_clear_days_as_promised_lie_between(meeting_on: date, holidays: frozenset[date]) -> None:
    draft, approval, dispatch = (each.due_on for each in deadlines_before(meeting_on, holidays))
    assert _between(dispatch, meeting_on, holidays) == CLEAR_DAYS
    assert _between(approval, dispatch, holidays) == DAYS_TO_APPROVE - 1
    assert _between(draft, approval, holidays) == DAYS_TO_WRITE - 1
    assert all(is_working_day(each, holidays) for each in (draft, approval, dispatch))


def test_a_bank_holiday_brings_everything_forward() -> None:
    easter_monday = frozenset({date(2026, 4, 6)})
    without, with_it = (deadlines_before(date(2026, 4, 8), each)[-1].due_on for each in (frozenset(), easter_monday))
    assert (without, with_it) == (date(2026, 3, 31), date(2026, 3, 30))
