"""A meeting is written up on a phone within a minute, without JavaScript; counted press by press."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from playwright.sync_api import Page

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementStatus
from scheduler.records.queries.presence import people_in
from scheduler.records.queries.records import record_of
from tests.browser import PHONE, carry_session
from tests.factories import NOW

LOOK, PRESS, LETTER, SCROLL = 1.35, 0.5, 0.3, 1.0
"""Seconds: to make up one's mind, to touch (keystroke-level model), a letter at 40 words a minute, a swipe."""
HEIGHT = 844


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """The browser's own clock goes on; ours stands where the visit has just ended."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def phone(browser, server_url, manager, visit) -> Iterator[Page]:
    viewport = {"width": PHONE, "height": HEIGHT}
    with browser.new_context(base_url=server_url, viewport=viewport, java_script_enabled=False) as context:
        carry_session(manager, context, server_url)
        yield context.new_page()


@dataclass
class Thumb:
    """Does what a person does, and counts how long it would have taken them."""

    page: Page
    seconds: float = 0.0

    def tap(self, selector: str) -> None:
        """Find it, scroll to it, touch it."""
        found = self.page.locator(selector).first
        box = found.bounding_box()
        assert box is not None
        assert box["width"] >= 24
        assert box["height"] >= 24
        self.seconds += LOOK + PRESS + SCROLL * (abs(box["y"]) // HEIGHT)  # from the top of what is seen now
        began = time.monotonic()
        found.click()
        self.seconds += time.monotonic() - began

    def write(self, text: str) -> None:
        """Into what was touched last."""
        self.page.keyboard.type(text)
        self.seconds += LETTER * len(text)


@pytest.fixture
def number(visit) -> int:
    """The engagement's, with no transaction left open that the server would wait for."""
    found = visit.engagement.id
    db.session.remove()
    return found


def test_the_usual_meeting_takes_less_than_a_minute(phone: Page, number: int) -> None:
    thumb = Thumb(phone)
    began = time.monotonic()
    phone.goto(f"/engagements/{number}")
    thumb.seconds += time.monotonic() - began
    thumb.tap("text=Write it up")
    thumb.tap("label:has-text('Chief Executive, Melton')")
    thumb.tap("#outcome")
    thumb.write("They share burglary figures each month.\nLeader will raise it with cabinet.\nNext visit in spring.")
    thumb.tap("label:text-is('No') >> nth=1")
    thumb.tap("text=Save: held and written up")
    assert phone.get_by_text("Saved: held and written up.").is_visible()
    assert thumb.seconds < 60, thumb.seconds

    db.session.expire_all()
    engagement = db.session.get(Engagement, number)
    assert engagement.status is EngagementStatus.WRITTEN_UP
    assert record_of(engagement).outcome.count("\n") == 2
    assert [each.words for each in people_in(engagement) if not each.came] == [
        "Chief Executive, Melton Borough Council"
    ]


def test_every_part_works_without_javascript_and_nothing_is_wider_than_the_phone(phone: Page, number: int) -> None:
    phone.goto(f"/engagements/{number}/record")
    for summary in phone.locator("details.record__more > summary").all():
        summary.click()
    phone.get_by_label("Yes, a gift or hospitality").check()
    for label in ("What was offered?", "Threats and risks"):
        assert phone.get_by_label(label).is_visible()
    widths = [each.bounding_box() for each in phone.locator("main *:visible").all()]
    assert all(box["x"] + box["width"] <= PHONE + 1 for box in widths if box)


def test_a_refused_page_keeps_what_was_typed(phone: Page, number: int) -> None:
    phone.goto(f"/engagements/{number}/record")
    phone.fill("#outcome", "Three\nlong\nlines")
    phone.click("text=Save: held and written up")
    assert phone.get_by_text("Say whether a gift or hospitality was offered.").first.is_visible()
    assert phone.input_value("#outcome") == "Three\nlong\nlines"
