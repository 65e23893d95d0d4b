"""Stages, lateness and reminders of an assessment, without a database."""

from datetime import date, datetime

import pytest

from scheduler.core.clock import LONDON
from scheduler.summits.rules.assessments import (
    Reminder,
    Stage,
    Standing,
    is_late,
    is_overdue,
    reminder_due,
    reminder_words,
    size_words,
    stage_of,
)

DUE = date(2026, 10, 2)
"""A Friday."""
HOLIDAYS = frozenset({date(2026, 9, 28)})


def standing(**changes: object) -> Standing:
    return Standing(**{"due_on": DUE} | changes)


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({}, Stage.ASKED),
        ({"is_asked": False}, Stage.NOT_ASKED),
        ({"promised_for_on": DUE}, Stage.PROMISED),
        ({"has_file": True, "promised_for_on": DUE}, Stage.RECEIVED),
        ({"has_file": True, "is_asked": False}, Stage.RECEIVED),
        ({"has_file": True, "is_shared": True}, Stage.SHARED),
        ({"has_file": True, "is_shared": True, "is_considered": True}, Stage.CONSIDERED),
        ({"is_considered": True}, Stage.ASKED),
        ({"is_needed": False}, Stage.HAS_NONE),
    ],
)
def test_the_stage_is_the_furthest_that_is_true(changes, stage):
    assert stage_of(standing(**changes)) is stage


def test_who_was_never_asked_has_no_standing():
    assert stage_of(None) is Stage.NOT_ASKED


def test_the_whole_day_is_in_time():
    assert not is_late(DUE, datetime(2026, 10, 2, 23, 59, tzinfo=LONDON))
    assert is_late(DUE, datetime(2026, 10, 3, 0, 0, tzinfo=LONDON))


def test_overdue_waits_for_a_later_promise():
    assert is_overdue(standing(), date(2026, 10, 3))
    assert not is_overdue(standing(promised_for_on=date(2026, 10, 6)), date(2026, 10, 6))
    assert is_overdue(standing(promised_for_on=date(2026, 10, 6)), date(2026, 10, 7))
    assert is_overdue(standing(promised_for_on=date(2026, 9, 1)), date(2026, 10, 3))
    assert not is_overdue(standing(has_file=True), date(2026, 10, 3))
    assert not is_overdue(standing(is_needed=False), date(2026, 10, 3))


def reminders(facts: Standing, asked_on: date = date(2026, 9, 1)) -> dict[date, int]:
    """On which day each rung is due for the first time."""
    found: dict[date, int] = {}
    for day in (date(2026, 9, number) for number in range(1, 31)):
        _note(found, reminder_due(facts, asked_on, day, HOLIDAYS), day)
    for day in (date(2026, 10, number) for number in range(1, 31)):
        _note(found, reminder_due(facts, asked_on, day, HOLIDAYS), day)
    return found


def _note(found: dict[date, int], due: Reminder | None, day: date) -> None:
    if due is not None and due.rung not in found.values():
        found[day] = due.rung


def test_reminders_are_counted_in_working_days_off_holidays():
    assert reminders(standing()) == {date(2026, 9, 22): 7, date(2026, 9, 30): 2, date(2026, 10, 5): -1}


def test_a_promise_moves_the_reminders():
    promised = standing(promised_for_on=date(2026, 10, 9))
    assert reminders(promised) == {date(2026, 9, 30): 7, date(2026, 10, 7): 2, date(2026, 10, 12): -1}


@pytest.mark.parametrize("changes", [{"has_file": True}, {"is_needed": False}, {"is_asked": False}])
def test_who_owes_nothing_is_left_in_peace(changes):
    assert reminders(standing(**changes)) == {}


def test_who_was_asked_after_a_rung_does_not_get_it_at_once():
    assert reminders(standing(), asked_on=date(2026, 9, 25)) == {date(2026, 9, 30): 2, date(2026, 10, 5): -1}


def test_a_rung_that_was_missed_for_days_is_not_climbed_late():
    assert reminder_due(standing(), date(2026, 9, 1), date(2026, 10, 8), HOLIDAYS) == Reminder(-1, DUE)
    assert reminder_due(standing(), date(2026, 9, 1), date(2026, 10, 9), HOLIDAYS) is None


def test_a_reminder_is_known_by_its_rung_and_the_day_it_is_counted_from():
    assert Reminder(7, DUE).key == "7:2026-10-02"


def test_words():
    assert reminder_words(DUE, DUE) == "is due on Friday 2 October 2026"
    assert reminder_words(DUE, date(2026, 10, 3)) == "was due on Friday 2 October 2026"
    assert [size_words(size) for size in (1, 999, 312_400, 1_400_000)] == ["1 byte", "999 bytes", "312 kB", "1.4 MB"]
