"""A report in a browser: written, approved, frozen; every page passes axe at a desk, on a phone and zoomed in."""

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from scheduler.core.db import db
from scheduler.reports.rules.report_drafts import NarrativeDraft
from scheduler.reports.service.reports import write_section
from tests.axe import failures, faults
from tests.reports.position import UNTIL, Position, load_position, september_report

pytestmark = pytest.mark.once


@pytest.fixture
def position(session) -> Position:
    return load_position()


def test_a_report_is_written_approved_and_frozen_by_hand(position: Position, desk_page: Page) -> None:
    july = september_report(position, from_on=UNTIL.replace(month=6), until_on=UNTIL.replace(month=7))
    write_section(july, "background", NarrativeDraft(words="The Panel asked for evidence."), seen=None)
    report = september_report(position)
    here = f"/evidence/reports/{report.id}"
    db.session.rollback()  # the server writes now

    desk_page.goto(here)
    desk_page.locator("a[href$='/sections/background']").click()
    desk_page.get_by_role("button", name="Take these words over").click()
    desk_page.get_by_label("Words", exact=True).fill("The Panel asked for evidence. Here it is.")
    desk_page.get_by_role("button", name="Save").click()
    assert desk_page.get_by_text("3. The Panel asked for evidence. Here it is.").is_visible()

    desk_page.get_by_role("link", name="Approve").click()
    desk_page.get_by_role("button", name="Approve").click()
    desk_page.get_by_role("button", name="Freeze for ever").click()
    assert desk_page.get_by_text("it is as it was frozen").is_visible()
    with desk_page.expect_download() as taken:
        desk_page.get_by_role("link", name="Word file").click()
    assert taken.value.suggested_filename == "report-2014-07-15-to-2014-09-29.docx"

    pages = ["", "/differences", "/approve", "/records/standings/1", "/records/seats/2"]
    assert faults(desk_page.context, ["/evidence/reports", *(f"{here}{each}" for each in pages)]) == []


def test_a_draft_and_its_forms_pass_axe(position: Position, desk_page: Page) -> None:
    july = september_report(position, from_on=UNTIL.replace(month=6), until_on=UNTIL.replace(month=7))
    write_section(july, "background", NarrativeDraft(words="The Panel asked for evidence."), seen=None)
    report = september_report(position, with_names=True, names_reason="The Panel asked who came")
    here = f"/evidence/reports/{report.id}"
    db.session.rollback()  # the server writes now
    pages = ["", "/change", "/approve", "/sections/new", "/sections/background", "/sections/implication-legal"]
    assert faults(desk_page.context, ["/evidence/reports/new", *(f"{here}{each}" for each in pages)]) == []


def test_the_web_page_that_leaves_the_office_passes_axe(
    position: Position, desk_page: Page, manager: FlaskClient
) -> None:
    report = september_report(position)
    desk_page.set_content(manager.get(f"/evidence/reports/{report.id}/report.html").text)
    assert failures(desk_page, "the page that leaves the office") == []
    assert desk_page.evaluate("[...document.images].every(each => each.naturalWidth > 0)")
