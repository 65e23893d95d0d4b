"""Bank holidays from the package's own file, opening hours from the office."""

from datetime import UTC, date, datetime, time

import pytest

from scheduler.almanac.queries import bank_holidays, may_send_at, opening_hours
from tests.factories import office

SUNDAY = datetime(2026, 9, 6, 10, 0, tzinfo=UTC)
MONDAY = datetime(2026, 9, 7, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 12, 25), date(2026, 12, 28), date(2026, 8, 31), date(2027, 3, 29)])
def test_englands_days_of_rest_are_known_without_a_network(day: date, session) -> None:
    assert day in bank_holidays()


def test_scotlands_own_day_is_a_working_day_here(session) -> None:
    assert date(2026, 11, 30) not in bank_holidays()


def test_the_office_says_when_it_works(session) -> None:
    office(opens_at=time(9), closes_at=time(17, 30))
    assert (opening_hours().opens_at, opening_hours().closes_at) == (time(9), time(17, 30))


def test_mail_leaves_at_any_hour_while_no_office_says_otherwise(session) -> None:
    assert may_send_at(SUNDAY)


def test_ordinary_mail_waits_for_the_office_to_open(session) -> None:
    office()
    assert may_send_at(MONDAY)
    assert not may_send_at(SUNDAY)


def test_an_office_that_does_not_mind_sends_at_any_hour(session) -> None:
    office(quiet_out_of_hours=False)
    assert may_send_at(SUNDAY)
