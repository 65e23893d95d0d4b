"""A full house: a waiting list by link, a freed place, and ten places more of which eight are taken."""

from playwright.sync_api import Page, expect
from sqlalchemy import select

from scheduler.core.db import db
from scheduler.invitations.queries import invitations_of, live_links, standing_reply
from scheduler.invitations.rules import Answer, PartStat, ReplySource
from scheduler.invitations.service import record_reply
from scheduler.summits.models import Party, Summit
from scheduler.summits.rules.places import OFFERED
from scheduler.summits.rules.vocabulary import PlaceState
from scheduler.summits.service.place_link import Press, take_place
from tests.factories import NOW
from tests.journeys.summit_office import House, look, path_in


def give_freed_places_to_agencies_without_one(house: House, desk: Page, partner: Page) -> None:
    """By link and by the office; whoever is offered one of the ten takes it, but for two."""
    accept_into_a_full_house(house, partner)
    decline_for_another(house, partner)
    take_the_freed_place(house, partner)
    open_ten_more(house, desk)
    house.act(_eight_take_theirs)
    assert len(house.parties(PlaceState.OFFERED)) == 2


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
    _, path = house.parties(PlaceState.CONFIRMED)[1]
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


def _twelve_say_yes(summit: Summit) -> None:
    silent = [each for each in invitations_of(summit.engagement) if standing_reply(each) is None][:12]
    for each in silent:
        record_reply(each, Answer(PartStat.ACCEPTED), source=ReplySource.LINK, link=live_links(each)[0], now=NOW)


def _eight_take_theirs(summit: Summit) -> None:
    query = select(Party).where(Party.summit_id == summit.id, Party.state == PlaceState.OFFERED).order_by(Party.id)
    for each in db.session.scalars(query.limit(8)).all():
        assert each.invitation is not None
        take_place(each, Press(live_links(each.invitation)[0], each.offers), now=NOW)
