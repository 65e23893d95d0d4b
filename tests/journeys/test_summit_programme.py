"""Seats in workshops and at tables, the programme released to each partner, needs behind their right, badges."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from scheduler.accounts.rules import Role
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.summits.models import Attendee, AttendeeNeeds, Party, Summit
from scheduler.summits.rules.vocabulary import PlaceState
from scheduler.summits.service.releases import KIND
from tests.factories import NOW
from tests.journeys.summit_office import House, link_of, look

Opens = Callable[[Role], Page]


def test_a_pin_stays_and_the_released_programme_reaches_the_partner(house: House, desk: Page, partner: Page) -> None:
    desk.goto(house.at())
    desk.get_by_role("link", name="Programme", exact=True).click()
    look(desk, "programme")
    allocate(desk)
    guest_id, name = pin_a_guest(desk)
    release(desk)
    assert len(house.mails(KIND)) == MAILS
    partner.goto(f"{house.read(lambda _summit: link_of(db.session.get_one(Attendee, guest_id).party))}/programme")
    main = partner.get_by_role("main")
    expect(main).to_contain_text(f"{name}: Workshop")
    expect(main).to_contain_text("Table 7")
    look(partner, "own-programme")
    href = partner.get_by_role("link", name="Download it once").get_attribute("href") or ""
    events = Calendar.from_ical(partner.request.get(href).body().decode()).walk("VEVENT")
    titles = [str(each["SUMMARY"]) for each in events]
    assert titles[0] == "Arrival and registration"
    assert sum(each.startswith("Workshop ") for each in titles) == 1


MAILS = 96
"""To 78 with a place, some of whom have an office that reads along; hosts are at home."""


def allocate(desk: Page) -> None:
    """Each has a seat and reads why there."""
    desk.get_by_role("link", name="Workshop seats").click()
    desk.get_by_role("button", name="Allocate all anew, pins stay").click()
    main = desk.get_by_role("main")
    expect(main).to_contain_text("Everybody has a seat.")
    expect(main).to_contain_text("Your first choice.")
    look(desk, "workshops")


def pin_a_guest(desk: Page) -> tuple[int, str]:
    """By form, without dragging; planned anew, they still sit there."""
    desk.get_by_role("link", name="Tables", exact=True).click()
    guest = desk.locator(".guest", has_not_text="(host)").first
    name = guest.locator("span").first.inner_text().split("\n")[0].strip()
    number = guest.get_attribute("data-guest") or ""
    moved = desk.locator(f"#guest-{number}")
    moved.get_by_role("combobox").select_option("7")
    moved.get_by_role("checkbox").check()
    moved.get_by_role("button", name="Save").click()
    desk.get_by_role("button", name="Plan all anew, pins stay").click()
    table = desk.locator(".table-card", has=desk.locator(f"#guest-{number}"))
    expect(table.get_by_role("heading")).to_contain_text("Table 7")
    expect(desk.locator(f"#guest-{number}")).to_contain_text("pinned")
    look(desk, "tables")
    return int(number), name


def release(desk: Page) -> None:
    """So many mails are asked for twice."""
    desk.get_by_role("link", name="Release", exact=True).click()
    expect(desk.get_by_role("main")).to_contain_text("each about their own seats only")
    desk.get_by_role("button", name="Release version 1").click()
    look(desk, "release-asked-twice")
    desk.get_by_label(f"({MAILS})").check()
    desk.get_by_role("button", name="Release version 1").click()
    expect(desk.get_by_role("button", name="Release version")).to_have_count(0)
    look(desk, "released")


def test_needs_are_for_whoever_has_the_right(house: House, desk: Page, desk_of: Opens) -> None:
    house.act(tell_of_a_need)
    desk.goto(house.at("/attendees"))
    look(desk, "attendees")
    assert "canary" not in desk.content()
    desk.goto(house.at("/needs"))
    expect(desk.get_by_role("heading", level=1)).to_have_text("You may not read needs")
    look(desk, "needs-refused")
    chief = desk_of(Role.ADMINISTRATOR)
    chief.goto(house.at("/needs"))
    chief.get_by_role("link", name="Who may read needs").click()
    look(chief, "needs-rights")
    chief.get_by_role("row", name="Office manager").get_by_role("button").click()
    desk.reload()
    expect(desk.get_by_role("main")).to_contain_text("1 person told us of needs.")
    desk.get_by_role("button", name="Show the list").click()
    expect(desk.get_by_role("main")).to_contain_text("canary ramp")
    look(desk, "needs-list")


def tell_of_a_need(summit: Summit) -> None:
    own = (Party.summit_id == summit.id, Party.state == PlaceState.CONFIRMED)
    seated = db.session.query(Attendee).join(Attendee.party).filter(*own).first()
    assert seated is not None
    deleted_on = local_day(NOW) + timedelta(days=60)
    db.session.add(AttendeeNeeds(attendee_id=seated.id, access="canary ramp", given_at=NOW, delete_on=deleted_on))


@pytest.mark.once
def test_badges_are_one_pdf(house: House, desk: Page) -> None:
    desk.goto(house.at("/day"))
    desk.get_by_role("link", name="Badges").click()
    look(desk, "badges")
    with desk.expect_download() as started:
        desk.get_by_role("button", name="Download the PDF").click()
    content = started.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(content) > 50_000
