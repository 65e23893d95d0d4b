"""The morning at the door on two phones, one of them without a network; then everybody is counted and it closes."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from scheduler.accounts.rules import Role
from scheduler.core.db import db
from scheduler.summits.models import Summit
from scheduler.summits.queries.attendees import attendees_of
from scheduler.summits.rules.vocabulary import AttendeeKind
from tests.browser import PHONE, carry_session
from tests.conftest import signed_in
from tests.journeys.summit_office import House, look

READY = "Ready to go on without a network."


@pytest.fixture
def doors(browser: Browser, house: House, app: Flask) -> Iterator[list[Page]]:
    """Two phones at the door on the morning of the day."""
    starts_at = house.read(lambda summit: summit.engagement.starts_at)
    with time_machine.travel(starts_at, tick=True):
        contexts = []
        for _ in range(2):
            context = browser.new_context(base_url=house.server_url, viewport={"width": PHONE, "height": 844})
            carry_session(signed_in(app, Role.MANAGER), context, house.server_url)
            db.session.remove()
            contexts.append(context)
        pages = [each.new_page() for each in contexts]
        for page in pages:
            page.goto(house.at("/check-in"))
            expect(page.locator("[data-expected]")).to_have_text("81")
            expect(page.locator("[data-network]")).to_have_text(READY)
        yield pages
        for each in contexts:
            each.close()


def test_the_door_goes_on_without_a_network(house: House, doors: list[Page]) -> None:
    one, two = doors
    first, second, sent_another, *_ = house.read(people)
    arrive(one, first)
    look(one, "door")
    expect(one.locator("[data-network]")).to_have_text(READY)
    one.context.set_offline(True)
    one.reload()  # the whole page comes from the phone
    expect(one.locator("[data-expected]")).to_have_text("81")
    arrive(one, second)
    walk_in(one)
    stand_in_for(one, sent_another)
    expect(one.locator("[data-network]")).to_contain_text("3 kept on this device.")
    look(one, "door-offline")
    arrive(two, second)
    one.context.set_offline(False)
    expect(one.locator("[data-network]")).not_to_contain_text("kept on this device")
    for door in doors:
        door.reload()
        expect(door.locator("[data-there]")).to_have_text("4")
    find(two, "tenbury")
    expect(two.locator(".door__who").first).to_contain_text("Here since")
    evacuate_and_close(two)


def evacuate_and_close(door: Page) -> None:
    """Whoever is in the building stands on one list; then the day is over."""
    door.get_by_role("link", name="The day").click()
    look(door, "day")
    door.get_by_role("link", name="Who is in which room, for an evacuation").click()
    main = door.get_by_role("main")
    expect(main).to_contain_text("4 people are in the building")
    expect(main).to_contain_text("Kit Lorne")
    look(door, "evacuation")
    door.get_by_role("link", name="The day").click()
    door.get_by_role("button", name="Close the day").click()
    expect(main).to_contain_text("attendance is final")
    look(door, "day-closed")


def people(summit: Summit) -> list[str]:
    """Invitees with a place, by surname."""
    invitees = [each.attendee for each in attendees_of(summit) if each.attendee.kind is AttendeeKind.INVITEE]
    return [each.name for each in invitees]


def find(door: Page, name: str) -> None:
    """Any part of a name or an organisation."""
    door.locator("#q").fill(name)


def arrive(door: Page, name: str) -> None:
    """Two taps."""
    find(door, name)
    door.locator(".door__who").first.click()
    door.get_by_role("button", name="Arrived").click()


def walk_in(door: Page) -> None:
    """Somebody whom nobody expected."""
    door.get_by_role("link", name="Somebody who is not on the list").click()
    door.get_by_label("Name", exact=True).fill("Mo Tenbury")
    door.get_by_label("Organisation", exact=True).fill("Youth forum")
    look(door, "door-walk-in")
    door.get_by_role("button", name="They are here").click()


def stand_in_for(door: Page, name: str) -> None:
    """Whoever came is shown at once."""
    find(door, name)
    door.locator(".door__who").first.click()
    door.get_by_role("button", name="Somebody else came instead").click()
    look(door, "door-substitute")
    door.get_by_label("Name", exact=True).fill("Kit Lorne")
    door.get_by_label("Role", exact=True).fill("Policy lead")
    door.get_by_role("button", name="They are here").click()
    expect(door.locator(".door__who").first).to_contain_text("Kit Lorne")
