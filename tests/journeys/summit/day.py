"""The morning at the door on two phones, one of them without a network; then everybody is counted and it closes."""

from uuid import uuid4

from playwright.sync_api import Page, expect

from scheduler.core.clock import utc_now
from scheduler.summits.models import Summit
from scheduler.summits.queries.attendees import attendees_of
from scheduler.summits.queries.check_in import door_list
from scheduler.summits.rules.check_in import Noted
from scheduler.summits.rules.vocabulary import AttendeeKind, CheckInKind
from scheduler.summits.service.check_in import Device, take_presses
from tests.journeys.summit_office import House, look

READY = "Ready to go on without a network."
EXPECTED = "89"
"""86 with a place and three hosts."""


def check_in_on_two_phones(house: House, doors: list[Page]) -> None:
    """Both have the list; one of them loses the network for a while, and nothing else."""
    for door in doors:
        door.goto(house.at("/check-in"))
        expect(door.locator("[data-expected]")).to_have_text(EXPECTED)
        expect(door.locator("[data-network]")).to_have_text(READY)
    go_on_without_a_network(house, *doors)
    house.act(thirty_seven_more_arrive)
    evacuate_and_close(doors[1])


def go_on_without_a_network(house: House, one: Page, two: Page) -> None:
    """What was kept on the phone is with the others once it is back."""
    first, second, sent_another, *_ = house.read(people)
    arrive(one, first)
    look(one, "door")
    expect(one.locator("[data-network]")).to_have_text(READY)
    one.context.set_offline(True)
    one.reload()  # the whole page comes from the phone
    expect(one.locator("[data-expected]")).to_have_text(EXPECTED)
    arrive(one, second)
    walk_in(one)
    stand_in_for(one, sent_another)
    expect(one.locator("[data-network]")).to_contain_text("3 kept on this device.")
    look(one, "door-offline")
    arrive(two, second)
    one.context.set_offline(False)
    expect(one.locator("[data-network]")).not_to_contain_text("kept on this device")
    for door in (one, two):
        door.reload()
        expect(door.locator("[data-there]")).to_have_text("4")
    find(two, "tenbury")
    expect(two.locator(".door__who").first).to_contain_text("Here since")


def thirty_seven_more_arrive(summit: Summit) -> None:
    """At another door; with the two and the one sent instead they are forty."""
    now, missing = utc_now(), [each for each in door_list(summit) if each.is_expected and not each.presence.is_there]
    guests = [each for each in missing if each.kind is AttendeeKind.INVITEE][:37]
    noted = [Noted(str(uuid4()), CheckInKind.ARRIVED, now, each.attendee_id) for each in guests]
    take_presses(summit, noted, Device("side door", "Robin", now), now=now)


def evacuate_and_close(door: Page) -> None:
    """Whoever is in the building stands on one list; then the day is over."""
    door.get_by_role("link", name="The day").click()
    look(door, "day")
    door.get_by_role("link", name="Who is in which room, for an evacuation").click()
    main = door.get_by_role("main")
    expect(main).to_contain_text("41 people are in the building")
    expect(main).to_contain_text("Kit Lorne")
    look(door, "evacuation")
    door.get_by_role("link", name="The day").click()
    door.get_by_role("button", name="Close the day").click()
    expect(main).to_contain_text("attendance is final")
    look(door, "day-closed")


def people(summit: Summit) -> list[str]:
    """Invitees with a place who come themselves, by surname."""
    invitees = [each.attendee for each in attendees_of(summit) if each.attendee.kind is AttendeeKind.INVITEE]
    return [each.name for each in invitees if not each.is_substitute]


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
