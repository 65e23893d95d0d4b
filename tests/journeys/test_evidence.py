"""An invitation to us from beginning to end: by mail, in somebody's name, held, written up, briefed, reported."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from scheduler.accounts.rules import Role
from scheduler.config import Settings
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind, PrincipalKind
from scheduler.inbox.rules.vocabulary import MailDoor
from scheduler.inbox.service.processing import process_waiting
from scheduler.inbox.service.receiving import receive
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.representation.rules.seats import AlternateDraft, SeatDraft
from scheduler.representation.rules.vocabulary import Capacity
from scheduler.representation.service.seats import add_alternate, add_seat
from scheduler.stakeholders.rules import BodyKind, RoleKind
from tests import factories
from tests.browser import DESK, PHONE, carry_session
from tests.conftest import signed_in
from tests.factories import NOW
from tests.incoming.conftest import reads_replies  # noqa: F401 - a fixture
from tests.incoming.samples import CHIEF, CLERK, COMMISSIONER, OFFICE, Ask, passed_on
from tests.journeys.demo import PATIENCE_MS
from tests.journeys.summit_office import look

MEETING = datetime(2026, 10, 13, 13, 0, tzinfo=UTC)
"""Of the invitation: Tuesday 13 October, 2pm."""
NEXT = datetime(2026, 11, 10, 13, 0, tzinfo=UTC)
SAID = "The partnership wants a joint plan for the night-time economy."

Desk = Callable[[datetime, int], Page]


@pytest.fixture
def office(app: Flask, reads_replies: Settings) -> None:  # noqa: F811 - the fixture imported above
    """The Commissioner is invited to a partnership's meetings, the Chief Executive stands in; committed."""
    factories.office(email=OFFICE)
    body = factories.body(
        name="Melton Community Safety Partnership", kind=BodyKind.CSP, secretariat_email=CLERK, short_name="Melton CSP"
    )
    chair = factories.post(title="Chair", role_kind=RoleKind.CHAIR, band=2, body=body, organisation=None)
    commissioner = factories.principal(email=COMMISSIONER, position=1)
    chief = factories.principal(title="Chief Executive", kind=PrincipalKind.CHIEF_EXECUTIVE, email=CHIEF, position=2)
    draft = SeatDraft(
        body_id=body.id,
        capacity=Capacity.INVITED,
        from_on=date(2026, 1, 5),
        principal_id=commissioner.id,
        is_by_invitation=True,
    )
    add_alternate(add_seat(draft, now=NOW), AlternateDraft(principal_id=chief.id))
    factories.engagement(
        kind=EngagementKind.BOARD,
        title="Winter meeting",
        posts=[chair],
        principals=[commissioner],
        starts_at=NEXT,
        ends_at=NEXT + timedelta(hours=2),
    )
    db.session.commit()
    db.session.remove()


@pytest.fixture
def desk(browser: Browser, app: Flask, office: None, server_url: str) -> Iterator[Desk]:
    """Tabs of the office manager at a moment; the clock goes on from there until the next one is opened."""
    opened, clocks = [], []

    def opens(at: datetime, width: int) -> Page:
        for clock in clocks:
            clock.stop()
        clocks[:] = [time_machine.travel(at, tick=True)]
        clocks[0].start()
        context = browser.new_context(base_url=server_url, viewport={"width": width, "height": 844})
        context.set_default_timeout(PATIENCE_MS)
        carry_session(signed_in(app, Role.MANAGER), context, server_url)
        db.session.remove()
        opened.append(context)
        return context.new_page()

    yield opens
    for context in opened:
        context.close()
    for clock in clocks:
        clock.stop()


def test_an_invitation_by_mail_ends_in_the_frozen_report(desk: Desk) -> None:
    page = desk(NOW, DESK)
    invitation_arrives()
    accept_in_the_chief_executives_name(page)
    write_up_on_a_phone(desk(MEETING + timedelta(hours=3), PHONE))
    page = desk(MEETING + timedelta(days=20), DESK)
    find_it_in_the_next_brief(page)
    freeze_the_report(page)


