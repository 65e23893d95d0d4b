"""What the office changes in the almanac: stored, refused in words, logged."""

from datetime import date, time

import pytest

from scheduler.almanac.models import BankHoliday, Layer, LayerEntry
from scheduler.almanac.queries import bank_holidays, holidays_known_until, layers_on
from scheduler.almanac.rules import LayerKind, LayerSource
from scheduler.almanac.rules.dated_days import civic_days, religious_days
from scheduler.almanac.rules.drafts import LayerDraft
from scheduler.almanac.rules.marks import Period
from scheduler.almanac.service import (
    add_bank_holiday,
    add_layer,
    add_period,
    change_layer,
    change_period,
    fill_layer,
    remove_layer,
    remove_period,
    restore_bank_holiday,
    strike_bank_holiday,
    switch_layer,
)
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from tests import factories
from tests.almanac.logbook import last_entry

JUBILEE = date(2027, 6, 4)
GOOD_FRIDAY = date(2027, 3, 26)
WEEK = Period(first_on=date(2026, 10, 19), last_on=date(2026, 10, 23), words="half-term")
DRAFT = LayerDraft(name="School holidays, county", kind=LayerKind.SCHOOL_HOLIDAYS, weight=4)


def test_a_royal_day_off_counts_at_once_and_can_be_taken_away(session) -> None:
    add_bank_holiday(JUBILEE, " Jubilee \n of the King")
    assert JUBILEE in bank_holidays()
    assert last_entry().summary == "Added a bank holiday: Jubilee of the King, 4 June 2027"
    strike_bank_holiday(JUBILEE)
    assert JUBILEE not in bank_holidays()
    assert session.query(BankHoliday).count() == 0


def test_a_day_of_the_list_can_be_struck_out_and_restored(session) -> None:
    strike_bank_holiday(GOOD_FRIDAY)
    assert GOOD_FRIDAY not in bank_holidays()
    assert last_entry().action == "bank_holiday.struck"
    restore_bank_holiday(GOOD_FRIDAY)
    assert GOOD_FRIDAY in bank_holidays()
    assert last_entry().action == "bank_holiday.restored"


def test_a_day_that_was_struck_out_can_be_added_under_another_name(session) -> None:
    strike_bank_holiday(GOOD_FRIDAY)
    add_bank_holiday(GOOD_FRIDAY, "Good Friday after all")
    assert GOOD_FRIDAY in bank_holidays()


def test_what_another_worker_changed_is_seen_by_the_next_transaction(app, session) -> None:
    assert JUBILEE not in bank_holidays()
    session.commit()
    with db.engine.begin() as elsewhere:
        elsewhere.execute(BankHoliday.__table__.insert().values(day=JUBILEE, name="Jubilee", is_struck=False))
    assert JUBILEE in bank_holidays()


def test_a_rolled_back_change_never_counts(session) -> None:
    add_bank_holiday(JUBILEE, "Jubilee")
    session.rollback()
    assert JUBILEE not in bank_holidays()


def test_the_list_reaches_as_far_as_the_last_year_that_has_days(session) -> None:
    shipped = holidays_known_until()
    assert shipped.month == 12
    assert shipped.year >= 2028
    add_bank_holiday(date(shipped.year + 1, 1, 1), "New Year’s Day")
    assert holidays_known_until() == date(shipped.year + 1, 12, 31)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda: add_bank_holiday(GOOD_FRIDAY, "Again"), "26 March 2027 is a bank holiday already: Good Friday."),
        (lambda: add_bank_holiday(JUBILEE, " "), "Enter the name, for example Coronation of the King."),
        (lambda: strike_bank_holiday(JUBILEE), "4 June 2027 is no bank holiday."),
        (lambda: restore_bank_holiday(GOOD_FRIDAY), "26 March 2027 was not struck out."),
    ],
)
def test_changes_of_bank_holidays_that_make_no_sense_are_refused(session, change, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        change()


def test_a_layer_is_added_changed_switched_and_removed_and_the_log_knows(session) -> None:
    county = factories.organisation(name="County Council")
    layer = add_layer(DRAFT)
    assert last_entry().details["after"]["concerns"] == "everybody"
    hard = LayerDraft(name="Terms", kind=LayerKind.OTHER, is_hard=True, organisation_ids=(county.id, 999_999))
    change_layer(layer, hard, version=layer.version)
    assert last_entry().details["before"]["weight"] == 4
    assert (
        last_entry().details["after"] | {"weight": "hard", "concerns": ["County Council"]}
        == last_entry().details["after"]
    )
    switch_layer(layer, is_on=False)
    assert layers_on() == []
    assert last_entry().summary == "Switched the layer Terms off"
    add_period(layer, WEEK)
    remove_layer(layer)
    assert last_entry().summary == "Removed the layer Terms with 1 period"
    assert session.query(Layer).count() == session.query(LayerEntry).count() == 0


def test_switching_twice_is_harmless_and_logged_once(session) -> None:
    layer = add_layer(DRAFT)
    switch_layer(layer, is_on=False)
    first = last_entry().id
    switch_layer(layer, is_on=False)
    assert last_entry().id == first


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (LayerDraft(name=" ", kind=LayerKind.OTHER), "name"),
        (LayerDraft(name="SCHOOL holidays, county", kind=LayerKind.OTHER), "name"),
        (LayerDraft(name="Other", kind=LayerKind.OTHER, weight=0), "weight"),
        (LayerDraft(name="Other", kind=LayerKind.OTHER, weight=11), "weight"),
        (LayerDraft(name="Other", kind=LayerKind.OTHER, deadline_working_days=0), "deadline_working_days"),
        (LayerDraft(name="Other", kind=LayerKind.OTHER, deadline_working_days=61), "deadline_working_days"),
    ],
)
def test_a_layer_that_makes_no_sense_is_refused(session, draft: LayerDraft, field: str) -> None:
    add_layer(DRAFT)
    with pytest.raises(RuleBroken) as refused:
        add_layer(draft)
    assert refused.value.field == field


