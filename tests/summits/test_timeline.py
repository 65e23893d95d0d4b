"""Which step is due when: weeks and working days around bank holidays, what is late, what the compressed way saves."""

from datetime import date, timedelta

import pytest

from scheduler.summits.rules.standing import compressed_words, timeline_words
from scheduler.summits.rules.timeline import (
    OF_STEP,
    STEPS,
    Step,
    due_days,
    earliest_day,
    kept_distance,
    late_steps,
    working_days_from,
)
from scheduler.summits.rules.vocabulary import Timeline

WEDNESDAY = date(2027, 1, 20)
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)})


def test_the_standard_timeline_counts_weeks_and_rests_on_no_holiday() -> None:
    due = due_days(WEDNESDAY, Timeline.STANDARD, CHRISTMAS)
    assert due[Step.WAVE_1] == date(2026, 11, 25)
    assert due[Step.ASSESSMENTS_DUE] == date(2026, 12, 30)
    friday = due_days(date(2027, 1, 29), Timeline.STANDARD, CHRISTMAS)
    assert friday[Step.REPLY_DEADLINE] == date(2026, 12, 31), "New Year is no working day, so it is due before it"


def test_the_compressed_timeline_counts_working_days_around_bank_holidays() -> None:
    due = due_days(WEDNESDAY, Timeline.COMPRESSED, CHRISTMAS)
    assert due[Step.HOSTS_AGREE] == date(2026, 12, 4)
    assert due[Step.DIGEST] == date(2027, 1, 15)
    assert due[Step.CHASER] == date(2026, 12, 31), "New Year does not count"
    assert due[Step.CHECK_IN] == WEDNESDAY


def test_what_comes_after_the_day_is_counted_forwards() -> None:
    for timeline in Timeline:
        due = due_days(WEDNESDAY, timeline, CHRISTMAS)
        assert due[Step.THANK_YOU] == date(2027, 1, 21)
        assert due[Step.ACTIONS] == date(2027, 1, 27)
        assert due[Step.STRATEGY] == date(2027, 2, 17)


@pytest.mark.parametrize("timeline", list(Timeline))
def test_no_step_is_due_on_a_day_of_rest(timeline: Timeline) -> None:
    for number in range(14):
        due = due_days(WEDNESDAY + timedelta(days=number), timeline, CHRISTMAS)
        before = {step: day for step, day in due.items() if OF_STEP[step].days > 0}
        assert all(day.weekday() < 5 and day not in CHRISTMAS for day in before.values())


@pytest.mark.parametrize("timeline", list(Timeline))
def test_the_earliest_day_is_the_first_that_leaves_time_for_every_step(timeline: Timeline) -> None:
    today = date(2026, 9, 7)
    first = earliest_day(timeline, today, CHRISTMAS)
    assert late_steps(first, timeline, (), today, CHRISTMAS) == []
    earlier = first - timedelta(days=1)
    while earlier.weekday() > 4 or earlier in CHRISTMAS:
        earlier -= timedelta(days=1)
    assert late_steps(earlier, timeline, (), today, CHRISTMAS) != []


def test_late_is_what_has_passed_and_nobody_has_done() -> None:
    today = date(2026, 12, 15)
    late = late_steps(WEDNESDAY, Timeline.STANDARD, {Step.HOSTS_AGREE, Step.DATES_HELD}, today, CHRISTMAS)
    assert [rule.step for rule in late] == [
        Step.HOSTS_APPROVE,
        Step.VENUE,
        Step.SAVE_THE_DATE,
        Step.WAVE_1,
        Step.ASSESSMENTS_ASKED,
        Step.WAVE_2,
    ][: len(late)]
    assert len(late) >= 5


def test_the_compressed_timeline_is_named_where_it_helps() -> None:
    wave, venue = OF_STEP[Step.WAVE_1], OF_STEP[Step.VENUE]
    assert timeline_words([], []) == ""
    assert timeline_words([venue, wave], []).endswith("On the compressed timeline none is.")
    assert "On the compressed timeline 1 would be: Venue and its rooms." in timeline_words([venue, wave], [venue])
    assert "does not help" in timeline_words([venue], [venue])
    assert compressed_words([venue]).startswith("Even on the compressed timeline 1 step is already late")


def test_a_deadline_keeps_its_distance_in_working_days() -> None:
    was, now_on = date(2026, 12, 9), date(2027, 1, 20)
    deadline = date(2026, 11, 25)
    moved = kept_distance(deadline, was, now_on, CHRISTMAS)
    assert working_days_from(moved, now_on, CHRISTMAS) == working_days_from(deadline, was, CHRISTMAS) == 10
    assert kept_distance(moved, now_on, was, CHRISTMAS) == deadline


def test_every_step_has_its_own_key_and_stands_in_the_table_once() -> None:
    assert [rule.step for rule in STEPS] == list(Step)