def invitation_arrives() -> None:
    """Somebody forwards to the office what the clerk sent to the Commissioner."""
    receive(passed_on(Ask()), MailDoor.PIPE, now=NOW)
    db.session.commit()
    process_waiting(NOW)
    db.session.remove()


def accept_in_the_chief_executives_name(page: Page) -> None:
    page.goto("/today")
    page.get_by_role("link", name="Decide").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Tuesday 13 October 2026, 2pm to 4pm")
    look(page, "evidence-invited")
    page.get_by_role("link", name="Accept").click()
    page.get_by_label("Chief Executive").check()
    look(page, "evidence-accept")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Chief Executive")
    answer = one_mail_to(CLERK)
    assert "METHOD:REPLY" in answer
    assert "PARTSTAT=ACCEPTED" in answer
    assert COMMISSIONER in answer
    assert "Chief Executive" in answer


def one_mail_to(address: str) -> str:
    """What the worker would send now, decoded."""
    notices = [each for each in db.session.scalars(select(Notice)) if each.recipient_address == address]
    (mail,) = [found for each in notices if (found := render(each)) is not None]
    told = mail.text + "\n" + (mail.calendar.decode().replace("\r\n ", "") if mail.calendar else "")
    db.session.remove()
    return told


def write_up_on_a_phone(page: Page) -> None:
    page.goto("/today")
    page.get_by_role("link", name="Melton Community Safety Partnership, autumn meeting").first.click()
    page.get_by_role("link", name="Write it up").first.click()
    page.get_by_label("Yes", exact=True).first.check()
    page.get_by_label("What came of it?").fill(SAID)
    page.get_by_label("What was agreed?").fill("Both sides name a lead by December.")
    page.get_by_text("Issues, future work, threats and risks").click()
    page.get_by_label("Issues", exact=True).fill("Late licences in the town centre")
    page.get_by_text("Actions", exact=True).click()
    page.get_by_label("What is to be done?").first.fill("Name a lead for the joint plan")
    page.get_by_label("Who does it?").first.select_option(label="Chief Executive")
    page.get_by_label("No", exact=True).last.check()
    look(page, "evidence-write-up")
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.get_by_role("button", name="Save: held and written up").click()
    expect(page.get_by_role("main")).to_contain_text(SAID)


def find_it_in_the_next_brief(page: Page) -> None:
    winter = db.session.scalars(select(Engagement.id).where(Engagement.title == "Winter meeting")).one()
    db.session.remove()
    page.goto(f"/engagements/{winter}")
    page.get_by_role("link", name="Brief").first.click()
    main = page.get_by_role("main")
    for words in (SAID, "Late licences in the town centre", "Name a lead for the joint plan", "13 October 2026"):
        expect(main).to_contain_text(words)
    look(page, "evidence-brief")


def freeze_the_report(page: Page) -> None:
    page.goto("/evidence/reports/new")
    page.get_by_label("What is the report called?").fill("Partnerships update")
    day_into(page, "Or the day of the meeting", date(2026, 11, 16))
    day_into(page, "First day of the period", date(2026, 9, 7))
    day_into(page, "Last day of the period", date(2026, 11, 1))
    page.get_by_label("Author, by role").fill("Chief Executive")
    page.get_by_role("button", name="Save").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Melton Community Safety Partnership")
    page.get_by_role("link", name="Approve").click()
    page.get_by_label("Approved by").fill("Chief Executive")
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Freeze").click()
    expect(main).to_contain_text("Frozen")
    seat = main.get_by_role("table", name="Who of ours sits where").get_by_role("row").nth(1)
    expect(seat).to_contain_text("Melton Community Safety Partnership")
    raised = main.get_by_role("table", name="What was raised at the meetings")
    expect(raised).to_contain_text("Issue")
    follows = main.get_by_role("table", name="Actions that follow")
    expect(follows).to_contain_text("Name a lead for the joint plan")
    look(page, "evidence-report")


def day_into(page: Page, label: str, day: date) -> None:
    group = page.get_by_role("group", name=label)
    for name, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(name).fill(str(value))
