"""All ten councils come out of one file from Excel, and go again when the import is undone."""

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from scheduler.core.db import commit
from scheduler.stakeholders.service import ensure_areas

TEN_COUNCILS = Path(__file__).parents[1] / "stakeholders" / "data" / "ten_councils.csv"


def heads() -> list[tuple[str, str, str]]:
    """Council, title and name of each one's political head, as the file has them."""
    rows = csv.DictReader(TEN_COUNCILS.read_text(encoding="cp1252").splitlines(), delimiter=";")
    return [(row["Council"], row["Role"], row["Name"]) for row in rows if row["Role"] in {"Leader", "City Mayor"}]


def test_ten_councils_are_imported_with_their_leaders_and_undone(desk_page: Page) -> None:
    ensure_areas()
    commit()
    assert len(heads()) == 10
    upload(desk_page)
    expect(desk_page.locator("main")).to_contain_text("20 rows can be stored.")
    see_none(desk_page.context.new_page())
    desk_page.get_by_role("button", name="Import 20 rows").click()
    expect(desk_page.locator("main")).to_contain_text("20 rows from ten_councils.csv")
    page_of_import = desk_page.url
    see_all(desk_page)
    desk_page.goto(page_of_import)
    desk_page.get_by_role("button", name="Undo this import").click()
    expect(desk_page.locator("main")).to_contain_text("Undone on")
    see_none(desk_page)


def upload(page: Page) -> None:
    """From the partners' page to the preview; an accent and an apostrophe in Windows-1252 are read as meant."""
    page.goto("/partners")
    page.get_by_role("link", name=re.compile("Import")).click()
    page.get_by_label(re.compile("file", re.IGNORECASE)).set_input_files(TEN_COUNCILS)
    page.get_by_role("button", name="Show what would be stored").click()
    expect(page.get_by_role("table", name="What would be stored")).to_contain_text("Zoë O’Neill-Ashdown")


def see_all(page: Page) -> None:
    """Each council is listed once, and its page names its head."""
    page.goto("/partners")
    for council, title, name in heads():
        row = page.get_by_role("table", name="Organisations").get_by_role("row", name=council)
        expect(row).to_have_count(1)
        expect(row).to_contain_text(name)
        expect(row.get_by_role("link", name=title, exact=True)).to_be_visible()
    page.get_by_role("link", name="Melton Borough Council").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Melton Borough Council")
    expect(page.locator("main")).to_contain_text("Lottie Farrow")


def see_none(page: Page) -> None:
    """None of them is there."""
    page.goto("/partners")
    expect(page.get_by_role("heading", level=1)).to_have_text("Partners")
    for council, _, _ in heads():
        expect(page.get_by_role("link", name=council)).to_have_count(0)
