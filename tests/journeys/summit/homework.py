"""An agency sends its assessment by its own link; the office sees it in the matrix and shares it."""

import hashlib
from pathlib import Path

from playwright.sync_api import Page, expect

from scheduler.summits.queries import agencies_of
from scheduler.summits.service.assessments import ASK, RECEIPT, SHARED
from tests.journeys.summit_office import House, look, path_in
from tests.uploads.documents import pdf

PAPER = pdf()
PROGRAM = b"MZ\x90\x00" + bytes(200)


def send_keep_and_share_an_assessment(house: House, desk: Page, partner: Page, folder: Path) -> None:
    """What arrived is what was sent, by its checksum; every agency reads it."""
    mail = house.mails(ASK)[0]
    path = path_in(mail, "/s/")
    partner.goto(path)
    agency = partner.locator("p.govuk-caption-l").inner_text()
    look(partner, "desk")
    refuse_a_program(partner, folder)
    send_a_paper(partner, folder)
    (receipt,) = house.mails(RECEIPT)
    assert hashlib.sha256(PAPER).hexdigest() in receipt.text
    desk.goto(house.at())
    desk.get_by_role("link", name="Assessments", exact=True).click()
    invited = house.read(lambda summit: len(agencies_of(summit)))  # 46 of them were asked; the reserve brought more
    expect(desk.get_by_role("main")).to_contain_text(f"1 of {invited} agencies have sent their assessment")
    look(desk, "matrix")
    share_it(desk, agency, invited)
    assert len(house.mails(SHARED)) == invited
    other = path_in(house.mails(ASK)[1], "/s/")
    read_by_another(partner, other, agency)


def refuse_a_program(partner: Page, folder: Path) -> None:
    """Its content counts, not what it is called."""
    send(partner, folder / "assessment.pdf", PROGRAM)
    expect(partner.get_by_role("alert").first).to_contain_text("The file is not what its name says (PDF).")
    look(partner, "upload-refused")


def send_a_paper(partner: Page, folder: Path) -> None:
    send(partner, folder / "Crime needs 2026.pdf", PAPER)
    expect(partner.get_by_role("heading", level=1)).to_have_text("We have your assessment")
    expect(partner.get_by_role("main")).to_contain_text(hashlib.sha256(PAPER).hexdigest())
    look(partner, "upload-receipt")


def send(partner: Page, file: Path, content: bytes) -> None:
    """Chosen from the phone, marked, sent."""
    file.write_bytes(content)
    partner.locator("[name=marking][value=OFFICIAL]").check()
    partner.get_by_label("The file").set_input_files(file)
    partner.get_by_role("button", name="Send the assessment").click()


def share_it(desk: Page, agency: str, mails: int) -> None:
    """So many mails are asked for twice."""
    desk.get_by_role("link", name="Share with every agency").click()
    look(desk, "share")
    desk.get_by_label(agency).check()
    desk.get_by_role("button", name="Share them").click()
    expect(desk.get_by_role("alert")).to_contain_text(f"This sends {mails} mails.")
    desk.get_by_label(f"({mails})").check()
    desk.get_by_role("button", name="Share them").click()
    expect(desk.get_by_role("main")).to_contain_text("1 shared, 0 considered")
    look(desk, "shared")


def read_by_another(partner: Page, path: str, agency: str) -> None:
    """Every agency reads it on its own page."""
    partner.goto(path)
    look(partner, "desk-shared")
    href = partner.get_by_role("link", name=agency, exact=True).get_attribute("href")
    answer = partner.request.get(href)
    assert answer.body() == PAPER
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
