"""Which bodies should have invited us and have not."""

from datetime import date, timedelta

import pytest

from scheduler.core.db import db
from scheduler.engagements.rules import EngagementStatus
from scheduler.representation.queries import due
from scheduler.representation.queries.due import invitations_due
from scheduler.representation.rules.rhythm import Known, Rhythm, missed_since
from scheduler.representation.rules.vocabulary import CadenceUnit, Capacity
from tests import factories
from tests.representation.seats import meeting, seat

ON = date(2026, 9, 7)
QUARTERLY = Rhythm(3)
SINCE = date(2026, 1, 1)


@pytest.fixture
def asked(monkeypatch):
    """What another feature knows of invitations to us, by body."""
    known: dict[int, date] = {}
    monkeypatch.setattr(due, "_invited", {"tests": lambda _on: known})
    return known


@pytest.mark.parametrize(
    ("rhythm", "day", "next_on", "words"),
    [
        (Rhythm(1), date(2026, 1, 31), date(2026, 2, 28), "every month"),
        (Rhythm(3), date(2026, 11, 30), date(2027, 2, 28), "every 3 months"),
        (Rhythm(12), date(2024, 2, 29), date(2025, 2, 28), "every 12 months"),
        (Rhythm(6, CadenceUnit.WEEKS), date(2026, 9, 7), date(2026, 10, 19), "every 6 weeks"),
        (Rhythm(1, CadenceUnit.WEEKS), date(2026, 12, 30), date(2027, 1, 6), "every week"),
    ],
)
def test_a_rhythm_counts_in_weeks_or_months(rhythm, day, next_on, words):
    assert (rhythm.next_after(day), rhythm.words) == (next_on, words)


@pytest.mark.parametrize(
    ("known", "on", "missed"),
    [
        (Known(), date(2026, 4, 8), None),
        (Known(), date(2026, 4, 9), date(2026, 4, 1)),
        (Known(date(2026, 5, 20)), date(2026, 8, 27), None),
        (Known(date(2026, 5, 20)), date(2026, 8, 28), date(2026, 8, 20)),
        (Known(date(2026, 5, 20), has_next=True), date(2026, 12, 1), None),
        (Known(date(2025, 5, 20)), date(2026, 4, 8), None),
    ],
)
def test_an_invitation_is_missed_a_week_after_its_day(known, on, missed):
    """From the last meeting, or from our first day there: what was before it is not our affair."""
    assert missed_since(QUARTERLY, SINCE, known, on) == missed


@pytest.mark.parametrize(
    ("changes", "is_due"),
    [
        ({"capacity": Capacity.INVITED}, True),
        ({"is_by_invitation": True}, True),
        ({}, False),
        ({"is_by_invitation": True, "every": None}, False),
        ({"is_by_invitation": True, "until_on": ON - timedelta(days=1)}, False),
        ({"is_by_invitation": True, "until_on": ON}, True),
        ({"is_by_invitation": True, "from_on": ON + timedelta(days=1)}, False),
        ({"is_by_invitation": True, "from_on": date(2026, 6, 1)}, False),
    ],
)
def test_only_seats_that_hang_on_an_invitation_and_have_a_rhythm_miss_one(session, asked, changes, is_due):
    seat(**{"every": 3} | changes)
    assert bool(invitations_due(ON)) is is_due


def test_a_body_that_has_ended_owes_nobody_an_invitation(session, asked):
    seat(every=3, is_by_invitation=True, body=factories.body(ended_on=ON - timedelta(days=1)))
    assert invitations_due(ON) == []


@pytest.mark.parametrize(
    ("day", "status", "due_on"),
    [
        (date(2026, 3, 2), EngagementStatus.HELD, date(2026, 6, 2)),
        (date(2026, 6, 2), EngagementStatus.HELD, None),
        (date(2026, 3, 2), EngagementStatus.CANCELLED, date(2026, 4, 1)),
        (date(2026, 10, 2), EngagementStatus.AGREED, None),
        (date(2026, 10, 2), EngagementStatus.CANCELLED, date(2026, 4, 1)),
        (date(2026, 10, 2), EngagementStatus.POSTPONED, date(2026, 4, 1)),
    ],
)
def test_a_meeting_held_or_in_the_diary_counts_and_one_called_off_does_not(session, asked, day, status, due_on):
    place = seat(every=3, is_by_invitation=True)
    meeting(place.body, day, status=status)
    assert [each.due_on for each in invitations_due(ON)] == ([due_on] if due_on else [])


@pytest.mark.parametrize(
    ("asked_for", "is_due"),
    [(date.max, False), (ON + timedelta(days=9), False), (date(2026, 6, 20), False), (date(2026, 2, 2), True)],
)
def test_whoever_asked_us_has_invited_us_whatever_we_answered(session, asked, asked_for, is_due):
    place = seat(every=3, is_by_invitation=True)
    asked[place.body_id] = asked_for
    assert bool(invitations_due(ON)) is is_due


def test_a_body_is_named_once_however_many_of_us_sit_there_and_the_longest_missing_first(session, asked):
    first = seat(every=6, is_by_invitation=True)
    seat(every=3, is_by_invitation=True, body=first.body, role="Director of Finance")
    second = seat(every=1, capacity=Capacity.INVITED)
    db.session.flush()
    assert [(each.body, each.who) for each in invitations_due(ON)] == [
        (second.body, "Chief Executive"),
        (first.body, "Director of Finance"),
    ]
