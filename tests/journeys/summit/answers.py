"""Answers change: details are told in a full house, the date slips, a substitute is named and called back."""

from collections.abc import Callable
from datetime import date, timedelta

from icalendar import Calendar, Component
from playwright.sync_api import Page, expect
from sqlalchemy import select

from scheduler.core.clock import to_local
from scheduler.core.db import db
from scheduler.core.wording import day_words
from scheduler.summits.models import Attendee, AttendeeNeeds, Party, Summit
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState
from tests.journeys.summit_office import House, look

ADDRESSES = 137
"""Of the 115 invited: some have an office that reads along."""


def tell_the_details_in_a_full_house(house: House, partner: Page) -> None:
    """On a phone, by whoever has the first place; needs are not shown again."""
    invitation_id, path = house.parties(PlaceState.CONFIRMED)[0]
    partner.goto(f"{path}/details")
    main = partner.get_by_role("main")
    expect(main).to_contain_text("No more places are free at the summit.")
    expect(partner.get_by_text("Name a companion")).to_have_count(0)
    for choice, workshop in (("First", "C: Domestic abuse"), ("Second", "C: Domestic abuse"), ("Third", "D: Business")):
        label = workshop if workshop.startswith("C") else "D: Business and cyber crime"
        partner.get_by_label(f"{choice} choice").select_option(label=label)
    partner.get_by_text("Tell us of access or dietary needs").click()
    partner.get_by_label("Access", exact=True).last.fill("canary ramp")
    partner.get_by_label("Keep a parking space for me").check()
    partner.get_by_label("Vehicle registration").fill("ab12 cde")
    partner.get_by_role("button", name="Save", exact=True).click()
    expect(main).to_contain_text("You have chosen this workshop already.")
    look(partner, "details-refused")
    partner.get_by_label("Second choice").select_option(label="B: Rural crime")
    partner.get_by_role("button", name="Save", exact=True).click()
    expect(partner.get_by_role("heading", level=1)).to_have_text("Your details are saved")
    expect(main).to_contain_text("C: Domestic abuse")
    expect(main).not_to_contain_text("canary")
    look(partner, "details-saved")
    assert house.read(needs_of(invitation_id)) == "canary ramp"


def needs_of(invitation_id: int) -> Callable[[Summit], str | None]:
    """The access needs told for whoever sits on this invitation's seat."""
    own = (Party.invitation_id == invitation_id, Attendee.kind == AttendeeKind.INVITEE)
    query = select(AttendeeNeeds.access).join(AttendeeNeeds.attendee).join(Attendee.party).where(*own)
    return lambda _summit: db.session.scalar(query)


def slip_the_date_and_ask_everybody_again(house: House, desk: Page, partner: Page) -> None:
    """The same entry in every calendar; whoever has the first place answers again."""
    house.post_leaves()
    _, path = house.parties(PlaceState.CONFIRMED)[0]
    before = entry(partner, path)
    new_day = to_local(before.decoded("DTSTART")).date() + timedelta(days=7)
    slip(house, desk, new_day)
    after = entry(partner, path)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert to_local(after.decoded("DTSTART")).date() == new_day
    mails = house.mails("update")
    assert len(mails) == ADDRESSES
    assert all(mail.subject.startswith("Updated: ") for mail in mails)
    partner.goto(path)
    expect(partner.get_by_role("main")).to_contain_text("It was about an earlier plan: please answer again.")
    look(partner, "asked-again")
    partner.get_by_role("radio", name="Yes").check()
    partner.get_by_role("button", name="Save my answer").click()
    expect(partner.get_by_role("main")).to_contain_text("You have a place.")
    expect(partner.get_by_role("group", name="Workshops")).to_contain_text(day_words(new_day, weekday=True))
    desk.goto(house.at())
    expect(desk.get_by_role("main")).to_contain_text(
        "1 of 115 have answered for the new date; 90 answered for an earlier"
    )
    look(desk, "overview-after-slip")


def slip(house: House, desk: Page, day: date) -> None:
    """So many mails are asked for twice; nothing is sent before."""
    desk.goto(house.at())
    desk.get_by_role("link", name="Date", exact=True).click()
    desk.get_by_role("link", name="Slip the date").click()
    expect(desk.get_by_role("main")).to_contain_text("91 invitees have answered and will be asked again")
    desk.get_by_label("Day", exact=True).fill(day_words(day))
    desk.get_by_label("Reason").fill("The hall was flooded")
    desk.get_by_label("Every host agrees to the new day").check()
    desk.get_by_role("button", name="Change the date").click()
    expect(desk.get_by_role("alert")).to_contain_text(f"This sends {ADDRESSES} mails.")
    look(desk, "slip-asked-twice")
    desk.get_by_label(f"({ADDRESSES})").check()
    desk.get_by_role("button", name="Change the date").click()
    expect(desk.get_by_role("main")).to_contain_text("It was the “Crime Reduction Summit”, planned for 15 October 2026")
    look(desk, "slipped")


def entry(partner: Page, path: str) -> Component:
    """The one event of the calendar file behind a link."""
    answer = partner.request.get(f"{path}/calendar.ics")
    (event,) = Calendar.from_ical(answer.body().decode()).walk("VEVENT")
    return event


def send_a_substitute_and_come_after_all(house: House, desk: Page, partner: Page) -> None:
    """The office reads who is really coming."""
    _, path = house.parties(PlaceState.CONFIRMED)[2]
    send_jo(partner, path)
    desk.goto(house.at("/coming"))
    look(desk, "coming")
    expect(desk.get_by_role("main")).to_contain_text("Jo Merrick")
    partner.goto(path)
    partner.get_by_role("button", name="Come yourself after all").click()
    look(partner, "recalled")
    desk.goto(house.at("/coming"))
    expect(desk.get_by_role("main")).not_to_contain_text("Jo Merrick")


def send_jo(partner: Page, path: str) -> None:
    """With role, seniority and authority; without one of them the page says what is wanted."""
    partner.goto(path)
    partner.get_by_role("radio", name="Someone else will come").check()
    partner.get_by_label("Their name").fill("Jo Merrick")
    partner.get_by_label("Their role").fill("Deputy Chief Executive")
    partner.get_by_role("button", name="Save my answer").click()
    look(partner, "substitute-refused")
    expect(partner.get_by_role("alert")).to_contain_text("Choose whether they can commit your organisation.")
    partner.locator("[name=substitute_band][value='2']").check()
    partner.locator("[name=substitute_authority][value=full]").check()
    partner.get_by_role("button", name="Save my answer").click()
    look(partner, "substitute-receipt")
    expect(partner.get_by_role("main")).to_contain_text("Jo Merrick, who comes in place of")
    expect(partner.get_by_role("main")).to_contain_text("You have a place.")
