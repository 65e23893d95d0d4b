"""The full set of protecting headers stands on every answer, also on errors, redirects and 304."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.core.web import CONTENT_SECURITY_POLICY, HEADERS
from tests.contracts.sample import load_sample


@pytest.fixture
def broken_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """A page that fails in a way nobody thought of."""

    def fail() -> str:
        message = "nobody thought of this"
        raise RuntimeError(message)

    fail.scheduler_access = app.view_functions["site.privacy"].scheduler_access  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "site.privacy", fail)
    return "/privacy"


ANSWERS = {
    200: ("nobody", "GET", "/accessibility"),
    303: ("nobody", "GET", "/today"),
    400: ("nobody", "POST", "/sign-in"),
    403: ("viewer", "GET", "/feeds/new"),
    404: ("nobody", "GET", "/no-such-page"),
    405: ("nobody", "PUT", "/accessibility"),
}


@pytest.mark.parametrize("status", ANSWERS)
def test_every_status_carries_all_headers(client: FlaskClient, viewer: FlaskClient, status: int) -> None:
    who, method, path = ANSWERS[status]
    response = {"nobody": client, "viewer": viewer}[who].open(path, method=method)
    assert response.status_code == status
    assert_protected(response)
    assert response.headers["Cache-Control"] == "no-store"


def test_an_unexpected_error_carries_all_headers_and_no_trace(client: FlaskClient, broken_page: str) -> None:
    response = client.get(broken_page)
    assert response.status_code == 500
    assert "nobody thought of this" not in response.text
    assert_protected(response)


def test_static_files_carry_all_headers_and_are_kept_when_their_name_has_a_hash(client: FlaskClient) -> None:
    response = client.get("/static/manifest.json")
    again = client.get("/static/manifest.json", headers={"If-None-Match": response.headers["ETag"]})
    assert (response.status_code, again.status_code) == (200, 304)
    assert_protected(response)
    assert_protected(again)


def test_feeds_carry_all_headers_on_200_304_404_and_410(app: Flask, manager: FlaskClient) -> None:
    sample = load_sample()
    client = app.test_client()
    path = f"/feeds/{sample.feed_token}.ics"
    shown = client.get(path)
    same = client.get(path, headers={"If-None-Match": shown.headers["ETag"]})
    unknown = client.get(f"/feeds/{'a' * 32}.ics")
    assert [shown.status_code, same.status_code, unknown.status_code] == [200, 304, 404]
    for response in (shown, same, unknown):
        assert_protected(response)


def test_pages_may_run_no_inline_script_and_load_nothing_from_elsewhere() -> None:
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


def assert_protected(response: TestResponse) -> None:
    missing = {name for name, value in HEADERS.items() if response.headers.get(name) != value}
    assert missing == set()
