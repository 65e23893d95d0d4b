"""Journeys run beside much else: each wait has a deadline that a busy machine keeps too."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scheduler.accounts.rules import Role
from scheduler.core.db import db
from tests.browser import DESK, carry_session
from tests.conftest import Template, signed_in
from tests.factories import NOW
from tests.journeys.demo import PATIENCE_MS
from tests.journeys.summit_office import House, load, phone, the_house

USUAL_MS = 5_000


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """What a page is expected to show may take its time."""
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=USUAL_MS)


@pytest.fixture
def house(app: Flask, template: Template, server_url: str) -> Iterator[House]:
    """The sample's summit on the Monday on which it was loaded; the clock stands still unless a test moves it."""
    with time_machine.travel(NOW, tick=False):
        load(template)
        yield the_house(server_url)


@pytest.fixture
def desk_of(browser: Browser, house: House, app: Flask) -> Iterator[Callable[[Role], Page]]:
    """Tabs at desks of members of staff, by role."""
    opened: list[BrowserContext] = []

    def opens(role: Role) -> Page:
        context = browser.new_context(base_url=house.server_url, viewport={"width": DESK, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        carry_session(signed_in(app, role), context, house.server_url)
        db.session.remove()
        opened.append(context)
        return context.new_page()

    yield opens
    for each in opened:
        each.close()


@pytest.fixture
def desk(desk_of: Callable[[Role], Page]) -> Page:
    """The office manager's."""
    return desk_of(Role.MANAGER)


@pytest.fixture
def partner(browser: Browser, house: House) -> Iterator[Page]:
    """A partner's phone without JavaScript."""
    with phone(browser, house.server_url) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()
