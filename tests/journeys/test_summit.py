"""A whole summit in an afternoon: one database, one server, chapter after chapter, as the office would live it.

The clock stands on the Monday on which the sample was loaded, five weeks before; it goes on to the morning of the day
for the door, and to the morning after for what comes of it.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

from scheduler.accounts.rules import Role
from scheduler.core.db import db
from scheduler.demo.sample import load_sample
from scheduler.summits.models import Summit
from tests.browser import DESK, PHONE, carry_session
from tests.conftest import signed_in
from tests.factories import NOW
from tests.journeys.demo import PATIENCE_MS
from tests.journeys.summit import afterwards, answers, day, homework, places, programme, waves
from tests.journeys.summit_office import House

Opens = Callable[..., Page]


@pytest.fixture
def house(app: Flask, server_url: str) -> Iterator[House]:
    """The sample's summit: 46 agencies, 110 invitations, most of them answered."""
    with time_machine.travel(NOW, tick=False):
        load_sample(NOW)
        summit = db.session.scalars(select(Summit)).one()
        found = House(summit.id, summit.engagement_id, server_url)
        db.session.remove()
        yield found


@pytest.fixture
def desk_of(browser: Browser, house: House, app: Flask) -> Iterator[Opens]:
    """Tabs of members of staff by role, each signed in at the hour at which it is opened."""
    opened: list[BrowserContext] = []

    def opens(role: Role, width: int = DESK) -> Page:
        context = browser.new_context(base_url=house.server_url, viewport={"width": width, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        carry_session(signed_in(app, role), context, house.server_url)
        db.session.remove()
        opened.append(context)
        return context.new_page()

    yield opens
    for each in opened:
        each.close()


@pytest.fixture
def partner(phone_page: Page) -> Page:
    """A partner's phone without JavaScript."""
    phone_page.set_default_timeout(PATIENCE_MS)
    return phone_page


def test_a_whole_summit_in_an_afternoon(house: House, desk_of: Opens, partner: Page, tmp_path: Path) -> None:
    desk = desk_of(Role.MANAGER)
    waves.where_we_stand(desk)
    waves.invite_from_the_reserve(house, desk)
    answers.tell_the_details_in_a_full_house(house, partner)
    answers.slip_the_date_and_ask_everybody_again(house, desk, partner)
    answers.send_a_substitute_and_come_after_all(house, desk, partner)
    places.give_freed_places_to_agencies_without_one(house, desk, partner)
    homework.send_keep_and_share_an_assessment(house, desk, partner, tmp_path)
    programme.seat_everybody_and_release(house, desk, partner)
    programme.read_needs_with_the_right_only(house, desk, desk_of(Role.ADMINISTRATOR))
    programme.print_the_badges(house, desk)
    begins_at = house.read(lambda summit: summit.engagement.starts_at)
    assert begins_at is not None
    with time_machine.travel(begins_at, tick=True):
        day.check_in_on_two_phones(house, [desk_of(Role.MANAGER, PHONE) for _ in range(2)])
    with time_machine.travel(begins_at + timedelta(days=1), tick=False):
        desk = desk_of(Role.MANAGER)
        afterwards.see_what_came_of_it(house, desk, partner)
        afterwards.sign_the_strategy(house, desk, partner)
