"""Whoever tries too often waits; whoever gets in is not counted."""

import pytest
from flask_limiter.util import get_qualified_name

from scheduler.accounts.throttling import LIMITS_NOBODY, limiter
from tests.accounts.people import ADDRESS, PASSWORD, is_signed_in, sign_in, somebody, use_app
from tests.browsing import page, submit

WRONG = "not the right words here"


@pytest.fixture(autouse=True)
def fresh_counts(app):
    limiter.reset()
    yield
    limiter.reset()


def test_an_account_is_tried_ten_times(client):
    somebody()
    assert [sign_in(client, WRONG).status_code for _ in range(10)] == [200] * 10
    refused = sign_in(client)
    assert refused.status_code == 429
    assert "Too many tries" in page(refused).h1.text
    assert refused.headers["Retry-After"] == "900"
    assert refused.headers["Content-Security-Policy"]


def test_an_account_that_does_not_exist_is_throttled_alike(client):
    somebody()
    answers = [sign_in(client, WRONG, "nobody@example.org").status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_another_spelling_of_the_address_is_the_same_account(client):
    somebody()
    spellings = [ADDRESS, ADDRESS.upper(), f" {ADDRESS}", ADDRESS.title()] * 3
    assert [sign_in(client, WRONG, spelling).status_code for spelling in spellings][-1] == 429


def test_signing_in_is_not_counted(app):
    somebody()
    for _ in range(12):
        assert sign_in(app.test_client()).status_code == 302


def test_one_address_that_tries_many_accounts_is_stopped(client):
    somebody()
    answers = [sign_in(client, WRONG, f"staff{number}@example.org").status_code for number in range(61)]
    assert answers == [200] * 60 + [429]


def test_codes_are_tried_five_times(app, client):
    use_app(app, somebody())
    step = sign_in(client).location
    answers = [submit(client, step, {"code": "000000"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_recovery_codes_are_tried_five_times(app, client):
    use_app(app, somebody())
    sign_in(client)
    answers = [submit(client, "/sign-in/recovery-code", {"code": "guess"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


@pytest.mark.parametrize("email", [ADDRESS, "nobody@example.org"])
def test_links_are_asked_for_three_times_an_hour(client, email):
    somebody()
    assert [submit(client, "/reset", {"email": email}).status_code for _ in range(4)] == [200] * 3 + [429]


def test_the_present_password_is_tried_ten_times(client):
    somebody()
    sign_in(client)
    values = {"password": WRONG, "new_password": PASSWORD[::-1], "new_password_confirm": PASSWORD[::-1]}
    answers = [submit(client, "/account/password", values).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    assert is_signed_in(client)


def test_no_page_that_says_it_limits_nobody_has_a_limit(app):
    """Or the filter that spares it the counting would lift the limit."""
    limited = limiter._marked_for_limiting  # noqa: SLF001 - the library does not tell otherwise
    spared = [view for view in app.view_functions.values() if hasattr(view, LIMITS_NOBODY)]
    assert spared
    assert not {get_qualified_name(view) for view in spared} & limited
    assert {get_qualified_name(view) for view in app.view_functions.values()} & limited
