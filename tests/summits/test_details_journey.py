"""In a browser: a minute on a phone without scripts, the office at a desk; nothing too wide, nothing axe can find."""

import os

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from scheduler.accounts.models import StaffUser
from scheduler.core.db import db
from scheduler.invitations.rules import Audience
from scheduler.summits.models import AttendeeNeeds
from tests.browser import PHONE
from tests.factories import NOW
from tests.summits.telling import Melton, may_read, melton

pytestmark = pytest.mark.once
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SHOTS = os.environ.get("SHOTS")


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def invited(app) -> Melton:
    return melton(places=10, quota=3)


def free() -> None:
    """Let the server write: what the test itself has read ends here."""
    db.session.commit()


def look(page: Page, name: str) -> None:
    """Nothing wider than the screen."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
    width = page.viewport_size["width"]
    content = page.evaluate("document.documentElement.scrollWidth") if name.startswith("desk") else None
    assert content is None or content <= width


def test_answer_details_receipt_and_a_forwarded_link(invited, phone_page):
    phone_page.goto(invited.path(page=""))
    free()
    phone_page.get_by_label("I answer for the Leader’s office").check()
    phone_page.get_by_label("Yes", exact=True).first.check()
    phone_page.get_by_role("button", name="Save my answer").click()
    look(phone_page, "phone-details")

    phone_page.get_by_label("First choice").select_option(label="B: Reoffending")
    phone_page.get_by_text("Name a companion").first.click()
    phone_page.get_by_label("Their name").first.fill("Kit Lorne")
    phone_page.get_by_text("Tell us of access or dietary needs").click()
    phone_page.get_by_label("Vegetarian").last.check()
    phone_page.get_by_label("Access", exact=True).last.fill("canary ramp")
    phone_page.get_by_label("Keep a parking space for me").check()
    phone_page.get_by_label("Vehicle registration").fill("ab12 cde")
    phone_page.get_by_role("button", name="Save", exact=True).click()

    assert phone_page.get_by_role("heading", level=1).inner_text() == "Your details are saved"
    look(phone_page, "phone-receipt")
    assert db.session.query(AttendeeNeeds).one().access == "canary ramp"
    free()
    phone_page.get_by_role("link", name="Change the details").click()
    look(phone_page, "phone-again")
    assert "canary" not in phone_page.content()
    assert phone_page.get_by_label("Their name").first.input_value() == "Kit Lorne"

    phone_page.get_by_label("First choice").select_option(label="A: Burglary")
    phone_page.get_by_label("Second choice").select_option(label="A: Burglary")
    phone_page.get_by_role("button", name="Save", exact=True).click()
    look(phone_page, "phone-refused")
    assert "There is a problem" in phone_page.content()


def test_the_leader_comes_after_all(invited, phone_page):
    invited.send_jo()
    phone_page.goto(invited.path(page=""))
    free()
    look(phone_page, "phone-recall")

    phone_page.get_by_role("button", name="Come yourself after all").click()

    assert "Councillor Rowan Ashdown" in phone_page.get_by_role("main").inner_text()
    assert invited.leader.is_substitute is False


def test_nothing_that_axe_can_find(invited, desk_page):
    invited.send_jo()
    invited.tell_needs(access="ramp", dietary="vegan,no nuts\nno sesame")
    may_read(db.session.query(StaffUser).one().id)
    here = f"/summits/{invited.summit.id}"
    office = ["/attendees", f"/attendees/{invited.leader.id}", "/attendees/hosts/add", "/attendees/printed", "/needs"]
    partner = [invited.path(page=each) for each in ("", "/receipt", "/details", "/details/receipt")]
    partner.append(invited.path(Audience.SUBSTITUTE))
    free()
    for path in [*(f"{here}{each}" for each in office), *partner]:
        desk_page.goto(path)
        _check(desk_page, path)
    for button in ("Show the list", "Show the caterer’s count"):
        desk_page.goto(f"{here}/needs")
        desk_page.get_by_role("button", name=button).click()
        _check(desk_page, button)


def _check(page: Page, name: str) -> None:
    where = name.strip("/").replace("/", "-").replace(" ", "-")
    for width in (1280, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        look(page, f"desk-{width}-{where[-30:]}")
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"][:150]) for rule in found] == [], name
