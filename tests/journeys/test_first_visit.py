"""The newcomer's path through the real demo: plan, invite, answer on a phone, track, move; calendars follow."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from scheduler.core.clock import from_local, local_day, utc_now
from scheduler.core.wording import day_words
from scheduler.demo.supervisor import free_port
from tests.browser import DESK, PHONE
from tests.journeys.demo import PATIENCE_MS, Demo, Printed, fetch, wait_for
from tests.oracles import ORACLES
from tests.oracles.instants import Instant

pytestmark = pytest.mark.skipif(
    os.environ.get("TEST_DATABASE", "sqlite") != "sqlite", reason="the demo always runs on SQLite"
)

TITLE = "Visit to Melton"
LEADER, OFFICER = "Leader, Melton Borough Council", "Chief Executive, Melton Borough Council"
SUBSTITUTE = "Wren O’Neill-Ashdown"
STARTS, ENDS = time(14), time(15, 30)
WAIT_SECONDS = 60
TUESDAY = 1


def quiet_tuesday() -> date:
    """A Tuesday well beyond the sample diary, so that nothing clashes."""
    day = local_day(utc_now()) + timedelta(days=80)
    return day + timedelta(days=(TUESDAY - day.weekday()) % 7)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    started = Demo(tmp_path / "office", free_port())
    yield started
    started.abandon()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """The newcomer's tab; nobody is signed in yet."""
    with browser.new_context(viewport={"width": DESK, "height": 900}) as context:
        yield from tab(context)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """The tab of the Leader's office on a telephone without JavaScript."""
    with browser.new_context(viewport={"width": PHONE, "height": 844}, java_script_enabled=False) as context:
        yield from tab(context)


def tab(context: BrowserContext) -> Iterator[Page]:
    """A patient tab in which every page, style sheet and script must arrive."""
    context.set_default_timeout(PATIENCE_MS)
    refused: list[str] = []
    context.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    yield context.new_page()
    assert refused == []


def test_a_newcomer_plans_a_visit_and_every_calendar_follows(demo: Demo, desk: Page, phone: Page) -> None:
    tuesday, printed = quiet_tuesday(), demo.wait_until_up()
    wednesday = tuesday + timedelta(days=1)
    assert len(demo.running()) >= 4, "the command itself, the web server, the worker and the mail catcher"
    a_busy_port_gets_a_plain_line(demo)
    sign_in(desk, printed)
    plan_visit(desk, tuesday)
    page_of_visit = desk.url
    invite_both(desk)
    first_mail = open_mailed_link(phone, printed)
    answer_someone_else(phone)
    see_who_comes(desk, page_of_visit)
    before = entry_in(fetch(printed.feed), "ical.js")
    assert before.times == (from_local(tuesday, STARTS), from_local(tuesday, ENDS))
    move_to(desk, page_of_visit, wednesday)
    see_update(desk, printed, first_mail, wednesday)
    feed = fetch(printed.feed)
    for oracle in ORACLES:
        after = entry_in(feed, oracle)
        assert after.times == (from_local(wednesday, STARTS), from_local(wednesday, ENDS)), oracle
        assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert demo.stop() == 0
    wait_for(lambda: not demo.running(), WAIT_SECONDS)
    a_second_start_keeps_the_data(demo, printed, desk, page_of_visit)


def test_a_demo_that_is_ended_while_it_starts_leaves_nothing_behind(demo: Demo) -> None:
    wait_for(lambda: len(demo.running()) > 1 or demo.process.poll() is not None, WAIT_SECONDS)
    demo.process.terminate()
    demo.process.wait(WAIT_SECONDS)
    assert demo.running() == set()


def a_busy_port_gets_a_plain_line(demo: Demo) -> None:
    """And nothing is left in the folder of whoever came second."""
    refused = Demo(demo.folder.parent / "another office", demo.port)
    assert refused.process.wait(WAIT_SECONDS) == 1
    assert refused.said() == (
        f"Error: Port {demo.port} is in use. Stop what uses it, or take another: make demo PORT={demo.port + 1}\n"
    )
    assert not refused.folder.exists()


def a_second_start_keeps_the_data(demo: Demo, printed: Printed, desk: Page, page_of_visit: str) -> None:
    """The same address, password and feed; an answer link is there to try; whoever was signed in still is."""
    again = Demo(demo.folder, demo.port)
    try:
        told = again.wait_until_up()
        assert told == replace(printed, answer_link=told.answer_link)
        assert "Loading the sample data" not in again.said()
        desk.goto(page_of_visit)
        expect(desk.get_by_role("heading", level=1)).to_have_text(TITLE)
    finally:
        again.abandon()


def sign_in(desk: Page, printed: Printed) -> None:
    desk.goto(printed.address)
    desk.get_by_label("E-mail address").fill(printed.user)
    desk.get_by_label("Password", exact=True).fill(printed.password)
    desk.get_by_role("button", name="Sign in").click()
    expect(desk.get_by_role("link", name="Engagements")).to_be_visible()


