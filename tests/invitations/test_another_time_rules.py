"""What may be proposed, when a proposal is moot, and who must answer again: pure tables."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.core.errors import RuleBroken
from scheduler.ical.event import AllDay, Timed
from scheduler.invitations.rules import PartStat, ProposalState
from scheduler.invitations.rules.another_time import (
    PAST,
    Standing,
    checked_message,
    checked_times,
    courteous_words,
    reason_to_refuse,
    state_now,
)
from scheduler.invitations.rules.asking_again import Asking, asking_of, summary_words
from tests.factories import NOW
from tests.invitations.proposing import FRIDAY, HOUR, THURSDAY, WEDNESDAY

PLANNED = Timed(datetime(2026, 10, 6, 13, 0, tzinfo=UTC), datetime(2026, 10, 6, 14, 0, tzinfo=UTC))
NIGHT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
"""1:30am, the first of the two on the day when the clocks go back."""


def test_times_come_sorted_and_without_repeats():
    assert checked_times([FRIDAY, WEDNESDAY, FRIDAY], PLANNED, NOW) == (WEDNESDAY, FRIDAY)


@pytest.mark.parametrize(
    ("times", "field", "says"),
    [
        ([], "day_1", "Enter at least one day"),
        ([WEDNESDAY, Timed(NOW - HOUR, NOW + HOUR)], "day_2", PAST),
        ([PLANNED], "day_1", "planned already"),
        ([Timed(FRIDAY.starts_at, FRIDAY.starts_at + timedelta(hours=25))], "day_1", "longer than a day"),
        ([Timed(NIGHT, NIGHT + HOUR)], "times", "The clocks change"),
        ([WEDNESDAY, THURSDAY, FRIDAY, Timed(FRIDAY.ends_at, FRIDAY.ends_at + HOUR)], "day_3", "no more than 3"),
    ],
)
def test_what_nobody_could_take_is_refused_beside_its_box(times, field, says):
    with pytest.raises(RuleBroken, match=says) as refused:
        checked_times(times, PLANNED, NOW)
    assert refused.value.field == field


def test_a_whole_day_that_is_planned_refuses_no_hour_of_it():
    assert reason_to_refuse(WEDNESDAY, AllDay(WEDNESDAY.starts_at.date(), WEDNESDAY.starts_at.date()), NOW) == ""


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, ProposalState.OPEN),
        ({"is_withdrawn": True}, ProposalState.OVERTAKEN),
        ({"is_over": True}, ProposalState.OVERTAKEN),
        ({"present_sequence": 3}, ProposalState.OVERTAKEN),
        ({"state": ProposalState.ACCEPTED, "present_sequence": 3}, ProposalState.ACCEPTED),
        ({"state": ProposalState.DECLINED, "is_over": True}, ProposalState.DECLINED),
    ],
)
def test_an_open_proposal_is_overtaken_by_what_makes_it_moot_and_a_decided_one_stays(changes, state):
    facts = {
        "state": ProposalState.OPEN,
        "is_withdrawn": False,
        "sequence": 2,
        "present_sequence": 2,
        "is_over": False,
    }
    assert state_now(Standing(**facts | changes)) is state


def test_the_courteous_words_name_the_times_and_the_plan():
    words = courteous_words([WEDNESDAY, THURSDAY], "Tuesday 6 October 2026, 2pm to 3pm")
    assert words == (
        "Thank you for proposing these times: Wednesday 7 October 2026, 10am to 11am or Thursday 8 October 2026, "
        "10am to 11am.\n\nWe are sorry that we cannot make them.\n\n"
        "We would still be glad to see you at the time planned: Tuesday 6 October 2026, 2pm to 3pm."
    )


def test_a_message_is_cleaned_and_has_a_limit():
    assert checked_message("  Fridays\x00 suit ") == "Fridays suit"
    with pytest.raises(RuleBroken, match="4,000 characters"):
        checked_message("x" * 4_001)


@pytest.mark.parametrize(
    ("partstat", "answered", "told", "asking"),
    [
        (PartStat.ACCEPTED, 1, [2, None], Asking.ASKED_AGAIN),
        (PartStat.TENTATIVE, 0, [2], Asking.ASKED_AGAIN),
        (PartStat.DELEGATED, 1, [1, 2], Asking.ASKED_AGAIN),
        (PartStat.DECLINED, 1, [2], Asking.DECLINED_EARLIER),
        (PartStat.ACCEPTED, 1, [1], Asking.NOT_TOLD),
        (PartStat.DECLINED, 1, [], Asking.NOT_TOLD),
        (PartStat.NEEDS_ACTION, None, [1], Asking.NOT_TOLD),
        (PartStat.NEEDS_ACTION, None, [2], Asking.SILENT),
        (PartStat.NEEDS_ACTION, None, [None], None),
        (PartStat.ACCEPTED, 2, [1], Asking.ANSWERED_SINCE),
        (PartStat.DECLINED, 2, [], Asking.ANSWERED_SINCE),
    ],
)
def test_where_somebody_stands_after_a_move(partstat, answered, told, asking):
    assert asking_of(partstat, answered, told, 2) is asking


def test_the_summary_counts_in_words_and_leaves_out_what_nobody_is():
    found = [Asking.ANSWERED_SINCE, Asking.ASKED_AGAIN, Asking.NOT_TOLD, Asking.ASKED_AGAIN]
    assert summary_words(found) == "2 asked again by mail, 1 not told of the change yet and 1 answered since"
