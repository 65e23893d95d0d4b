"""When the next meeting is due, and how late it is."""

from datetime import date

import pytest

from scheduler.forward_plan.rules.cadence import Cadence, Clock, due_of, interval_after, limit_words
from scheduler.forward_plan.rules.vocabulary import IntervalUnit

MONTHS, WEEKS = IntervalUnit.MONTHS, IntervalUnit.WEEKS
STARTED = date(2026, 1, 5)
SIX_NINE = Cadence(6, 9)


@pytest.mark.parametrize(
    ("day", "count", "unit", "expected"),
    [
        (date(2014, 7, 3), 6, MONTHS, date(2015, 1, 3)),
        (date(2026, 8, 31), 6, MONTHS, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, MONTHS, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, MONTHS, date(2027, 1, 31)),
        (date(2026, 11, 30), 13, MONTHS, date(2027, 12, 30)),
        (date(2026, 3, 23), 8, WEEKS, date(2026, 5, 18)),
    ],
)
def test_intervals_are_calendar_months_or_whole_weeks(
    day: date, count: int, unit: IntervalUnit, expected: date
) -> None:
    assert interval_after(day, count, unit) == expected


@pytest.mark.parametrize(
    ("clock", "ideal_on", "limit_on"),
    [
        (Clock(date(2026, 3, 2), STARTED), date(2026, 9, 2), date(2026, 12, 2)),
        (Clock(None, STARTED), date(2026, 7, 5), date(2026, 10, 5)),
        (Clock(None, STARTED, date(2026, 4, 30)), date(2026, 4, 30), date(2026, 4, 30)),
        (Clock(None, STARTED, date(2026, 8, 30)), date(2026, 7, 5), date(2026, 8, 30)),
        (Clock(date(2026, 3, 2), STARTED, date(2026, 4, 30)), date(2026, 9, 2), date(2026, 12, 2)),
        (Clock(None, date(2026, 5, 6), date(2026, 4, 30)), date(2026, 11, 6), date(2027, 2, 6)),
    ],
    ids=["met", "never met", "first by", "first by, late", "met, so first by is done", "joined after first by"],
)
def test_the_clock_runs_from_the_last_meeting_or_from_the_beginning(
    clock: Clock, ideal_on: date, limit_on: date
) -> None:
    due = due_of(SIX_NINE, clock)
    assert (due.ideal_on, due.limit_on) == (ideal_on, limit_on)


def test_the_ratio_is_overdue_divided_by_the_interval() -> None:
    due = due_of(Cadence(2, 2, WEEKS), Clock(None, STARTED))
    days = (date(2026, 1, 5), date(2026, 1, 19), date(2026, 2, 2))
    assert [due.ratio(day) for day in days] == [-1, 0, 1]
    assert [limit_words(due.days_to_limit(day)) for day in days] == ["14 days left", "today", "14 days over"]
    assert limit_words(1) == "1 day left"


@pytest.mark.parametrize(
    ("cadence", "words"),
    [
        (SIX_NINE, "every 6 months, 9 at most"),
        (Cadence(1, 1), "every month"),
        (Cadence(8, 8, WEEKS), "every 8 weeks"),
        (Cadence(1, 2, WEEKS), "every week, 2 at most"),
    ],
)
def test_a_cadence_is_said_in_words(cadence: Cadence, words: str) -> None:
    assert cadence.words == words