def plan_visit(desk: Page, day: date) -> None:
    """Two of ours and two of Melton's, with the day and the times as a person types them."""
    desk.get_by_role("link", name="Engagements").click()
    desk.get_by_role("link", name="Plan an engagement").click()
    desk.get_by_label("What is it?").fill(TITLE)
    desk.get_by_label("Visit", exact=True).check()
    desk.get_by_role("checkbox", name=re.compile("^Commissioner")).check()
    desk.get_by_role("checkbox", name=re.compile("^Chief Constable")).check()
    desk.get_by_label("Find a partner").fill("melton")
    desk.get_by_role("button", name="Find").click()
    desk.get_by_label(LEADER).check()
    desk.get_by_label(OFFICER).check()
    desk.get_by_label("Day", exact=True).fill(f"{day:%a} {day.day} {day:%b %Y}")
    desk.get_by_label("Times").fill("2pm to 3:30pm")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(desk).to_have_url(re.compile(r"/engagements/\d+$"))
    expect(desk.locator("main")).to_contain_text(f"{day_words(day, weekday=True)}, 2pm to 3:30pm")


def invite_both(desk: Page) -> None:
    """Choose, review, send."""
    desk.get_by_role("link", name="Invite partners").click()
    for seat in (LEADER, OFFICER):
        expect(desk.get_by_label(seat), "those whom it is with are ticked already").to_be_checked()
    desk.get_by_role("button", name="Continue").click()
    expect(desk.locator("main")).to_contain_text("4 mails to 2 invitees")
    expect(desk.get_by_role("row", name=LEADER)).to_contain_text("pa.leader.melton@example.org")
    desk.get_by_role("button", name="Send 4 mails").click()
    expect(desk.locator("#invitations")).to_contain_text("No answer 2")


def mails(page: Page, printed: Printed, subject: str, count: int) -> Locator:
    """The rows of the mails with this subject, once there are as many as expected: each invitee's and each PA's."""
    rows = page.get_by_role("row", name=subject)

    def are_there() -> bool:
        page.goto(f"{printed.address}/demo/mail")
        return rows.count() >= count

    wait_for(are_there, WAIT_SECONDS)
    expect(rows).to_have_count(count)
    return rows


def open_mailed_link(phone: Page, printed: Printed) -> str:
    """Read the mail of the Leader's PA on the telephone and follow its link; the mail's Message-ID."""
    row = mails(phone, printed, f"Invitation: {TITLE}", 4).filter(has_text="pa.leader.melton@example.org")
    row.get_by_role("link").click()
    message_id = header(phone, "Message-ID")
    fits(phone)
    phone.locator("main").get_by_role("link", name="/a/").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Will you come?")
    return message_id


def answer_someone_else(phone: Page) -> None:
    """Without JavaScript: the substitute's fields appear with the choice."""
    expect(phone.get_by_label("I answer for the Leader’s office"), "it is the PA's own link").to_be_checked()
    expect(phone.get_by_label("Their name")).to_be_hidden()
    phone.get_by_label("Someone else will come").check()
    phone.get_by_label("Their name").fill(SUBSTITUTE)
    phone.get_by_label("Their role").fill("Director of Communities")
    phone.get_by_label("Chief officer or director").check()
    phone.get_by_label("Within limits").check()
    fits(phone)
    phone.get_by_role("button", name="Save my answer").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your answer is saved")
    for fact in (
        "Someone else",
        f"{SUBSTITUTE}, Director of Communities",
        "Chief officer or director",
        "Within limits",
    ):
        expect(phone.locator("main")).to_contain_text(fact)
    fits(phone)


def see_who_comes(desk: Page, page_of_visit: str) -> None:
    desk.goto(page_of_visit)
    row = desk.get_by_role("row", name=LEADER)
    for fact in ("Someone else", "by link", f"{SUBSTITUTE}, Director of Communities", "can commit: within limits"):
        expect(row).to_contain_text(fact)
    expect(desk.get_by_role("row", name=OFFICER)).to_contain_text("No answer")


def move_to(desk: Page, page_of_visit: str, day: date) -> None:
    desk.goto(page_of_visit)
    desk.get_by_role("link", name="Move").click()
    desk.get_by_label("Day", exact=True).fill(day_words(day))
    desk.get_by_role("button", name="Move it").click()
    expect(desk.locator("main")).to_contain_text(f"{day_words(day, weekday=True)}, 2pm to 3:30pm")
    expect(desk.get_by_role("row", name=LEADER)).to_contain_text("For the earlier time")


def see_update(desk: Page, printed: Printed, first_mail: str, day: date) -> None:
    """The PA's update belongs to the conversation that the invitation began."""
    row = mails(desk, printed, f"Updated: {TITLE}", 4).filter(has_text="pa.leader.melton@example.org")
    row.get_by_role("link").click()
    assert header(desk, "References") == first_mail
    expect(desk.locator("main")).to_contain_text(f"When: {day_words(day, weekday=True)}, 2pm to 3:30pm")


def header(page: Page, name: str) -> str:
    """What the mail page shows for a header."""
    return page.locator(f"dt:text-is('{name}') + dd").inner_text().strip()


def fits(phone: Page) -> None:
    """Nothing has to be scrolled sideways."""
    assert phone.locator("html").evaluate("page => page.scrollWidth") <= PHONE


@dataclass(frozen=True, slots=True)
class Entry:
    """The visit as calendar programs see it."""

    uid: str
    sequence: int
    times: tuple[Instant, Instant]


def entry_in(ics: bytes, oracle: str) -> Entry:
    """The visit in the feed; its times as the oracle reads them."""
    events = icalendar.Calendar.from_ical(ics).walk("VEVENT")
    (visit,) = [event for event in events if event["SUMMARY"] == TITLE]
    return Entry(str(visit["UID"]), int(visit["SEQUENCE"]), ORACLES[oracle](ics)[str(visit["UID"])])
