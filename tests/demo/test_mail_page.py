"""The demo's list of caught mails, as a phone shows it."""

from email.message import EmailMessage

from playwright.sync_api import Page

from scheduler.core.current import current_settings
from tests.browser import PHONE

LONG = "Chair <chair.leicestershire.and.rutland.neighbourhood.watch@example.org>"


def test_a_long_address_does_not_widen_a_phone(phone_page: Page, app) -> None:
    message = EmailMessage()
    message["Subject"], message["To"] = "Invitation: Neighbourhood Watch", LONG
    folder = current_settings().data_dir / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "1.eml").write_bytes(message.as_bytes())
    phone_page.goto("/demo/mail")
    assert LONG in phone_page.locator("main").inner_text()
    assert phone_page.evaluate("document.documentElement.scrollWidth") == PHONE
