"""Every page, at a desk and on a phone: no WCAG 2.2 AA failure that axe can find, nothing blocked, nothing too wide."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext

from scheduler.core.pages import Assets
from tests.axe import faults
from tests.browser import carry_session
from tests.contracts.sample import Sample, load_sample, rules_of

pytestmark = pytest.mark.once
SHARES = 4
"""The pages are tried in so many shares, so that one worker does not try them all."""
BEFORE_SIGN_IN = (
    "/sign-in",
    "/reset",
    "/accessibility",
    "/privacy",
    "/meetings-held",
    "/a/",
    "/d/",
    "/r/",
    "/s/",
    "/t/",
    "/u/",
    "/no-such-page",
)
NO_PAGES = ("/demo/mail/<name>/html",)
"""Somebody else's HTML in a frame of its own."""


@pytest.fixture
def sample(administrator: FlaskClient) -> Sample:
    assert Assets().names, "build the assets first: .venv/bin/python assets/build.py"
    return load_sample()


@pytest.fixture
def office_desk(
    browser: Browser, server_url: str, administrator: FlaskClient, sample: Sample
) -> Iterator[BrowserContext]:
    with browser.new_context(base_url=server_url) as context:
        carry_session(administrator, context, server_url)
        yield context


@pytest.fixture
def doorstep(browser: Browser, server_url: str, sample: Sample) -> Iterator[BrowserContext]:
    with browser.new_context(base_url=server_url) as context:
        yield context


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_of_the_office_is_accessible(
    app: Flask, office_desk: BrowserContext, administrator: FlaskClient, sample: Sample, share: int
) -> None:
    paths = [path for path in _readable(app, sample) if not path.startswith(BEFORE_SIGN_IN)]
    assert _pages(administrator, ["/today"]) == ["/today"]
    assert faults(office_desk, _pages(administrator, paths[share::SHARES])) == []


def test_every_page_for_everybody_is_accessible(
    app: Flask, doorstep: BrowserContext, client: FlaskClient, sample: Sample
) -> None:
    paths = _pages(client, [path for path in _readable(app, sample) if path.startswith(BEFORE_SIGN_IN)])
    assert "/privacy" in paths
    assert faults(doorstep, [*paths, "/no-such-page", f"/a/{'a' * 32}"]) == []


def _readable(app: Flask, sample: Sample) -> list[str]:
    return [sample.path(rule.rule) for method, rule in rules_of(app) if method == "GET" and rule.rule not in NO_PAGES]


def _pages(client: FlaskClient, paths: list[str]) -> list[str]:
    """Addresses that answer with a page to this visitor (a redirect leads to one that is listed itself)."""
    answers = {path: client.get(path) for path in paths}
    shown = {path: answer for path, answer in answers.items() if "Content-Disposition" not in answer.headers}
    return [path for path, answer in shown.items() if answer.mimetype == "text/html" and answer.status_code == 200]
