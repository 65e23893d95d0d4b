"""School terms, pre-election periods and regular days against dates that are on record."""

import itertools
from datetime import date

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from scheduler.almanac.queries.holidays import shipped_holidays
from scheduler.almanac.rules import is_working_day
from scheduler.almanac.rules.marks import Period
from scheduler.almanac.rules.templates import (
    EVERY,
    LAST,
    RegularDays,
    next_local_elections,
    pre_election_period,
    regular_days,
)
from scheduler.almanac.rules.terms import (
    ENGLAND,
    LEICESTER,
    LEICESTERSHIRE,
    TermPattern,
    easter_sunday,
    school_holidays,
)
from scheduler.almanac.rules.weekdays import FRIDAY, MONDAY, TUESDAY, last_weekday, nth_weekday, weekday_before


def holiday(pattern: TermPattern, year: int, words: str) -> Period:
    return next(each for each in school_holidays(pattern, year) if each.words == words)


@pytest.mark.parametrize(
    ("year", "words", "last_at_school", "first_back"),
    [
        (2020, "October half-term", date(2020, 10, 16), date(2020, 10, 26)),
        (2020, "Christmas holidays", date(2020, 12, 18), date(2021, 1, 4)),
        (2020, "February half-term", date(2021, 2, 12), date(2021, 2, 22)),
        (2020, "Easter holidays", date(2021, 3, 26), date(2021, 4, 12)),
        (2020, "May half-term", date(2021, 5, 28), date(2021, 6, 7)),
        (2020, "Summer holidays", date(2021, 7, 9), date(2021, 8, 31)),
        (2023, "Summer holidays", date(2024, 7, 12), date(2024, 8, 27)),
        (2024, "October half-term", date(2024, 10, 18), date(2024, 10, 28)),
        (2024, "Christmas holidays", date(2024, 12, 20), date(2025, 1, 6)),
    ],
)
def test_the_july_fortnight_falls_as_schools_had_it(
    year: int, words: str, last_at_school: date, first_back: date
) -> None:
    found = holiday(LEICESTERSHIRE, year, words)
    assert (found.first_on - last_at_school).days == 1
    assert (first_back - found.last_on).days == 1


def test_half_term_in_the_city_comes_a_week_after_the_county_s() -> None:
    county, city = (holiday(each, 2018, "October half-term") for each in (LEICESTERSHIRE, LEICESTER))
    assert county.first_on <= date(2018, 10, 15) <= date(2018, 10, 19) <= county.last_on
    assert city.first_on <= date(2018, 10, 22) <= date(2018, 10, 26) <= city.last_on
    assert not county.first_on <= date(2018, 10, 23) <= county.last_on


def test_the_rest_of_england_is_still_at_school_in_mid_july_and_at_home_in_late_august() -> None:
    county, rutland = (holiday(each, 2026, "Summer holidays") for each in (LEICESTERSHIRE, ENGLAND))
    assert county.first_on < date(2027, 7, 14) < rutland.first_on
    assert county.last_on < date(2027, 9, 1) <= rutland.last_on


@pytest.mark.parametrize("pattern", [LEICESTERSHIRE, LEICESTER, ENGLAND])
@pytest.mark.parametrize("year", range(2012, 2040))
def test_a_school_year_has_six_holidays_in_order_that_never_touch(pattern: TermPattern, year: int) -> None:
    found = school_holidays(pattern, year)
    assert len(found) == 6
    assert all(each.first_on <= each.last_on for each in found)
    assert all(before.last_on < after.first_on for before, after in itertools.pairwise(found))


@pytest.mark.parametrize("year", range(2012, 2029))
def test_easter_monday_is_the_bank_holiday_after_easter_sunday(year: int) -> None:
    day = easter_sunday(year)
    assert "Easter Monday" in shipped_holidays()[day.fromordinal(day.toordinal() + 1)]


def test_the_shipped_bank_holidays_are_those_that_the_package_s_own_reader_gives() -> None:
    theirs = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    assert set(shipped_holidays()) == {each["date"] for each in theirs}
    assert all(shipped_holidays()[each["date"]].startswith(each["title"]) for each in theirs)


@pytest.mark.parametrize(
    ("election_on", "begins_on"),
    [(date(2016, 5, 5), date(2016, 3, 30)), (date(2027, 5, 6), date(2027, 3, 31))],
)
def test_a_pre_election_period_begins_25_working_days_before(election_on: date, begins_on: date) -> None:
    holidays = frozenset(shipped_holidays())
    found = pre_election_period(election_on, holidays)
    assert (found.first_on, found.last_on) == (begins_on, election_on)
    assert is_working_day(found.first_on, holidays)


@pytest.mark.parametrize(
    ("today", "elections"),
    [
        (date(2027, 5, 6), date(2027, 5, 6)),
        (date(2027, 5, 7), date(2028, 5, 4)),
        (date(2026, 11, 22), date(2027, 5, 6)),
    ],
)
def test_local_elections_are_on_the_first_thursday_in_may(today: date, elections: date) -> None:
    assert next_local_elections(today) == elections


def test_full_council_on_third_tuesdays_is_what_the_agendas_say() -> None:
    rule = RegularDays(weekday=TUESDAY, which=3, months=frozenset({5, 9, 11}))
    found = [each.first_on for each in regular_days(rule, date(2024, 11, 1), date(2025, 11, 30))]
    assert found == [date(2024, 11, 19), date(2025, 5, 20), date(2025, 9, 16), date(2025, 11, 18)]


def test_the_last_and_every_such_day_of_a_month() -> None:
    first, last = date(2026, 6, 1), date(2026, 6, 30)
    found = {
        which: [each.first_on.day for each in regular_days(RegularDays(**rule, which=which), first, last)]
        for which in (LAST, EVERY)
        for rule in [{"weekday": MONDAY, "months": frozenset({6})}]
    }
    assert found == {LAST: [29], EVERY: [1, 8, 15, 22, 29]}


def test_weekdays_of_a_month() -> None:
    assert nth_weekday(2027, 7, FRIDAY, 2) == date(2027, 7, 9)
    assert last_weekday(2026, 8, MONDAY) == date(2026, 8, 31)
    assert last_weekday(2026, 9, MONDAY) == date(2026, 9, 28)
    assert weekday_before(date(2026, 12, 18), FRIDAY) == date(2026, 12, 11)
    assert weekday_before(date(2026, 12, 19), FRIDAY) == date(2026, 12, 18)
