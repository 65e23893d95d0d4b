"""The month in a real browser: a sheet at a desk, a list of the days that hold something on a phone."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from scheduler.core.db import db
from tests.browser import PHONE, carry_session
from tests.factories import engagement


@pytest.mark.once
def test_a_month_is_a_list_of_its_full_days_on_a_phone(browser: Browser, server_url: str, manager: FlaskClient) -> None:
    starts = datetime(2026, 10, 6, 9, tzinfo=UTC)
    engagement(title="Visit to Melton", starts_at=starts, ends_at=starts + timedelta(hours=1))
    db.session.commit()
    with browser.new_context(base_url=server_url, viewport={"width": PHONE, "height": 800}) as context:
        carry_session(manager, context, server_url)
        shown = context.new_page()
        shown.goto("/engagements/diary?view=month&on=2026-10-01")
        days = [day.inner_text() for day in shown.locator(".month td").all() if day.is_visible()]
        assert [day.split("\n")[0] for day in days] == ["Tuesday 6 October 2026", "Sunday 25 October 2026"]  # clocks
        assert "Visit to Melton" in days[0]
        sideways = "box => box.scrollWidth - box.clientWidth"
        assert shown.locator(".table-scroll").evaluate(sideways) <= 0
        shown.set_viewport_size({"width": 1280, "height": 800})
        assert shown.locator(".month td").nth(0).is_visible()
        assert shown.locator(".month__number").nth(0).inner_text() == "1"
