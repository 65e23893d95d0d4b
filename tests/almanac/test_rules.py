"""Working days and opening hours, over weekends, bank holidays and clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.almanac.rules import OpeningHours, add_working_days, is_open, is_working_day, next_working_moment

EASTER_2026 = frozenset({date(2026, 4, 3), date(2026, 4, 6)})
HOURS = OpeningHours(time(8), time(18))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 4, 2), True),  # Maundy Thursday
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 4), False),  # Saturday
        (date(2026, 4, 5), False),  # Sunday
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 4, 7), True),
    ],
)
def test_weekends_and_bank_holidays_are_no_working_days(day: date, *, works: bool) -> None:
    assert is_working_day(day, EASTER_2026) is works


@pytest.mark.parametrize(
    ("start", "number", "result"),
    [
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 4, 2), 5, date(2026, 4, 13)),
        (date(2026, 4, 7), -1, date(2026, 4, 2)),
        (date(2026, 4, 4), 1, date(2026, 4, 7)),
        (date(2026, 4, 4), 0, date(2026, 4, 4)),
    ],
)
def test_counting_skips_the_days_on_which_nobody_works(start: date, number: int, result: date) -> None:
    assert add_working_days(start, number, EASTER_2026) == result


@given(DAYS, st.integers(1, 40))
def test_counting_on_and_back_again_ends_where_it_began(day: date, number: int) -> None:
    start = add_working_days(day, 1, EASTER_2026)
    assert add_working_days(add_working_days(start, number, EASTER_2026), -number, EASTER_2026) == start


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        (datetime(2026, 9, 7, 6, 59, tzinfo=UTC), False),  # 7:59am in summer time
        (datetime(2026, 9, 7, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 9, 7, 16, 59, tzinfo=UTC), True),
        (datetime(2026, 9, 7, 17, 0, tzinfo=UTC), False),  # 6pm
        (datetime(2026, 11, 2, 7, 30, tzinfo=UTC), False),  # 7:30am in winter
        (datetime(2026, 11, 2, 17, 30, tzinfo=UTC), True),
        (datetime(2026, 4, 6, 10, 0, tzinfo=UTC), False),  # Easter Monday
        (datetime(2026, 9, 5, 10, 0, tzinfo=UTC), False),  # Saturday
    ],
)
def test_the_office_is_open_by_its_own_wall_clock(moment: datetime, *, open_: bool) -> None:
    assert is_open(moment, HOURS, EASTER_2026) is open_


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (datetime(2026, 4, 2, 20, 0, tzinfo=UTC), datetime(2026, 4, 7, 7, 0, tzinfo=UTC)),
        (datetime(2026, 9, 7, 5, 0, tzinfo=UTC), datetime(2026, 9, 7, 7, 0, tzinfo=UTC)),
        (datetime(2026, 10, 23, 19, 0, tzinfo=UTC), datetime(2026, 10, 26, 8, 0, tzinfo=UTC)),  # clocks change between
        (datetime(2026, 9, 7, 12, 0, tzinfo=UTC), datetime(2026, 9, 7, 12, 0, tzinfo=UTC)),
    ],
)
def test_what_waits_leaves_when_the_office_opens_next(now: datetime, opens: datetime) -> None:
    assert next_working_moment(now, HOURS, EASTER_2026) == opens


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - aware by `timezones`
def test_the_next_working_moment_is_open_never_earlier_and_within_five_days(now: datetime) -> None:
    moment = next_working_moment(now, HOURS, EASTER_2026)
    assert is_open(moment, HOURS, EASTER_2026)
    assert now <= moment <= now + timedelta(days=5)
