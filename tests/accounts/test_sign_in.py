"""Signing in: which factors let whom in, what a stranger learns, and where it leads."""

import itertools
import statistics
import time
from urllib.parse import urljoin, urlsplit

import pytest

from scheduler.accounts.rules import own_path
from tests.accounts.people import ADDRESS, PASSWORD, code_now, is_signed_in, sign_in, somebody, use_app
from tests.browsing import page, submit

pytestmark = pytest.mark.once  # passwords and codes do not hang on the database

NASTY = [
    "//evil.example.net",
    "///evil.example.net",
    "////evil.example.net/x",
    "/\\evil.example.net",
    "\\\\evil.example.net",
    "/\t/evil.example.net",
    "/\n/evil.example.net",
    "\t//evil.example.net",
    " //evil.example.net",
    "https://evil.example.net",
    "https:evil.example.net",
    "http:///evil.example.net",
    "https:/\\evil.example.net",
    "javascript:alert(1)",
    "data:text/html,x",
    "//localhost@evil.example.net",
    "http://localhost@evil.example.net/",
    "http://localhost.evil.example.net/",
    "/%09/evil.example.net/\\..",
    "evil.example.net//x",
    "",
]


@pytest.mark.parametrize(
    ("right_password", "code", "active"),
    list(itertools.product([True, False], ["not asked", "right", "wrong", "missing"], [True, False])),
)
def test_only_all_right_factors_of_an_active_user_let_in(app, client, right_password, code, active):
    user = somebody(active=active)
    secret = use_app(app, user) if code != "not asked" else ""
    answer = sign_in(client, PASSWORD if right_password else "lantern orchard velvet knife")
    if answer.location and answer.location.startswith("/sign-in/code"):
        typed = {"right": code_now(app, secret), "wrong": "000000", "missing": ""}[code]
        submit(client, answer.location, {"code": typed})
    assert is_signed_in(client) is (right_password and active and code in {"not asked", "right"})


def test_a_code_counts_once(app, client):
    secret = use_app(app, somebody())
    code = code_now(app, secret)
    assert submit(client, sign_in(client).location, {"code": code}).status_code == 302
    client.post("/sign-out", data={"csrf_token": token(client, "/account")})
    assert submit(client, sign_in(client).location, {"code": code}).status_code == 200
    assert not is_signed_in(client)


def test_a_user_disabled_between_password_and_code_stays_out(app, client, session):
    user = somebody()
    secret = use_app(app, user)
    step = sign_in(client).location
    user.active = False
    session.commit()
    assert submit(client, step, {"code": code_now(app, secret)}).status_code in {302, 403}
    assert not is_signed_in(client)


def test_a_recovery_code_stands_in_for_the_app_once(app, client, session):
    user = somebody()
    use_app(app, user)
    code = app.extensions["security"].mf_recovery_codes_util.create_recovery_codes(user)[0]
    session.commit()
    assert code not in str(user.mf_recovery_codes), "stored readable"
    sign_in(client)
    assert submit(client, "/sign-in/recovery-code", {"code": code}).status_code == 302
    assert is_signed_in(client)
    client.post("/sign-out", data={"csrf_token": token(client, "/account")})
    sign_in(client)
    assert submit(client, "/sign-in/recovery-code", {"code": code}).status_code == 200


def test_a_stranger_reads_the_same_whoever_they_try(app, client):
    somebody()
    somebody(email="gone@example.org", active=False)
    somebody(email="new@example.org", password=None)
    tries = [(ADDRESS, "wrong word upon wrong"), ("nobody@example.org", PASSWORD)]
    tries += [("gone@example.org", PASSWORD), ("new@example.org", PASSWORD)]
    pages = {page(sign_in(client, password, email)).main.text.replace(email, "") for email, password in tries}
    assert len(pages) == 1


def test_an_unknown_address_takes_as_long_as_a_known_one(app, client):
    context = app.extensions["security"].pwd_context
    context.update(argon2__memory_cost=8192, argon2__time_cost=3)
    try:
        somebody()
        known = [spent(client, ADDRESS) for _ in range(4)]
        unknown = [spent(client, "nobody@example.org") for _ in range(4)]
    finally:
        context.update(argon2__memory_cost=8, argon2__time_cost=1)
    assert 1 / 3 < statistics.median(known) / statistics.median(unknown) < 3


def spent(client, email):
    started = time.perf_counter()
    sign_in(client, "wrong word upon wrong", email)
    return time.perf_counter() - started


@pytest.mark.parametrize("target", NASTY)
@pytest.mark.parametrize("where", ["address", "form"])
def test_signing_in_leads_to_no_other_site(client, target, where):
    somebody()
    shown = client.get("/sign-in", query_string={"next": target} if where == "address" else {})
    form = page(shown).select_one("main form")
    data = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    data |= {"email": ADDRESS, "password": PASSWORD} | ({"next": target} if where == "form" else {})
    answer = client.post(form["action"], data=data)
    assert leads_home(answer.location or "/sign-in")


@pytest.mark.parametrize("target", NASTY)
def test_a_path_of_ours_is_nothing_that_a_browser_reads_as_another_site(target):
    assert own_path(target) is None
    assert own_path("/engagements?view=week") == "/engagements?view=week"


def leads_home(location):
    r"""Whether a browser on our host stays there: it drops tabs and line breaks and takes \ for /."""
    read = location.translate({9: None, 10: None, 13: None}).strip().replace("\\", "/")
    return not urljoin("http://localhost/sign-in", read).startswith("javascript") and (
        urlsplit(urljoin("http://localhost/sign-in", read)).netloc == "localhost" and not read.startswith("//")
    )


def test_signing_in_leads_back_to_the_page_that_was_wanted(client):
    somebody()
    wanted = client.get("/settings/sessions")
    assert wanted.location == "/sign-in?next=/settings/sessions"
    assert sign_in(client, path=wanted.location).location == "/settings/sessions"


def test_a_sign_in_without_its_token_is_refused(client):
    somebody()
    assert client.post("/sign-in", data={"email": ADDRESS, "password": PASSWORD}).status_code == 400


def test_the_address_may_be_typed_in_any_case(client):
    somebody()
    assert sign_in(client, email="  ROBIN@Example.ORG ").status_code == 302


def test_a_program_gets_no_token_and_no_cookie_that_lasts(app, client):
    somebody()
    shown = page(client.get("/sign-in")).select_one("input[name=csrf_token]")["value"]
    data = {"email": ADDRESS, "password": PASSWORD, "remember": "y", "csrf_token": shown}
    answer = client.post("/sign-in?include_auth_token=1", data=data, headers={"Accept": "application/json"})
    assert answer.mimetype == "text/html"
    assert "remember_token" not in " ".join(answer.headers.getlist("Set-Cookie"))
    assert "Expires=" not in " ".join(answer.headers.getlist("Set-Cookie"))


def token(client, path):
    return page(client.get(path)).select_one("input[name=csrf_token]")["value"]