def test_somebody_else_s_change_of_a_layer_is_not_overwritten(session) -> None:
    layer = add_layer(DRAFT)
    seen = layer.version
    switch_layer(layer, is_on=False)
    with pytest.raises(VersionConflict):
        change_layer(layer, DRAFT, version=seen)


def test_days_are_added_changed_and_removed_with_their_words_in_the_log(session) -> None:
    layer = add_layer(DRAFT)
    entry = add_period(layer, WEEK)
    assert last_entry().summary == "Added to School holidays, county: half-term, 19 October 2026 to 23 October 2026"
    evening = Period(first_on=date(2026, 10, 20), last_on=date(2026, 10, 20), starts=time(18), ends=time(20))
    change_period(entry, evening)
    assert "is now 20 October 2026" in last_entry().summary
    remove_period(entry)
    assert session.query(LayerEntry).count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_on": date(2026, 10, 18)}, "last_on"),
        ({"last_on": date(2027, 10, 25)}, "last_on"),
        ({"starts": time(10)}, "times"),
        ({"starts": time(10), "ends": time(10)}, "times"),
        ({"starts": time(10), "ends": time(9)}, "times"),
    ],
)
def test_days_that_make_no_sense_are_refused(session, changes: dict[str, object], field: str) -> None:
    facts = {"first_on": WEEK.first_on, "last_on": WEEK.last_on, **changes}
    with pytest.raises(RuleBroken) as refused:
        add_period(add_layer(DRAFT), Period(**facts))
    assert refused.value.field == field


def test_a_template_adds_only_what_is_missing_and_keeps_the_source_that_was_typed(session) -> None:
    layer = add_layer(LayerDraft(name="Civic", kind=LayerKind.CIVIC, source_words="Our list"))
    assert fill_layer(layer, civic_days(), "A template") == len(civic_days())
    assert fill_layer(layer, civic_days(), "A template") == 0
    assert fill_layer(layer, religious_days(), "A template") == len(religious_days())
    assert (layer.source, layer.source_words) == (LayerSource.TEMPLATE, "Our list")


def test_days_from_a_calendar_are_not_edited_here(session) -> None:
    entry = factories.layer_entry(layer=factories.layer(source=LayerSource.UPLOAD))
    for change in (
        lambda: add_period(entry.layer, WEEK),
        lambda: change_period(entry, WEEK),
        lambda: remove_period(entry),
        lambda: fill_layer(entry.layer, [WEEK], ""),
    ):
        with pytest.raises(RuleBroken, match="come from a calendar"):
            change()


def test_the_known_days_are_in_order_within_their_years_and_short() -> None:
    for found in (religious_days(), civic_days()):
        assert [each.first_on for each in found] == sorted(each.first_on for each in found)
        assert {each.first_on.year for each in found} == {2026, 2027, 2028}
        assert all((each.last_on - each.first_on).days <= 1 for each in found)


def test_remembrance_sunday_is_the_second_sunday_in_november() -> None:
    found = [each.first_on for each in civic_days() if each.words == "Remembrance Sunday"]
    assert found == [date(2026, 11, 8), date(2027, 11, 14), date(2028, 11, 12)]
