"""A full house: further invitations, a waiting list by link, and ten places more."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.invitations.models import Invitation
from scheduler.invitations.queries import invitations_of, live_links, standing_reply
from scheduler.invitations.rules import Answer, PartStat, ReplySource
from scheduler.invitations.service import record_reply
from scheduler.summits.models import Summit
from scheduler.summits.rules.vocabulary import PlaceState
from scheduler.summits.service.place_mails import OFFERED
from tests.factories import NOW
from tests.journeys.summit_office import House, look, path_in


def test_places_of_a_full_house_go_to_agencies_without_one(house: House, desk: Page, partner: Page) -> None:
    where_we_stand(house, desk)
    invite_from_the_reserve(house, desk)
    accept_into_a_full_house(house, partner)
    decline_for_another(house, partner)
    take_the_freed_place(house, partner)
    open_ten_more(house, desk)


def where_we_stand(house: House, desk: Page) -> None:
    """One page says it, another says whom the waves forget."""
    desk.goto("/today")
    desk.get_by_role("link", name="Summits").click()
    desk.get_by_role("link", name="Crime Reduction Summit").click()
    main = desk.get_by_role("main")
    expect(main).to_contain_text("91 of 109 invited have answered.")
    expect(main).to_contain_text("42 of 46 agencies have a place; missing:")
    expect(main).to_contain_text("78 of 78 places are taken.")
    look(desk, "overview")
    desk.get_by_role("link", name="Waves", exact=True).click()
    expect(main).to_contain_text("Local authority: 8 of 20 agencies are in no wave.")
    look(desk, "waves")
    desk.get_by_role("link", name="See who is missing").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Who is missing")
    look(desk, "completeness")
    desk.get_by_role("link", name="Waves", exact=True).last.click()


def invite_from_the_reserve(house: House, desk: Page) -> None:
    """Nothing leaves before the review; pressed once, each address has one mail."""
    asked = house.read(_invited)
    desk.get_by_role("link", name="Invite from the reserve").click()
    look(desk, "reserve")
    for box in desk.get_by_role("checkbox").all()[:6]:
        box.check()
    desk.get_by_role("button", name="Look through their invitations").click()
    look(desk, "reserve-review")
    assert house.read(_invited) == asked
    desk.get_by_role("button", name=re.compile(r"Send \d+ mails")).click()
    expect(desk.get_by_role("main")).to_contain_text("Invited 6 people; their mail leaves at")
    assert house.read(_invited) == asked + 6


def accept_into_a_full_house(house: House, partner: Page) -> None:
    """Who says yes now waits, and sees where."""
    path = house.unanswered()[0]
    partner.goto(path)
    look(partner, "answer")
    partner.get_by_role("radio", name="Yes").check()
    partner.get_by_role("button", name="Save my answer").click()
    main = partner.get_by_role("main")
    expect(main).to_contain_text(
        "You are on the waiting list. Number 5; 2 organisations without a place are before you."
    )
    look(partner, "answered")
    partner.get_by_role("link", name="See your place").click()
    expect(partner.get_by_role("heading", level=1)).to_have_text("You are on the waiting list")
    look(partner, "waiting")


def decline_for_another(house: House, partner: Page) -> None:
    """Somebody with a place sends apologies."""
    _, path = house.parties(PlaceState.CONFIRMED)[0]
    partner.goto(path)
    partner.get_by_label("No, apologies").check()
    partner.get_by_role("button", name="Save my answer").click()
    look(partner, "declined")


def take_the_freed_place(house: House, partner: Page) -> None:
    """The mail's link only shows; the button takes."""
    (mail,) = house.mails(OFFERED)
    path = path_in(mail, "/a/")
    partner.goto(path)
    look(partner, "offered")
    assert len(house.parties(PlaceState.OFFERED)) == 1
    partner.get_by_role("button", name="Take the place").click()
    expect(partner.get_by_role("heading", level=1)).to_have_text("You have a place")
    look(partner, "place-taken")


def open_ten_more(house: House, desk: Page) -> None:
    """Twelve more say yes and wait; ten places more are offered to exactly the first ten of the list."""
    house.act(_twelve_say_yes)
    desk.goto(house.at())
    desk.get_by_role("link", name="Places", exact=True).click()
    first = links_in(desk, "Waiting list in the order of giving")[:10]
    desk.get_by_label("Places at the summit").fill("88")
    desk.get_by_role("button", name="See what this changes").click()
    expect(desk.get_by_role("status")).to_contain_text("10 places are offered at once to whoever waits first.")
    look(desk, "places-consequences")
    desk.get_by_role("button", name="Save these numbers").click()
    expect(desk.get_by_role("main")).to_contain_text("88 of 88 places taken, 0 free.")
    look(desk, "places-raised")
    assert sorted(links_in(desk, "Offered places and their deadlines")) == sorted(first)


def links_in(desk: Page, caption: str) -> list[str]:
    """Where the rows of this table lead."""
    rows = desk.get_by_role("table", name=caption).get_by_role("rowheader").get_by_role("link")
    return [each.get_attribute("href") or "" for each in rows.all()]


def _invited(summit: Summit) -> int:
    query = select(func.count()).select_from(Invitation).where(Invitation.engagement_id == summit.engagement_id)
    return db.session.scalar(query) or 0


def _twelve_say_yes(summit: Summit) -> None:
    silent = [each for each in invitations_of(summit.engagement) if standing_reply(each) is None][:12]
    for each in silent:
        record_reply(each, Answer(PartStat.ACCEPTED), source=ReplySource.LINK, link=live_links(each)[0], now=NOW)
