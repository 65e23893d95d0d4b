"""An administrator holds, looks, hands over and erases in a browser; every page on the way passes axe."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from scheduler.core.db import commit, db
from scheduler.keeping.rules.holding import Cover
from scheduler.keeping.rules.vocabulary import RecordClass
from scheduler.keeping.service.holds import HoldDraft, lay_hold
from scheduler.keeping.service.sweeping import sweep
from scheduler.stakeholders.models import Person
from tests import factories
from tests.axe import failures, too_wide
from tests.browser import DESK, PHONE, carry_session
from tests.factories import NOW
from tests.keeping.canary import NAME, ROLE, hold_a_post
from tests.keeping.past import everything_on
from tests.keeping.test_disposal import OLD

pytestmark = pytest.mark.once


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def desk(request, browser: Browser, server_url: str, administrator: FlaskClient) -> Iterator[Page]:
    with browser.new_context(base_url=server_url, viewport={"width": request.param, "height": 900}) as context:
        carry_session(administrator, context, server_url)
        yield context.new_page()


def check(page: Page) -> None:
    assert failures(page, page.url) + too_wide(page, page.url) == []


def test_a_person_is_looked_for_handed_over_and_erased(desk):
    person = hold_a_post()
    other = factories.person(name=NAME)
    factories.tenure(person=other)
    for number in range(8):
        factories.engagement(title=f"Meeting {number} with {NAME}")
    key = person.id
    commit()
    desk.goto(f"/partners/people/{key}")
    desk.click("text=What we keep about them")
    check(desk)
    desk.click("text=Show every place")
    check(desk)
    assert "has the same name" in desk.inner_text("main")
    with desk.expect_download() as handed:
        desk.click("text=Download everything")
    assert handed.value.suggested_filename == "person.zip"
    desk.fill("#reason", "Request of 3 June 2026")
    desk.click("button:has-text('Erase from')")
    check(desk)
    db.session.rollback()
    assert sweep(NOW) == 1
    desk.reload()
    assert "was cleaned" in desk.inner_text("main")
    desk.goto("/settings/retention/log")
    check(desk)
    db.session.expire_all()
    assert db.session.get(Person, key).name == ROLE


def test_what_is_past_its_time_is_looked_at_and_held(desk):
    everything_on(OLD)
    lay_hold(HoldDraft("FOI 2026/014", "A request", Cover(from_on=OLD, until_on=OLD)), now=NOW)
    commit()
    for path in ("/settings/retention", "/settings/holds", "/settings/holds/new", "/settings/retention/person"):
        desk.goto(path)
        check(desk)
    for which in (RecordClass.REGISTER, RecordClass.ENGAGEMENTS, RecordClass.CONTACTS):
        desk.goto(f"/settings/retention/class/{which.name.lower()}")
        check(desk)
        assert ("FOI 2026/014" in desk.inner_text("main")) is (which is not RecordClass.CONTACTS)
