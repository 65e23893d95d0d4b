"""“Why not this day?”, mark by mark, for this partner and that."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.almanac.queries import day_reasons, day_verdict, deadlines_between, marks_between
from scheduler.almanac.queries.verdicts import month_of, next_clear_day
from scheduler.almanac.rules import LayerKind
from scheduler.almanac.rules.drafts import LayerDraft
from scheduler.almanac.rules.marks import LayerFacts, Period, marks_of
from scheduler.almanac.rules.month import clear_days, in_weeks
from scheduler.almanac.rules.terms import LEICESTER, LEICESTERSHIRE, school_holidays
from scheduler.almanac.service import add_layer, fill_layer
from tests import factories
from tests.queries import count_queries

PLAIN = date(2026, 9, 9)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (PLAIN, []),
        (date(2026, 9, 12), ["Saturday"]),
        (date(2026, 8, 31), ["Bank holiday: Summer bank holiday"]),
        (date(2026, 12, 26), ["Saturday"]),
        (date(2026, 12, 28), ["Bank holiday: Boxing Day (substitute day)"]),
        (date(2029, 1, 2), ["Bank holidays are known until the end of 2028 only"]),
    ],
)
def test_an_office_without_layers_still_knows_when_england_rests(session, day: date, words: list[str]) -> None:
    assert day_verdict(day) == words


def test_city_and_county_have_half_term_a_week_apart(session) -> None:
    county, blaby, city = (factories.organisation(name=name) for name in ("County", "Blaby", "City"))
    for name, pattern, concerned in (("county", LEICESTERSHIRE, [county, blaby]), ("city", LEICESTER, [city])):
        draft = LayerDraft(
            name=f"School holidays, {name}",
            kind=LayerKind.SCHOOL_HOLIDAYS,
            organisation_ids=tuple(each.id for each in concerned),
        )
        fill_layer(add_layer(draft), school_holidays(pattern, 2026), "")
    first_week, second_week = date(2026, 10, 21), date(2026, 10, 28)
    said = {
        (name, day): day_verdict(day, [partner.id])
        for name, partner in (("county", county), ("Blaby", blaby), ("city", city))
        for day in (first_week, second_week)
    }
    county_words, city_words = (
        ["School holidays, county: October half-term"],
        ["School holidays, city: October half-term"],
    )
    assert said == {
        ("county", first_week): county_words,
        ("county", second_week): [],
        ("Blaby", first_week): county_words,
        ("Blaby", second_week): [],
        ("city", first_week): [],
        ("city", second_week): city_words,
    }
    assert day_verdict(first_week) == county_words
    assert day_verdict(second_week) == city_words


def test_a_meeting_of_some_hours_says_them_and_counts_on_each_of_its_days(session) -> None:
    evening = factories.layer(name="Full council", kind=LayerKind.COUNCIL_MEETINGS, weight=8)
    last = PLAIN + timedelta(days=1)
    factories.layer_entry(layer=evening, first_on=PLAIN, last_on=last, starts=time(17, 30), ends=time(20), words="")
    assert day_verdict(PLAIN) == day_verdict(last) == ["Full council, 5:30pm to 8pm"]
    assert day_reasons(PLAIN)[0].weight == 8


def test_a_hard_layer_forbids_and_one_that_is_off_says_nothing(session) -> None:
    panel = factories.layer(name="Panel", is_hard=True)
    factories.layer_entry(layer=panel, first_on=PLAIN, last_on=PLAIN, words="")
    assert [each.is_hard for each in day_reasons(PLAIN)] == [True]
    assert [each.weight for each in marks_between(PLAIN, PLAIN)] == [None]
    panel.is_on = False
    session.flush()
    assert day_reasons(PLAIN) == []


def test_papers_are_due_so_many_working_days_before_the_panel(session) -> None:
    panel = factories.layer(name="the Panel", kind=LayerKind.PANEL, deadline_working_days=7)
    factories.layer_entry(layer=panel, first_on=date(2026, 9, 7), last_on=date(2026, 9, 7), words="")
    due = date(2026, 8, 26)  # the bank holiday of 31 August lies between
    assert [each.due_on for each in deadlines_between(date(2026, 8, 1), date(2026, 9, 30))] == [due]
    assert day_verdict(due) == ["Papers due for the Panel of 7 September 2026, 7 working days before it"]
    assert deadlines_between(date(2026, 8, 27), date(2026, 9, 30)) == []


def test_a_deadline_of_a_panel_far_ahead_is_found(session) -> None:
    panel = factories.layer(name="the Panel", kind=LayerKind.PANEL, deadline_working_days=60)
    factories.layer_entry(layer=panel, first_on=date(2026, 4, 30), last_on=date(2026, 4, 30), words="")
    found = deadlines_between(date(2026, 1, 1), date(2026, 2, 28))
    assert [each.due_on for each in found] == [date(2026, 2, 3)]


def test_the_next_clear_day_leaps_over_everything_that_stands_between(session) -> None:
    everybody = factories.layer(name="Closed")
    factories.layer_entry(layer=everybody, first_on=PLAIN, last_on=date(2026, 9, 18), words="")
    assert next_clear_day(PLAIN) == date(2026, 9, 21)
    factories.layer_entry(layer=everybody, first_on=PLAIN, last_on=PLAIN + timedelta(days=120), words="")
    assert next_clear_day(PLAIN) is None


def test_a_month_counts_its_clear_days_in_few_questions_to_the_database(session) -> None:
    for _ in range(6):
        factories.layer_entry(first_on=date(2026, 10, 19), last_on=date(2026, 10, 23))
    with count_queries() as queries:
        days = month_of(date(2026, 10, 1))
    assert len(queries) <= 6
    assert clear_days(days) == (17, 22)
    weeks = in_weeks(days)
    assert [each.day.day if each else None for each in weeks[0]] == [None, None, None, 1, 2, 3, 4]
    assert all(len(week) == 7 for week in weeks)


@given(DAYS, st.integers(0, 40), DAYS, st.integers(0, 40))
def test_a_period_marks_exactly_the_days_that_both_share(first: date, length: int, asked: date, span: int) -> None:
    period = Period(first_on=first, last_on=first + timedelta(days=length))
    layer = LayerFacts(id=1, name="Layer", kind=LayerKind.OTHER, weight=3)
    last = asked + timedelta(days=span)
    found = [each.day for each in marks_of(layer, [period], asked, last)]
    assert found == [
        asked + timedelta(days=number)
        for number in range(span + 1)
        if period.first_on <= asked + timedelta(days=number) <= period.last_on
    ]
