"""The programme: what is wrong with it, how it begins, and how it follows the day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from scheduler.core.clock import to_local
from scheduler.core.db import db
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.service import edit_engagement
from scheduler.ical.event import Timed
from scheduler.summits.queries.programme import sessions_of
from scheduler.summits.rules.programme import Slot, check, next_letter, starter
from scheduler.summits.rules.vocabulary import SessionKind
from scheduler.summits.service.programme import move_programme
from tests import factories
from tests.factories import NOW
from tests.summits.programmed import Programmed, programmed

OPENS, CLOSES = datetime(2026, 10, 21, 8, 30, tzinfo=UTC), datetime(2026, 10, 21, 15, 0, tzinfo=UTC)


def slot(title: str, starts: str, ends: str, *rooms: str, **facts: object) -> Slot:
    hours = [datetime.fromisoformat(f"2026-10-21T{each}:00+01:00") for each in (starts, ends)]
    values = {"kind": SessionKind.PLENARY, "starts_at": hours[0], "ends_at": hours[1], "rooms": rooms}
    return Slot(title=title, **values | facts)


def said(*slots: Slot) -> list[str]:
    return [each.words for each in check(slots, OPENS, CLOSES)]


def test_a_sound_day_has_nothing_to_look_at():
    assert said(slot("One", "09:30", "11:00", "Hall"), slot("Two", "11:00", "16:00", "Hall")) == []


def test_two_at_the_same_time_are_told_with_the_room_they_share():
    assert said(slot("One", "10:00", "11:00", "Hall"), slot("Two", "10:30", "12:00", "Hall")) == [
        "“One” and “Two” are at the same time (10am to 11am, 10:30am to midday), both in Hall."
    ]


def test_two_workshops_in_one_room_are_told():
    doubled = slot("Workshops", "10:00", "11:00", "Soar", "Soar", kind=SessionKind.WORKSHOPS, workshops=2)
    assert said(doubled) == ["“Workshops”: 2 workshops are in Soar at the same time."]


def test_what_is_outside_the_summits_hours_is_told():
    assert said(slot("Early", "09:00", "10:00")) == [
        "“Early” (9am to 10am) is outside the summit’s hours, 9:30am to 4pm."
    ]


def test_a_gap_is_shown_and_is_not_wrong():
    found = check([slot("One", "10:00", "11:00"), slot("Two", "11:30", "12:00")], OPENS, CLOSES)
    assert [each.is_wrong for each in found] == [False]
    assert found[0].words == "Nothing is planned from 11am to 11:30am (30 minutes), after “One”."


def test_workshops_to_choose_from_are_at_least_two():
    lone = slot("Workshops", "10:00", "11:00", kind=SessionKind.WORKSHOPS, workshops=1)
    assert said(lone) == ["“Workshops” has 1 workshop: add at least two to choose from."]


@pytest.mark.parametrize("hours", [2, 3, 4, 6.5, 9])
def test_the_usual_order_fills_the_hours_without_gap_or_clash(hours):
    closes = OPENS + timedelta(hours=hours)
    parts = starter(OPENS, closes)
    assert (parts[0].starts_at, parts[-1].ends_at) == (OPENS, closes)
    assert all(one.ends_at == other.starts_at for one, other in pairwise(parts))
    assert SessionKind.WORKSHOPS in {each.kind for each in parts}
    assert all(each.ends_at.minute % 5 == 0 for each in parts)


def test_letters_go_on_where_there_is_a_hole():
    assert (next_letter([]), next_letter(["A", "C"]), next_letter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) == ("A", "B", "")


@pytest.fixture
def made(app) -> Programmed:
    summit = programmed()
    db.session.commit()
    return summit


def test_the_programme_moves_with_its_day_on_the_wall_clock(made):
    """From summer time to winter time 10am stays 10am."""
    engagement = made.summit.engagement
    engagement.principals = [factories.principal()]
    later = Timed(datetime(2026, 11, 4, 9, 30, tzinfo=UTC), datetime(2026, 11, 4, 16, 0, tzinfo=UTC))
    edit_engagement(engagement, replace(draft_of(engagement), when=later), now=NOW)
    starts = [to_local(each.starts_at) for each in sessions_of(made.summit)]
    assert [(each.day, each.hour) for each in starts] == [(4, 10), (4, 11)]


def test_after_a_time_without_a_day_it_moves_from_the_day_that_it_stands_on(made):
    engagement = made.summit.engagement
    engagement.starts_at, engagement.ends_at = OPENS + timedelta(days=7), CLOSES + timedelta(days=7)
    for _ in range(2):
        move_programme(engagement, made.summit, None)
    assert [to_local(each.starts_at).day for each in sessions_of(made.summit)] == [28, 28]
