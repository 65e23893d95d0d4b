"""An engagement as calendars show it: how much, and never an address, a number or a need."""

from datetime import UTC, date, datetime

import pytest

from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import calendar_event, place_words, when_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Detail, EngagementStatus, PlaceKind
from scheduler.ical.event import AllDay, Status, Timed
from scheduler.ical.render import render_event
from tests.factories import engagement, organisation, place, post, principal


@pytest.fixture
def visit(session) -> Engagement:
    melton = organisation(name="Melton Borough Council")
    leader = post(organisation=melton, email="leader@example.org", pa_email="pa@example.org", telephone="0116 496 0108")
    seat = place(name="Parkside", address="Station Approach", town="Melton Mowbray", access_notes="Lift at the back")
    return engagement(
        title="Visit to Melton",
        purpose="Emerging threats",
        posts=[leader],
        principals=[principal(email="commissioner@example.org"), principal(title="Chief Constable", position=1)],
        place=seat,
        place_text="Committee room 2",
        online_url="https://meet.example.org/melton",
        outcome_reason="A private matter",
        clash_reason="Another private matter",
    )


def test_full_detail_says_with_whom_and_why(visit: Engagement) -> None:
    event = calendar_event(visit, Detail.FULL)
    assert event.summary == "Visit to Melton"
    assert event.location == "Committee room 2, Parkside, Station Approach, Melton Mowbray"
    assert event.description == (
        "Emerging threats\n\nWith: Leader, Melton Borough Council\n\nFrom us: Commissioner and Chief Constable"
    )
    assert event.url == "https://meet.example.org/melton"
    assert event.when == Timed(datetime(2026, 10, 6, 13, 0, tzinfo=UTC), datetime(2026, 10, 6, 14, 0, tzinfo=UTC))


def test_title_and_place_is_no_more_than_that(visit: Engagement) -> None:
    event = calendar_event(visit, Detail.TITLE)
    assert (event.summary, event.description, event.url) == ("Visit to Melton", "", "")
    assert "Parkside" in event.location


def test_busy_says_nothing_else(visit: Engagement) -> None:
    event = calendar_event(visit, Detail.BUSY)
    assert (event.summary, event.location, event.description, event.url) == ("Busy", "", "", "")


@pytest.mark.parametrize("detail", Detail)
def test_no_address_number_need_or_private_reason_leaves_the_office(visit: Engagement, detail: Detail) -> None:
    text = render_event(calendar_event(visit, detail)).decode()
    unfolded = text.replace("\r\n ", "").replace(visit.uid, "")
    for secret in ("@", "0116", "Lift", "private"):
        assert secret not in unfolded


@pytest.mark.parametrize("detail", Detail)
def test_identity_is_the_same_at_every_level(visit: Engagement, detail: Detail) -> None:
    event = calendar_event(visit, detail)
    assert (event.uid, event.sequence, event.stamped_at) == (visit.uid, visit.sequence, visit.revised_at)


def test_a_cancelled_one_stays_as_cancelled(visit: Engagement) -> None:
    visit.status = EngagementStatus.CANCELLED
    assert calendar_event(visit, Detail.BUSY).status is Status.CANCELLED


def test_whole_days_stay_days(session) -> None:
    summit = engagement(starts_on=date(2026, 10, 6), ends_on=date(2026, 10, 7))
    assert calendar_event(summit, Detail.FULL).when == AllDay(date(2026, 10, 6), date(2026, 10, 7))
    assert when_words(summit) == "Tuesday 6 October 2026 to Wednesday 7 October 2026"


def test_without_a_date_it_is_in_no_calendar(session) -> None:
    undated = engagement(starts_at=None, ends_at=None)
    assert when_words(undated) == "No date yet"
    with pytest.raises(RuleBroken):
        calendar_event(undated, Detail.FULL)


def test_a_town_in_the_name_is_not_said_twice(session) -> None:
    hall = engagement(place=place(name="Melton Mowbray market", town="Melton Mowbray", postcode="LE13 1GH"))
    assert place_words(hall) == "Melton Mowbray market, LE13 1GH"


def test_an_open_place_and_an_online_one_have_words(session) -> None:
    assert place_words(engagement()) == "Place to be agreed"
    assert place_words(engagement(place_kind=PlaceKind.ONLINE)) == "Online"
