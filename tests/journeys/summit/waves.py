"""Where the summit stands on the first morning, whom the waves forget, and a few more invited from the reserve."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.invitations.models import Invitation
from scheduler.summits.models import Summit
from tests.journeys.summit_office import House, look


def where_we_stand(desk: Page) -> None:
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


def invite_from_the_reserve(house: House, desk: Page) -> None:
    """Nothing leaves before the review; pressed once, each address has one mail."""
    asked = house.read(_invited)
    desk.get_by_role("link", name="Waves", exact=True).last.click()
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


def _invited(summit: Summit) -> int:
    query = select(func.count()).select_from(Invitation).where(Invitation.engagement_id == summit.engagement_id)
    return db.session.scalar(query) or 0
