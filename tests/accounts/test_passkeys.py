"""Passkeys in a real browser with an authenticator of the browser's own making."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from scheduler.accounts.models import Passkey, StaffUser
from scheduler.core.current import EXTENSION
from scheduler.core.db import db
from tests.accounts.people import is_signed_in, sign_in, somebody
from tests.browser import carry_session
from tests.browsing import page, submit


@pytest.fixture
def address(app, server_url):
    """Passkeys are bound to a name, never to a number: the same server as localhost."""
    settings = app.extensions[EXTENSION]
    address = server_url.replace("127.0.0.1", "localhost")
    app.extensions[EXTENSION] = replace(settings, base_url=address)
    yield address
    app.extensions[EXTENSION] = settings


@pytest.fixture
def tab(browser, address):
    """A tab of a browser on a device that can keep passkeys and knows its owner."""
    with browser.new_context() as context:
        tab = context.new_page()
        device = context.new_cdp_session(tab)
        device.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield tab


def enter(tab, address, client):
    """Sign in by password, then open the page of passkeys."""
    sign_in(client)
    carry_session(client, tab.context, address)
    tab.goto(f"{address}/account/passkeys")


def test_a_passkey_is_made_and_signs_its_owner_in(tab, address, client):
    somebody()
    enter(tab, address, client)
    tab.get_by_label("Name").fill("Office laptop")
    tab.get_by_role("button", name="Go on").click()
    tab.get_by_text("The passkey Office laptop is ready").wait_for()
    tab.get_by_role("button", name="Sign out").click()
    tab.get_by_text("You are signed out").wait_for()
    tab.get_by_role("button", name="Use a passkey").click()
    tab.wait_for_url(f"{address}/today")
    tab.goto(f"{address}/account")
    assert "Robin Ferncastle" in tab.content()
    db.session.rollback()
    kept = db.session.scalars(select(Passkey)).one()
    assert (kept.name, kept.usage) == ("Office laptop", "first")


def test_a_passkey_of_somebody_disabled_opens_nothing(tab, address, client):
    user = somebody()
    enter(tab, address, client)
    tab.get_by_label("Name").fill("Office laptop")
    tab.get_by_role("button", name="Go on").click()
    tab.get_by_text("is ready").wait_for()
    db.session.rollback()
    db.session.get(StaffUser, user.id).active = False
    db.session.commit()
    tab.context.clear_cookies()
    tab.goto(f"{address}/sign-in")
    tab.get_by_role("button", name="Use a passkey").click()
    tab.get_by_role("heading", name="You may not do this").wait_for()
    tab.goto(f"{address}/account")
    assert tab.url.startswith(f"{address}/sign-in")


def test_an_answer_that_no_device_signed_is_refused(client):
    somebody()
    csrf = page(client.get("/sign-in")).select_one("input[name=csrf_token]")["value"]
    shown = client.post("/sign-in/passkey", data={"csrf_token": csrf})
    form = page(shown).select_one("form[data-passkey]")
    answer = client.post(form["action"], data={"csrf_token": csrf, "credential": '{"id": "x"}'})
    assert answer.status_code in {200, 302}
    assert not is_signed_in(client)


def test_a_passkey_can_be_removed_by_its_owner(tab, address, client, session):
    somebody()
    enter(tab, address, client)
    tab.get_by_label("Name").fill("Office laptop")
    tab.get_by_role("button", name="Go on").click()
    tab.get_by_text("is ready").wait_for()
    submit(client, "/account/passkeys", form='form[action$="/delete"]')
    session.rollback()
    assert session.scalars(select(Passkey)).first() is None
