from datetime import UTC, date, datetime, time

import pytest

from scheduler.core import clock

SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("day", "at", "clear"),
    [
        (SPRING, time(0, 59), True),
        (SPRING, time(1), False),
        (SPRING, time(1, 59), False),
        (SPRING, time(2), True),
        (AUTUMN, time(0, 59), True),
        (AUTUMN, time(1), False),
        (AUTUMN, time(1, 59), False),
        (AUTUMN, time(2), True),
        (date(2026, 10, 26), time(1, 30), True),
    ],
)
def test_the_hour_that_a_change_skips_or_repeats_is_unclear(day, at, clear):
    assert clock.is_clear_wall_time(day, at) is clear


def test_wall_time_keeps_its_hour_on_both_sides_of_a_change():
    before = clock.from_local(date(2026, 10, 23), time(9, 30))
    after = clock.from_local(date(2026, 10, 30), time(9, 30))
    assert (before, after) == (datetime(2026, 10, 23, 8, 30, tzinfo=UTC), datetime(2026, 10, 30, 9, 30, tzinfo=UTC))


def test_an_evening_instant_falls_on_the_local_day():
    assert clock.local_day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert clock.start_of_day(date(2026, 7, 2)) == datetime(2026, 7, 1, 23, 0, tzinfo=UTC)


def test_now_is_aware_and_in_utc():
    assert clock.utc_now().tzinfo is UTC


@pytest.mark.parametrize(
    ("day", "begins", "ends"),
    [
        ("2014-03-30", "2013-04-01", "2014-03-31"),
        ("2014-03-31", "2013-04-01", "2014-03-31"),
        ("2014-04-01", "2014-04-01", "2015-03-31"),
        ("2014-12-31", "2014-04-01", "2015-03-31"),
        ("2015-01-01", "2014-04-01", "2015-03-31"),
        ("2016-02-29", "2015-04-01", "2016-03-31"),
    ],
)
def test_the_financial_year_runs_from_april_to_march(day, begins, ends):
    assert clock.financial_year(date.fromisoformat(day)) == (date.fromisoformat(begins), date.fromisoformat(ends))
