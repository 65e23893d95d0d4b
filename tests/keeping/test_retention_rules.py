"""The arithmetic of keeping: the last day of each time, around 31 March and short months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.keeping.rules.holding import Cover, Facets
from scheduler.keeping.rules.retention import (
    CLASSES,
    Rule,
    is_over,
    kept_until,
    latest_start,
    plus_months,
)
from scheduler.keeping.rules.vocabulary import AtTheEnd, CountedFrom, RecordClass

YEAR, EVENT = CountedFrom.FINANCIAL_YEAR, CountedFrom.EVENT


@pytest.mark.parametrize(
    ("day", "months", "counted_from", "last"),
    [
        ("2014-09-29", 72, YEAR, "2021-03-31"),
        ("2014-03-31", 72, YEAR, "2020-03-31"),
        ("2014-04-01", 72, YEAR, "2021-03-31"),
        ("2014-03-31", 6, YEAR, "2014-09-30"),
        ("2014-04-01", 0, YEAR, "2015-03-31"),
        ("2014-09-29", 12, EVENT, "2015-09-29"),
        ("2014-08-31", 6, EVENT, "2015-02-28"),
        ("2015-08-31", 6, EVENT, "2016-02-29"),
        ("2016-02-29", 12, EVENT, "2017-02-28"),
        ("2014-09-29", 0, EVENT, "2014-09-29"),
        ("2014-12-31", 1, CountedFrom.ENTRY, "2015-01-31"),
    ],
)
def test_a_record_is_kept_until_and_with_its_last_day(day, months, counted_from, last):
    rule = Rule(months, counted_from, AtTheEnd.DELETE)
    day, last = date.fromisoformat(day), date.fromisoformat(last)
    assert kept_until(day, rule) == last
    assert not is_over(day, rule, last)
    assert is_over(day, rule, last + timedelta(days=1))


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 130), st.sampled_from([YEAR, EVENT]))
def test_nothing_that_is_over_is_missed_by_looking_only_at_early_days(today, months, counted_from):
    rule = Rule(months, counted_from, AtTheEnd.DELETE)
    newest = latest_start(rule, today)
    assert not is_over(newest + timedelta(days=1), rule, today)


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 130))
def test_later_records_are_never_over_earlier(day, months):
    rule = Rule(months, YEAR, AtTheEnd.DELETE)
    assert kept_until(day, rule) <= kept_until(day + timedelta(days=1), rule)
    assert plus_months(day, months).day <= day.day


def test_every_class_has_a_default_that_it_allows():
    assert set(CLASSES) == set(RecordClass)
    for each in CLASSES.values():
        assert each.default.counted_from in each.counted_from
        assert each.default.at_the_end in each.at_the_end
        assert not each.default.is_decided


def test_a_rule_reads_as_a_sentence():
    rule = CLASSES[RecordClass.ENGAGEMENTS].default
    assert rule.sentence == "6 years from the end of the financial year, then reviewed"


MEETING = Facets(
    days=frozenset({date(2014, 9, 29)}),
    engagements=frozenset({4}),
    partners=frozenset({("organisation", 7)}),
    people=frozenset({12}),
)


@pytest.mark.parametrize(
    ("cover", "is_held"),
    [
        (Cover(), True),
        (Cover(from_on=date(2014, 9, 29), until_on=date(2014, 9, 29)), True),
        (Cover(from_on=date(2014, 9, 30)), False),
        (Cover(until_on=date(2014, 9, 28)), False),
        (Cover(partner=("organisation", 7)), True),
        (Cover(partner=("body", 7)), False),
        (Cover(engagement_id=4), True),
        (Cover(engagement_id=5), False),
        (Cover(person_id=12), True),
        (Cover(person_id=13), False),
        (Cover(from_on=date(2014, 1, 1), partner=("organisation", 7), person_id=12), True),
        (Cover(from_on=date(2014, 1, 1), partner=("organisation", 8), person_id=12), False),
    ],
)
def test_a_hold_covers_what_all_of_its_parts_cover(cover, is_held):
    assert cover.covers(MEETING) is is_held


def test_what_we_cannot_tell_of_a_record_counts_as_held():
    assert Cover(partner=("organisation", 7), person_id=3).covers(Facets())
