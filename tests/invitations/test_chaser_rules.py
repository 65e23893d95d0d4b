from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler.core.errors import RuleBroken
from scheduler.invitations.rules import PartStat
from scheduler.invitations.rules.chasers import (
    LATER_ONE,
    LATER_SOON,
    TOO_LATE,
    Standing,
    decide,
    due_now,
    forecast,
    next_mail_on,
    reason_against,
)
from scheduler.invitations.rules.ladders import Ladder, Step, rung_words, typed_call_day, typed_days

HOLIDAYS = frozenset({date(2026, 8, 31)})
LADDER = Ladder((14, 7, 2), 1, (2,))
DUE = datetime(2026, 9, 10, 16, 0, tzinfo=UTC)
"""A Thursday: 14 working days before it is Thursday 20 August, for Monday 31 is a bank holiday."""
BEGINS = datetime(2026, 9, 22, 9, 0, tzinfo=UTC)


def at(month, day, hour=9):
    return datetime(2026, month, day, hour, 0, tzinfo=UTC)


def standing(**changes: object):
    facts = {
        "invitation_id": 1,
        "ladder": LADDER,
        "begins_at": BEGINS,
        "reply_by_at": DUE,
        "mailboxes": frozenset({"leader@example.org"}),
        "asked_on": date(2026, 7, 1),
    }
    return Standing(**facts | changes)


def after(*keys: str):
    """With these rungs behind it."""
    return standing(done=frozenset((key, DUE.date()) for key in keys))


@pytest.mark.parametrize(
    ("who", "now", "goes"),
    [
        (standing(), at(8, 19), None),
        (standing(), at(8, 20), "chase:14"),
        (after("chase:14"), at(8, 20), None),
        (after("chase:14"), at(8, 31), None),
        (after("chase:14"), at(9, 1), "chase:7"),
        (after("chase:14", "chase:7"), at(9, 7), None),
        (after("chase:14", "chase:7"), at(9, 8), "chase:2"),
        (after("chase:14", "chase:7", "chase:2"), at(9, 9), None),
        (standing(), at(9, 1), "chase:7"),
        (standing(), at(9, 8), "chase:2"),
        (standing(), at(9, 10, 15), "chase:2"),
        (standing(), at(9, 10, 17), None),
        (standing(), at(9, 30), None),
    ],
)
def test_rungs_are_counted_in_working_days_back_from_the_reply_by_date(who, now, goes):
    rung = decide(who, Step.CHASE, now, HOLIDAYS).goes
    assert (rung.key if rung else None) == goes


def test_without_a_reply_by_date_days_are_counted_from_the_engagement():
    who = standing(reply_by_at=None, ladder=Ladder((2,)))
    assert decide(who, Step.CHASE, at(9, 17), HOLIDAYS).goes is None
    rung = decide(who, Step.CHASE, at(9, 18), HOLIDAYS).goes
    assert (rung.key, rung.counted_to_on) == ("chase:2", BEGINS.date())


def test_after_an_outage_one_mail_goes_and_the_earlier_rungs_are_left_out_with_a_reason():
    decision = decide(standing(), Step.CHASE, at(9, 8), HOLIDAYS)
    assert decision.goes.key == "chase:2"
    assert [(rung.key, reason) for rung, reason in decision.left_out] == [
        ("chase:14", LATER_ONE),
        ("chase:7", LATER_ONE),
    ]


def test_a_rung_missed_just_before_the_next_is_left_out_for_it():
    decision = decide(after("chase:14"), Step.CHASE, at(9, 7), HOLIDAYS)
    assert decision.goes is None
    assert [(rung.key, reason) for rung, reason in decision.left_out] == [("chase:7", LATER_SOON)]


def test_what_was_missed_until_the_time_to_answer_ended_is_left_out_and_never_sent():
    decision = decide(after("chase:14"), Step.CHASE, at(9, 11), HOLIDAYS)
    assert decision.goes is None
    assert {reason for _, reason in decision.left_out} == {TOO_LATE}


@pytest.mark.parametrize(
    ("asked_on", "now", "goes"),
    [
        (None, at(9, 8), None),
        (date(2026, 9, 7), at(9, 8), None),
        (date(2026, 9, 4), at(9, 8), "chase:2"),
        (date(2026, 8, 28), at(9, 1), None),
        (date(2026, 8, 27), at(9, 1), "chase:7"),
    ],
)
def test_nobody_is_chased_within_two_working_days_of_being_asked(asked_on, now, goes):
    rung = decide(standing(asked_on=asked_on), Step.CHASE, now, HOLIDAYS).goes
    assert (rung.key if rung else None) == goes


def test_a_late_invitation_is_chased_once():
    late = standing(asked_on=date(2026, 9, 3))
    days = [at(9, day) for day in (3, 4, 7, 8, 9, 10)]
    sent = [(moment.day, rung.key) for moment, _, rung in forecast([late], Step.CHASE, days, HOLIDAYS)]
    assert sent == [(8, "chase:2")]


@pytest.mark.parametrize(
    "change",
    [
        {"partstat": PartStat.ACCEPTED, "answered_sequence": 0},
        {"partstat": PartStat.DECLINED, "answered_sequence": 0},
        {"partstat": PartStat.TENTATIVE, "answered_sequence": 0},
        {"partstat": PartStat.DELEGATED, "answered_sequence": 0},
        {"is_withdrawn": True},
        {"is_off": True},
        {"is_vacant": True},
        {"has_proposed": True},
        {"mailboxes": frozenset()},
        {"ladder": replace(LADDER, is_on=False)},
        {"begins_at": at(9, 7), "reply_by_at": DUE},
        {"begins_at": at(9, 8, 14), "reply_by_at": None},
    ],
    ids=str,
)
def test_nobody_is_chased_whom_it_does_not_concern(change):
    assert decide(standing(**change), Step.CHASE, at(9, 8), HOLIDAYS).goes is None


