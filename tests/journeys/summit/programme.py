"""Seats in workshops and at tables, the programme released to each partner, needs behind their right, badges."""

from icalendar import Calendar
from playwright.sync_api import Page, expect

from scheduler.core.db import db
from scheduler.summits.models import Attendee
from scheduler.summits.service.releases import KIND
from tests.journeys.summit_office import House, link_of, look


def seat_everybody_and_release(house: House, desk: Page, partner: Page) -> None:
    """A pin stays, and the guest reads their own day."""
    desk.goto(house.at())
    desk.get_by_role("link", name="Programme", exact=True).click()
    look(desk, "programme")
    allocate(desk)
    guest_id, name = pin_a_guest(desk)
    mails = release(desk)
    assert len(house.mails(KIND)) == mails
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


def release(desk: Page) -> int:
    """So many mails are asked for twice; how many."""
    desk.get_by_role("link", name="Release", exact=True).click()
    expect(desk.get_by_role("main")).to_contain_text("each about their own seats only")
    desk.get_by_role("button", name="Release version 1").click()
    look(desk, "release-asked-twice")
    box = desk.get_by_label("Yes, send")
    mails = int(box.get_attribute("value") or "")
    box.check()
    desk.get_by_role("button", name="Release version 1").click()
    expect(desk.get_by_role("button", name="Release version")).to_have_count(0)
    look(desk, "released")
    return mails


def read_needs_with_the_right_only(house: House, desk: Page, chief: Page) -> None:
    """Those that were told by link; an administrator gives the right, and has it not."""
    desk.goto(house.at("/attendees"))
    look(desk, "attendees")
    assert "canary" not in desk.content()
    desk.goto(house.at("/needs"))
    expect(desk.get_by_role("heading", level=1)).to_have_text("You may not read needs")
    look(desk, "needs-refused")
    chief.goto(house.at("/needs"))
    chief.get_by_role("link", name="Who may read needs").click()
    look(chief, "needs-rights")
    chief.get_by_role("row", name="Office manager").get_by_role("button").click()
    desk.reload()
    expect(desk.get_by_role("main")).to_contain_text("1 person told us of needs.")
    desk.get_by_role("button", name="Show the list").click()
    expect(desk.get_by_role("main")).to_contain_text("canary ramp")
    look(desk, "needs-list")


def print_the_badges(house: House, desk: Page) -> None:
    """One PDF for everybody."""
    desk.goto(house.at("/day"))
    desk.get_by_role("link", name="Badges").click()
    look(desk, "badges")
    with desk.expect_download() as started:
        desk.get_by_role("button", name="Download the PDF").click()
    content = started.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(content) > 50_000
