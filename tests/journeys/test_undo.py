"""An office manager sends, sees what is about to leave, and takes it back; a browser without JavaScript is enough."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from scheduler.accounts.models import MailHabits
from scheduler.core.db import commit, db
from scheduler.invitations.models import Invitation
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from tests import factories
from tests.browser import PHONE, carry_session
from tests.journeys.test_keyboard import answer_path, melton_leader

__all__ = ["answer_path"]


@pytest.fixture
def careful(app: Flask, answer_path: str) -> None:
    """A visit to which the Leader is invited already, and a minute to undo, whatever day it is."""
    factories.office(quiet_out_of_hours=False)
    db.session.get(MailHabits, 1).undo_seconds = 60
    melton_leader()
    commit()


@pytest.fixture
def plain_page(browser: Browser, server_url: str, manager: FlaskClient) -> Iterator[Page]:
    """A signed-in manager on a phone with JavaScript off."""
    viewport = {"width": PHONE, "height": 844}
    with browser.new_context(base_url=server_url, viewport=viewport, java_script_enabled=False) as context:
        carry_session(manager, context, server_url)
        yield context.new_page()


def test_a_wave_is_sent_and_taken_back_before_it_leaves(plain_page: Page, careful: None) -> None:
    page = plain_page
    page.goto("/engagements")
    page.get_by_role("link", name="Visit to Melton").first.click()
    page.get_by_role("link", name="Invite more").click()
    page.get_by_label("Find a seat or a person").fill("Leader")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("group", name="Seats found").get_by_role("checkbox").last.check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send 2 mails").click()
    strip = page.locator(".undo")
    expect(strip).to_contain_text("2 mails leave at")
    page.goto("/today")
    expect(strip).to_contain_text("2 mails leave at")
    strip.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: 2 mails were stopped")).to_be_visible()
    expect(strip).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
    db.session.expire_all()
    assert db.session.query(Invitation).filter(Invitation.withdrawn_at.is_(None)).count() == 1
    assert {each.state for each in db.session.query(Notice).filter(Notice.batch.is_not(None))} == {
        NoticeState.WITHDRAWN
    }
