"""A real Chromium for tests: pages at a desk (signed in) and on a phone (no JavaScript)."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESK, PHONE, ZOOMED = 1280, 390, 320
"""Widths in CSS pixels; the last is a desk at 400 % (WCAG 1.4.10)."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run; its absence fails, it does not skip."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def desk_page(browser: Browser, server_url: str, manager: FlaskClient) -> Iterator[Page]:
    """A tab of a signed-in office manager at a desk; paths are relative to the server."""
    with browser.new_context(base_url=server_url, viewport={"width": DESK, "height": 900}) as context:
        carry_session(manager, context, server_url)
        yield context.new_page()


@pytest.fixture
def phone_page(browser: Browser, server_url: str) -> Iterator[Page]:
    """A tab on a phone with JavaScript off; nobody is signed in."""
    viewport = {"width": PHONE, "height": 844}
    with browser.new_context(base_url=server_url, viewport=viewport, java_script_enabled=False) as context:
        yield context.new_page()


def carry_session(client: FlaskClient, context: BrowserContext, server_url: str) -> None:
    """Sign the browser in as `client` is."""
    cookie = client.get_cookie("session")
    assert cookie is not None, "this client is not signed in"
    context.add_cookies([{"name": "session", "value": cookie.value, "url": server_url}])
