"""On a phone without JavaScript somebody proposes another time; at a desk one press moves the meeting there."""

from dataclasses import dataclass
from datetime import date, time, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from scheduler.core.clock import from_local, local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.wording import day_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Handling
from scheduler.invitations.queries import live_links
from scheduler.invitations.rules import Audience
from scheduler.invitations.service import invite, token_of
from tests import factories
from tests.journeys.test_keyboard import melton_leader

PAGE_WIDTH = "() => document.documentElement.scrollWidth"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A visit, the Leader's link to it, and three days of one week: one is taken by a confidential meeting."""

    path: str
    taken_on: date
    free_on: date


def on(day: date, hour: int, **facts: object) -> Engagement:
    """An hour in the diary."""
    starts_at = from_local(day, time(hour))
    return factories.engagement(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), **facts)


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    factories.office()
    today = local_day(utc_now())
    tuesday = today + timedelta(days=14 + (1 - today.weekday()) % 7)
    ours = [factories.principal()]
    visit = on(tuesday, 14, title="Visit to Melton", principals=ours)
    on(tuesday + timedelta(days=1), 10, title="Interview", principals=ours, handling=Handling.OFFICIAL_SENSITIVE)
    (invitation,) = invite(visit, [melton_leader()], now=utc_now()).invited
    (link,) = [each for each in live_links(invitation) if each.audience is Audience.PRINCIPAL]
    path = f"/a/{token_of(link)}"
    commit()
    return Meeting(path, tuesday + timedelta(days=1), tuesday + timedelta(days=2))


def test_a_phone_proposes_and_a_desk_accepts(phone_page: Page, desk_page: Page, meeting: Meeting) -> None:
    propose_on(phone_page, meeting)
    accept_at(desk_page, meeting)
    phone_page.goto(meeting.path)
    expect(phone_page.get_by_text("You proposed this time, and it is agreed")).to_be_visible()
    expect(phone_page.get_by_text("Your answer is Coming")).to_be_visible()


def propose_on(phone: Page, meeting: Meeting) -> None:
    """One of the two times may be difficult: said once, without a word of what is in the diary."""
    phone.goto(meeting.path)
    phone.get_by_role("link", name="Propose another time").click()
    for number, day in ((1, meeting.taken_on), (2, meeting.free_on)):
        phone.get_by_role("group", name=f"Time {number}").get_by_label("Day").fill(day_words(day, year=False))
        phone.get_by_role("group", name=f"Time {number}").get_by_label("From").fill("10am")
    phone.get_by_label("Message to the office").fill("Tuesday is market day")
    phone.get_by_role("button", name="Send my proposal").click()
    expect(phone.get_by_role("link", name="That time may be difficult for us")).to_have_count(1)
    expect(phone.get_by_text("Interview")).to_have_count(0)
    assert phone.evaluate(PAGE_WIDTH) <= phone.viewport_size["width"]
    phone.get_by_role("button", name="Send my proposal").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("We have your proposal")
    assert phone.evaluate(PAGE_WIDTH) <= phone.viewport_size["width"]


def accept_at(desk: Page, meeting: Meeting) -> None:
    """The office sees what the partner did not, and takes the free one."""
    desk.goto("/proposals-of-time")
    desk.get_by_role("link", name="Visit to Melton").click()
    expect(desk.get_by_text("“Interview” from 10am to 11am")).to_be_visible()
    desk.get_by_role("button", name="Accept this time").click()
    expect(desk.get_by_text(f"Moved to {day_words(meeting.free_on, weekday=True)}, 10am to 11am")).to_be_visible()
