"""Without a mouse: an invitation is answered on a phone-size screen, and a mistake in a form is found and mended."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.wording import day_words
from scheduler.engagements.rules import PrincipalKind
from scheduler.invitations.queries import live_links
from scheduler.invitations.rules import Audience
from scheduler.invitations.service import invite, token_of
from scheduler.stakeholders.models import Post
from scheduler.stakeholders.service.posts import refresh_search_key
from tests import factories
from tests.browser import PHONE

pytestmark = pytest.mark.once
MOST_TABS = 40
PURPOSE = "Share issues,\nand discuss future work."


def melton_leader() -> Post:
    """The Leader's seat with a PA."""
    melton = factories.organisation(name="Melton Borough Council")
    post = factories.post(organisation=melton, pa_name="Ola Noone", pa_email="pa.leader.melton@example.org")
    factories.tenure(post=post, person=factories.person(name="Lottie Farrow"))
    refresh_search_key(post)
    return post


@pytest.fixture
def answer_path(app: Flask) -> str:
    """The PA's link to a visit in four weeks."""
    factories.office()
    starts_at = utc_now() + timedelta(days=28)
    visit = factories.engagement(
        title="Visit to Melton",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        principals=[factories.principal()],
    )
    (invitation,) = invite(visit, [melton_leader()], now=utc_now()).invited
    (link,) = [each for each in live_links(invitation) if each.audience is Audience.PA]
    path = f"/a/{token_of(link)}"
    commit()
    return path


@pytest.fixture
def day(app: Flask) -> date:
    """A day next month; the office has two principals and one partner."""
    factories.principal()
    factories.principal(title="Chief Constable", kind=PrincipalKind.CHIEF_CONSTABLE)
    melton_leader()
    commit()
    return local_day(utc_now()) + timedelta(days=30)


def test_someone_else_is_named_by_keyboard_alone(phone_page: Page, answer_path: str) -> None:
    page = phone_page
    page.goto(answer_path)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    tab_to(page, page.get_by_label("I answer for the Leader’s office"))
    tab_to(page, page.get_by_label("Yes").first)
    press(page, "ArrowDown", "ArrowDown")
    expect(page.get_by_label("Someone else will come")).to_be_checked()
    write(page, "Their name", "Wren O’Neill-Ashdown")
    write(page, "Their role", "Director of Communities")
    tab_to(page, page.get_by_label("Elected or statutory head"))
    press(page, "Space", "ArrowDown")
    tab_to(page, page.get_by_role("group", name="Can they commit").get_by_label("Yes"))
    press(page, "ArrowDown")
    write(page, "Message to the office", "Thank you.")
    tab_to(page, page.get_by_role("button", name="Save my answer"))
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answer is saved")
    for fact in ("Wren O’Neill-Ashdown, Director of Communities", "Chief officer or director", "Within limits"):
        expect(page.locator("main")).to_contain_text(fact)
    widths = page.locator(".facts dd").evaluate_all("all => all.map(each => each.clientWidth)")
    assert min(widths) > PHONE / 3, "a long name leaves what it names room to be read"
    tab_to(page, page.get_by_role("link", name="Change the answer"))
    press(page, "Enter")
    expect(page.get_by_label("Someone else will come")).to_be_checked()


def test_nothing_chosen_is_said_and_the_keyboard_goes_to_the_question(phone_page: Page, answer_path: str) -> None:
    page = phone_page
    page.goto(answer_path)
    tab_to(page, page.get_by_role("button", name="Save my answer"))
    press(page, "Enter")
    expect(page).to_have_title(re.compile("^Error: "))
    tab_to(page, page.get_by_role("link", name="Choose an answer."))
    press(page, "Enter", "Tab", "Shift+Tab", "Space")
    expect(page.get_by_label("Yes").first).to_be_checked()


def test_a_bad_time_is_said_beside_its_box_and_nothing_is_lost(desk_page: Page, day: date) -> None:
    page = desk_page
    page.goto("/engagements/new")
    fill_all_but_times(page, day)
    page.get_by_label("Times").fill("half past two")
    page.keyboard.press("Enter")  # looks for partners in their box, saves in every other
    box = page.get_by_label("Times")
    expect(box).to_have_accessible_description(re.compile("“half past two” are not times we can read"))
    expect(box).to_have_value("half past two")
    expect_nothing_lost(page, day)
    tab_to(page, page.get_by_role("alert").get_by_role("link", name=re.compile("half past two")))
    press(page, "Enter")
    expect(box).to_be_focused()
    press(page, "Control+a")
    page.keyboard.type("2.30 to 4")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Visit to Melton")
    expect(page.locator("main")).to_contain_text(f"{day_words(day, weekday=True)}, 2:30pm to 4pm")


def fill_all_but_times(page: Page, day: date) -> None:
    page.get_by_label("What is it?").fill("Visit to Melton")
    page.get_by_label("Visit", exact=True).check()
    page.get_by_label("Purpose").fill(PURPOSE)
    page.get_by_label("Commissioner").check()
    page.get_by_label("Chief Constable").check()
    page.get_by_label("Find a partner").fill("leader melton")
    page.keyboard.press("Enter")
    page.get_by_label("Leader, Melton Borough Council").check()
    page.get_by_label("Day", exact=True).fill(day_words(day))
    page.get_by_label("Reply by").fill(day_words(day - timedelta(days=3)))


def expect_nothing_lost(page: Page, day: date) -> None:
    expect(page.get_by_label("What is it?")).to_have_value("Visit to Melton")
    expect(page.get_by_label("Purpose")).to_have_value(PURPOSE)
    for label in ("Visit", "Commissioner", "Chief Constable", "Leader, Melton Borough Council"):
        expect(page.get_by_label(label, exact=True)).to_be_checked()
    expect(page.get_by_label("Day", exact=True)).to_have_value(day_words(day))
    expect(page.get_by_label("Reply by")).to_have_value(day_words(day - timedelta(days=3)))


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no Tab reaches {wanted}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def write(page: Page, label: str, text: str) -> None:
    """Go to a box and type."""
    tab_to(page, page.get_by_label(label))
    page.keyboard.type(text)
