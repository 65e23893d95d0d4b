"""Which meetings fall due in a period, beside those that have their day already."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.forward_plan.rules.cadence import Cadence, Clock
from scheduler.forward_plan.rules.due_meetings import Period, due_meetings, spread
from scheduler.forward_plan.rules.vocabulary import IntervalUnit

HALF_YEARLY = Cadence(6, 9)
QUARTERLY = Cadence(3, 4)
YEAR = Period(date(2027, 1, 1), date(2027, 12, 31))
STARTED = date(2026, 1, 1)


def due(cadence, last_on, known=(), period=YEAR, first_by_on=None):
    return due_meetings(cadence, Clock(last_on, STARTED, first_by_on), known, period)


def test_each_meeting_is_due_an_ideal_interval_after_the_one_before():
    found = due(QUARTERLY, date(2026, 12, 1))
    assert [each.ideal_on for each in found] == [date(2027, month, 1) for month in (3, 6, 9, 12)]
    assert [each.number for each in found] == [1, 2, 3, 4]
    assert found[0].previous_on == date(2026, 12, 1)
    assert [each.previous_on for each in found[1:]] == [None] * 3
    assert [each.begins_chain for each in found] == [True, False, False, False]


def test_a_meeting_is_within_its_longest_interval_and_half_the_ideal_one_from_the_last():
    (first, *_) = due(HALF_YEARLY, date(2026, 11, 1))
    assert (first.earliest_on, first.latest_on) == (date(2027, 1, 30), date(2027, 8, 1))
    assert (first.shortest_gap, first.longest_gap) == (90, 273)


def test_one_in_the_diary_is_the_due_meeting_and_the_next_is_counted_from_it():
    found = due(HALF_YEARLY, date(2026, 9, 1), [date(2027, 4, 1)])
    assert [each.ideal_on for each in found] == [date(2027, 10, 1)]
    assert found[0].previous_on == date(2027, 4, 1)
    assert found[0].number == 2


def test_a_date_far_too_late_leaves_room_for_the_one_that_is_due_before_it():
    found = due(QUARTERLY, date(2026, 12, 1), [date(2027, 8, 1)])
    assert found[0].ideal_on == date(2027, 3, 1)
    assert all(each.latest_on < date(2027, 8, 1) for each in found if each.number < 3)


def test_whoever_is_late_is_wanted_as_soon_as_possible_and_a_day_costs_more():
    (first, *_) = due(HALF_YEARLY, date(2025, 1, 1))
    assert first.is_late
    assert first.ideal_on == YEAR.from_on
    assert (first.latest_on, first.longest_gap) == (YEAR.until_on, None)
    assert first.points_a_day > 1


def test_a_late_one_with_a_date_next_week_needs_no_other():
    assert due(HALF_YEARLY, date(2025, 1, 1), [date(2027, 1, 8)])[0].previous_on == date(2027, 1, 8)


def test_nothing_is_due_whose_ideal_day_lies_beyond():
    assert due(HALF_YEARLY, date(2027, 8, 1)) == []


def test_those_never_met_share_the_days_until_their_first_by_date():
    (first, *_) = due(HALF_YEARLY, None, first_by_on=date(2027, 4, 11))
    days = [spread(first, place, 4).ideal_on for place in range(4)]
    assert days == [date(2027, 1, 13), date(2027, 2, 7), date(2027, 3, 4), date(2027, 3, 29)]


@pytest.mark.parametrize("unit", IntervalUnit)
@given(
    ideal=st.integers(1, 12),
    more=st.integers(0, 6),
    last=st.integers(-400, 300),
    known=st.lists(st.integers(0, 500), max_size=4),
)
def test_windows_always_lie_in_the_period_and_hold_their_ideal_day(unit, ideal, more, last, known):
    days = sorted(YEAR.from_on + timedelta(days=each) for each in known)
    found = due(Cadence(ideal, ideal + more, unit), YEAR.from_on + timedelta(days=last), days)
    for each in found:
        assert YEAR.from_on <= each.earliest_on <= each.ideal_on <= each.latest_on <= YEAR.until_on
        assert each.longest_gap is None or each.shortest_gap <= each.longest_gap
    assert len({each.number for each in found}) == len(found) <= 53
