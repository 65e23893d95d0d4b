"""Sign-in with the organisation's own accounts, against a provider of our own."""

from dataclasses import replace

import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import func, select

from scheduler.accounts.models import StaffSession, StaffUser
from scheduler.accounts.organisation import EXTENSION, init_organisation
from scheduler.config import SettingsError
from tests.accounts.people import is_signed_in, somebody
from tests.accounts.provider import CLIENT_ID, CLIENT_SECRET, Provider
from tests.browsing import form_values, page

pytestmark = pytest.mark.once  # what a provider says does not hang on the database

RETURN = "/sign-in/organisation/return"


@pytest.fixture
def provider(app, settings):
    provider = Provider()
    init_organisation(
        app,
        replace(
            settings,
            oidc_issuer=provider.issuer,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
        ),
    )
    yield provider
    app.extensions[EXTENSION] = None
    provider.stop()


def come_back(client, provider, start="/sign-in/organisation"):
    """Go to the provider, be approved, and land on the page with one button."""
    code, state = provider.approve(client.get(start).location)
    return client.get(RETURN, query_string={"code": code, "state": state})


def press(client, shown, **changes: str):
    form = page(shown).select_one("main form")
    return client.post(RETURN, data=form_values(form) | changes)


def test_a_verified_address_of_an_active_user_signs_in(client, provider):
    somebody()
    answer = press(client, come_back(client, provider, "/sign-in/organisation?next=/settings/sessions"))
    assert answer.location == "/settings/sessions"
    assert is_signed_in(client)


def test_coming_back_is_a_get_and_signs_nobody_in(client, provider, session):
    somebody()
    shown = come_back(client, provider)
    assert shown.status_code == 200
    assert not is_signed_in(client)
    assert session.scalar(select(func.count()).select_from(StaffSession)) == 0


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.org"},
        {"email": "gone@example.org"},
        {"email": None},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"iss": "http://127.0.0.1:1"},
        {"aud": "another client"},
        {"exp": 1_700_000_000},
    ],
    ids=str,
)
def test_any_other_claim_signs_nobody_in_and_makes_no_user(client, provider, session, claims):
    somebody()
    somebody(email="gone@example.org", active=False)
    provider.claims = claims
    assert press(client, come_back(client, provider)).location == "/sign-in"
    assert not is_signed_in(client)
    assert session.scalar(select(func.count()).select_from(StaffUser)) == 2


def test_a_token_signed_by_another_key_is_refused(client, provider):
    somebody()
    provider.key = RSAKey.generate_key(2048, parameters={"kid": "one"})
    press(client, come_back(client, provider))
    assert not is_signed_in(client)


def test_a_state_that_this_browser_did_not_start_is_refused(app, client, provider):
    somebody()
    code, state = provider.approve(app.test_client().get("/sign-in/organisation").location)
    shown = client.get(RETURN, query_string={"code": code, "state": state})
    press(client, shown)
    assert not is_signed_in(client)


def test_an_answer_is_good_once(app, client, provider):
    somebody()
    shown = come_back(client, provider)
    press(client, shown)
    client.delete_cookie("session")
    fresh = page(client.get("/sign-in")).select_one("input[name=csrf_token]")["value"]
    assert press(client, shown, csrf_token=fresh).location == "/sign-in"
    assert not is_signed_in(client)


def test_a_provider_that_says_no_leads_back_with_a_sentence(client, provider):
    answer = client.get(RETURN, query_string={"error": "access_denied", "state": "x"})
    assert answer.location == "/sign-in"
    assert "did not sign you in" in client.get("/sign-in").text


def test_a_provider_that_cannot_be_reached_leads_back_with_a_sentence(client, provider):
    provider.stop()
    assert client.get("/sign-in/organisation").location == "/sign-in"


@pytest.mark.parametrize("target", ["//evil.example.net", "https://evil.example.net", "/\\evil.example.net"])
def test_the_page_wanted_must_be_ours(client, provider, target):
    somebody()
    start = client.get("/sign-in/organisation", query_string={"next": target})
    code, state = provider.approve(start.location)
    shown = client.get(RETURN, query_string={"code": code, "state": state})
    assert press(client, shown).location == "/today"


def test_the_button_shows_only_where_a_provider_is_set(client, provider, app):
    assert "organisation’s account" in client.get("/sign-in").text
    app.extensions[EXTENSION] = None
    assert "organisation’s account" not in client.get("/sign-in").text
    assert client.get("/sign-in/organisation").status_code == 404
    assert client.get(RETURN).status_code == 404


def test_half_a_provider_or_an_unsafe_one_keeps_the_application_from_starting(app, settings):
    with pytest.raises(SettingsError, match="or none of them"):
        init_organisation(app, replace(settings, oidc_issuer="https://login.example.org"))
    unsafe = replace(settings, oidc_issuer="http://login.example.org", oidc_client_id="x", oidc_client_secret="y")
    with pytest.raises(SettingsError, match="https"):
        init_organisation(app, unsafe)
