"""From an empty database to one printed page that shouts the council which nobody mentioned to the Panel."""

import os
import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scheduler.demo.supervisor import free_port
from tests.browser import DESK
from tests.journeys.demo import DOWN_SECONDS, PATIENCE_MS, SCHEDULER, UP_SECONDS, wait_for

pytestmark = pytest.mark.skipif(
    os.environ.get("TEST_DATABASE", "sqlite") != "sqlite", reason="the journey makes its own database"
)

SAID = "3 of 10 councils met, 3 in the diary, 3 refining dates; no entry: Leicestershire County Council."
SIGN_IN = re.compile(r"Sign in +(\S+) +(\S+)")
PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")
A4 = re.compile(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12]")


@dataclass(frozen=True, slots=True)
class Office:
    """The loaded office, served: its address and who may sign in."""

    address: str
    user: str
    password: str


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Loads the scenario into an empty database by the command, and serves it."""
    port = free_port()
    environ = os.environ | {
        "SCHEDULER_SECRET_KEY": "a secret for tests that is long enough",
        "SCHEDULER_BASE_URL": f"http://127.0.0.1:{port}",
        "SCHEDULER_SMTP_URL": "smtp://127.0.0.1:9",
        "SCHEDULER_MAIL_FROM": "Office <office@example.org>",
        "SCHEDULER_DATA_DIR": str(tmp_path),
        "SCHEDULER_DATABASE_URL": f"sqlite:///{tmp_path / 'office.sqlite3'}",
    }
    command = [SCHEDULER, "demo", "--scenario", "july-2014", "--load-only", "--data-dir", tmp_path]
    loaded = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert loaded.returncode == 0, loaded.stderr
    found = SIGN_IN.search(loaded.stdout)
    assert found is not None, loaded.stdout
    with (tmp_path / "serve.log").open("wb") as log:
        server = subprocess.Popen([SCHEDULER, "serve", "--port", str(port)], env=environ, stdout=log, stderr=log)
    try:
        wait_for(lambda: _answers(f"http://127.0.0.1:{port}/healthz"), UP_SECONDS)
        yield Office(f"http://127.0.0.1:{port}", found[1], found[2])
    finally:
        server.terminate()
        server.wait(DOWN_SECONDS)


@pytest.fixture
def desk(browser: Browser, office: Office) -> Iterator[Page]:
    """The tab of an office manager who has not signed in yet."""
    with browser.new_context(base_url=office.address, viewport={"width": DESK, "height": 900}) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()


def test_the_board_shouts_the_forgotten_council_and_prints_on_one_page(
    office: Office, desk: Page, tmp_path: Path
) -> None:
    desk.goto("/")
    desk.get_by_label("E-mail address").fill(office.user)
    desk.get_by_label("Password", exact=True).fill(office.password)
    desk.get_by_role("button", name="Sign in").click()
    desk.get_by_role("link", name="Forward plan").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Who have we met?")
    desk.get_by_label("As of").fill("14 July 2014")
    desk.get_by_role("button", name="Show").click()
    expect(desk.locator("#said")).to_have_text(SAID)
    first = desk.locator("main tbody tr").first
    expect(first).to_have_class("forgotten")
    expect(first).to_contain_text("Leicestershire County Council")
    expect(first.locator(".state")).to_contain_text("No entry")
    expect(desk.locator("main tbody tr")).to_have_count(10)
    printed = desk.pdf(path=tmp_path / "board.pdf", prefer_css_page_size=True)
    assert len(PAGES.findall(printed)) == 1
    assert A4.search(printed)
    desk.emulate_media(media="print")
    expect(first).to_be_visible()
    expect(desk.locator("#said")).to_be_visible()
    expect(desk.get_by_role("button", name="Show")).to_be_hidden()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:  # noqa: S310 - our own loopback address
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
