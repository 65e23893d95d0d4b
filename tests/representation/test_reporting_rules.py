"""Until when two lines are owed, and when somebody is reminded."""

from datetime import date

import pytest

from scheduler.core.errors import RuleBroken
from scheduler.representation.rules.reporting import checked_words, due_after, is_wanted, owed_words, reminder_due

DUE = date(2026, 9, 21)
BANK_HOLIDAY = frozenset({date(2026, 9, 22)})


@pytest.mark.parametrize(
    ("held_on", "days", "holidays", "due_on"),
    [
        (date(2026, 9, 14), 5, frozenset(), DUE),
        (date(2026, 9, 12), 5, frozenset(), date(2026, 9, 18)),
        (date(2026, 9, 21), 1, BANK_HOLIDAY, date(2026, 9, 23)),
    ],
)
def test_they_are_due_so_many_working_days_later(held_on, days, holidays, due_on):
    assert due_after(held_on, days, holidays) == due_on


@pytest.mark.parametrize(
    ("today", "asked_on", "holidays", "rung"),
    [
        (DUE, date(2026, 9, 14), frozenset(), None),
        (date(2026, 9, 22), date(2026, 9, 14), frozenset(), 1),
        (date(2026, 9, 22), date(2026, 9, 14), BANK_HOLIDAY, None),
        (date(2026, 9, 23), date(2026, 9, 14), BANK_HOLIDAY, 1),
        (date(2026, 9, 28), date(2026, 9, 14), frozenset(), 1),
        (date(2026, 9, 29), date(2026, 9, 14), frozenset(), 6),
        (date(2026, 12, 1), date(2026, 9, 14), frozenset(), 6),
        (date(2026, 9, 24), date(2026, 9, 24), frozenset(), None),
        (date(2026, 9, 29), date(2026, 9, 24), frozenset(), 6),
        (date(2026, 9, 30), date(2026, 9, 30), frozenset(), None),
    ],
)
def test_a_reminder_leaves_the_working_day_after_and_five_later(today, asked_on, holidays, rung):
    """Whoever was asked only after a rung does not hear of it on the same day."""
    reminder = reminder_due(DUE, asked_on, today, holidays)
    assert (reminder.rung if reminder else None) == rung


def test_each_rung_is_one_mail_whatever_the_due_day_becomes():
    one = reminder_due(DUE, date(2026, 9, 14), date(2026, 9, 22), frozenset())
    other = reminder_due(date(2026, 9, 18), date(2026, 9, 14), date(2026, 9, 22), frozenset())
    assert one.key != other.key


@pytest.mark.parametrize(("today", "wanted"), [(date(2026, 10, 21), True), (date(2026, 10, 22), False)])
def test_nobody_is_asked_about_a_meeting_of_long_ago(today, wanted):
    assert is_wanted(DUE, today) is wanted


def test_late_is_said_in_days():
    assert [owed_words(DUE, day) for day in (date(2026, 9, 21), date(2026, 9, 24))] == [
        "by 21 September 2026",
        "3 days late",
    ]


@pytest.mark.parametrize("words", ["", " \n ", "x" * 4_001])
def test_two_lines_are_words_and_no_novel(words):
    with pytest.raises(RuleBroken) as refused:
        checked_words(words)
    assert refused.value.field == "words"
