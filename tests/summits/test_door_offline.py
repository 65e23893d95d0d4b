"""The door's page on two phones in a real browser: without a network it goes on, afterwards both agree."""

import re
import sys

import pytest
from playwright.sync_api import expect

from scheduler.core.db import db
from scheduler.summits.models import CheckIn, SummitRoom
from tests import factories
from tests.browser import PHONE, carry_session
from tests.browsing import submit
from tests.summits.attending import seat

pytestmark = pytest.mark.once

PEOPLE = 1_000
READY = "Ready to go on without a network."
SEARCH_100_TIMES = """() => {
  const box = document.querySelector("#q");
  const took = [];
  for (const text of ["a", "as", "person 9", "melton", "77"]) for (let time = 0; time < 20; time += 1) {
    const began = performance.now();
    box.value = text;
    box.dispatchEvent(new Event("input"));
    took.push(performance.now() - began);
  }
  return took.sort((one, two) => one - two)[94];
}"""


@pytest.fixture
def summit_id(session):
    summit = factories.summit()
    session.add(SummitRoom(summit_id=summit.id, name="Main hall"))
    for number in range(PEOPLE):
        seat(summit, f"Person {number} Ashdown", f"Council {number % 56}")
    session.commit()
    number = summit.id
    session.remove()  # or this thread would hold the writers' lock
    return number


@pytest.fixture
def phones(browser, server_url, manager, summit_id):
    """Two signed-in phones, each with a memory of its own, at the door's page."""
    contexts = []
    for _ in range(2):
        context = browser.new_context(base_url=server_url, viewport={"width": PHONE, "height": 844})
        carry_session(manager, context, server_url)
        contexts.append(context)
    pages = [context.new_page() for context in contexts]
    for page in pages:
        page.goto(f"/summits/{summit_id}/check-in")
        expect(page.locator("[data-expected]")).to_have_text(str(PEOPLE))
        expect(page.locator("[data-network]")).to_have_text(READY, timeout=20_000)
    yield pages
    for context in contexts:
        context.close()


def find(page, text):
    page.locator("#q").fill(text)
    return page.locator(".door__who").first


def arrive(page, text):
    """Two taps."""
    find(page, text).click()
    page.get_by_role("button", name="Arrived").click()


def test_the_door_goes_on_without_a_network_and_both_phones_agree_afterwards(phones, summit_id):
    one, two = phones
    arrive(one, "person 7 ")
    expect(one.locator("[data-there]")).to_have_text("1")
    expect(one.locator("[data-network]")).to_have_text(READY, timeout=20_000)
    one.context.set_offline(True)
    one.reload()  # the whole page comes from the phone
    expect(one.locator("[data-expected]")).to_have_text(str(PEOPLE))
    arrive(one, "person 500")
    one.get_by_role("link", name="Somebody who is not on the list").click()
    one.get_by_label("Name", exact=True).fill("Mo Tenby")
    one.get_by_label("Organisation", exact=True).fill("Youth forum")
    one.get_by_role("button", name="They are here").click()
    expect(one.locator("[data-network]")).to_have_text("No network: go on, nothing is lost. 2 kept on this device.")
    arrive(two, "person 500")
    arrive(two, "person 8 ")
    one.context.set_offline(False)
    expect(one.locator("[data-network]")).not_to_contain_text("kept on this device", timeout=20_000)
    expect(one.locator("[data-there]")).to_have_text("4", timeout=30_000)
    two.reload()
    expect(find(two, "tenby youth")).to_contain_text("Here since")
    expect(two.locator("[data-there]")).to_have_text("4")
    assert db.session.query(CheckIn).count() == 5
    assert db.session.query(CheckIn.attendee_id).distinct().count() == 4


def test_a_thousand_people_are_searched_at_once_on_the_phone(phones):
    slowest = phones[0].evaluate(SEARCH_100_TIMES)
    sys.stdout.write(f"95 of 100 searches of {PEOPLE} people drawn within {slowest:.1f} ms\n")
    expect(find(phones[0], "person 999")).to_have_text(re.compile("Person 999"))


def test_the_list_leaves_the_phone_when_its_holder_is_done(phones):
    page = phones[0]
    page.get_by_role("button", name="Finish on this device").click()
    page.wait_for_url("**/day")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('door-list'))") == []
    assert page.evaluate("caches.keys()") == []


def test_the_list_leaves_every_phone_that_learns_that_the_day_is_closed(phones, manager, summit_id):
    day = f"/summits/{summit_id}/day"
    submit(manager, day, form=f"form[action='{day}/close']")
    page = phones[1]
    find(page, "person 7 ")
    expect(page.locator("button.door__who")).not_to_have_count(0)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("button.door__who")).to_have_count(0)  # nothing is left to press
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('door-list'))") == []