def test_an_answer_about_an_earlier_time_is_none():
    moved = standing(partstat=PartStat.ACCEPTED, answered_sequence=0, sequence=1)
    assert decide(moved, Step.CHASE, at(9, 8), HOLIDAYS).goes.key == "chase:2"
    assert reason_against(moved, Step.REMIND, at(9, 8)) == "They do not come"


@pytest.mark.parametrize(
    ("partstat", "is_reminded"),
    [
        (PartStat.ACCEPTED, True),
        (PartStat.DELEGATED, True),
        (PartStat.TENTATIVE, False),
        (PartStat.DECLINED, False),
        (PartStat.NEEDS_ACTION, False),
    ],
)
def test_only_those_who_come_are_reminded_two_working_days_before_it_begins(partstat, is_reminded):
    who = standing(partstat=partstat, answered_sequence=0)
    assert decide(who, Step.REMIND, at(9, 17), HOLIDAYS).goes is None
    assert (decide(who, Step.REMIND, at(9, 18), HOLIDAYS).goes is not None) == is_reminded
    assert decide(who, Step.REMIND, BEGINS, HOLIDAYS).goes is None


@pytest.mark.parametrize(
    ("change", "now", "is_called"),
    [
        ({}, at(9, 8), False),
        ({}, at(9, 9), True),
        ({}, at(9, 15), True),
        ({}, BEGINS, False),
        ({"partstat": PartStat.ACCEPTED, "answered_sequence": 0}, at(9, 9), False),
        ({"is_vacant": True}, at(9, 9), False),
        ({"mailboxes": frozenset()}, at(9, 9), True),
        ({"asked_on": date(2026, 9, 9)}, at(9, 9), False),
        ({"asked_on": None}, at(9, 9), False),
        ({"asked_on": None, "is_unreachable": True}, at(9, 9), True),
    ],
    ids=str,
)
def test_the_silent_are_called_from_the_call_day_until_it_begins(change, now, is_called):
    assert (decide(standing(**change), Step.CALL, now, HOLIDAYS).goes is not None) == is_called


def test_what_goes_to_the_same_mailbox_within_days_goes_along():
    soon = standing(invitation_id=2, reply_by_at=DUE + timedelta(days=1))
    elsewhere = replace(soon, invitation_id=3, mailboxes=frozenset({"other@example.org"}))
    found = due_now([after("chase:14"), soon, elsewhere], Step.CHASE, at(8, 20), HOLIDAYS)
    assert found == []
    found = due_now([standing(), soon, elsewhere], Step.CHASE, at(8, 20), HOLIDAYS)
    assert [(each.standing.invitation_id, each.decision.goes.key) for each in found] == [
        (1, "chase:14"),
        (2, "chase:14"),
    ]


@pytest.mark.parametrize(
    ("who", "now", "day"),
    [
        (standing(), at(8, 3), date(2026, 8, 20)),
        (standing(), at(8, 21), date(2026, 8, 21)),
        (after("chase:14"), at(8, 21), date(2026, 9, 1)),
        (standing(asked_on=date(2026, 9, 3)), at(9, 3), date(2026, 9, 8)),
        (after("chase:14", "chase:7", "chase:2"), at(8, 21), None),
        (standing(partstat=PartStat.DECLINED, answered_sequence=0), at(8, 21), None),
    ],
)
def test_the_next_day_is_the_one_on_which_it_then_goes(who, now, day):
    assert next_mail_on(who, now, HOLIDAYS) == day
    moments = [now + timedelta(days=number) for number in range(30)]
    weekdays = [each for each in moments if each.weekday() < 5 and each.date() not in HOLIDAYS]
    sent = [moment.date() for moment, _, _ in forecast([who], Step.CHASE, weekdays, HOLIDAYS)]
    assert (sent[0] if sent else None) == day


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("14, 7, 2", (14, 7, 2)), (" 2 7;14 ", (14, 7, 2)), ("7 and 2", (7, 2)), ("", ()), ("5", (5,))],
)
def test_ladders_are_typed_as_people_type(text, numbers):
    assert typed_days(text, "chase") == numbers


@pytest.mark.parametrize("text", ["two", "7, -2", "0", "61", "3, 2", "20 18 16 14 12 10", "²", "9" * 5000])
def test_a_ladder_that_cannot_be_is_refused_beside_its_field(text):
    with pytest.raises(RuleBroken) as refused:
        typed_days(text, "chase")
    assert refused.value.field == "chase"


def test_calls_come_after_the_last_mail():
    assert typed_call_day("1", (7, 2), "call") == 1
    assert typed_call_day("", (7, 2), "call") is None
    for text in ("2", "3, 1"):
        with pytest.raises(RuleBroken):
            typed_call_day(text, (7, 2), "call")


def test_a_rung_is_said_in_plain_words():
    assert rung_words("chase:14") == "Chaser, 14 working days before the answer is due"
    assert rung_words("remind:1") == "Reminder, 1 working day before it begins"
    assert rung_words("now:2026-09-07") == "Chaser, sent by hand"
    assert rung_words("call") == "Call list"
