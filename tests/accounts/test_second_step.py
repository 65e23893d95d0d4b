"""Setting up codes from an app, stopping them, and recovery codes: only by somebody who signed in just now."""

import re
import time

from tests.accounts.people import code_now, sign_in, somebody, use_app
from tests.browsing import form_values, page, submit


def start(client):
    shown = client.get("/account/code")
    form = page(shown).select_one("main form")
    return client.post("/account/code", data=form_values(form) | {"setup": "authenticator"})


def test_codes_are_asked_for_once_the_app_has_shown_one(app, client, session):
    user = somebody()
    sign_in(client)
    shown = page(start(client))
    assert shown.select_one("main img")["src"].startswith("data:image/svg+xml")
    assert user.tf_primary_method is None, "set up before it was proved"
    with client.session_transaction() as cookie:
        secret = cookie["tf_totp_secret"]
    assert re.sub(r"\W", "", shown.select_one(".key").text) not in secret, "the key travels readable"
    form = shown.select_one("main form")
    client.post(form["action"], data=form_values(form) | {"code": code_now(app, secret)})
    session.rollback()
    assert user.tf_primary_method == "authenticator"


def test_a_wrong_first_code_sets_nothing_up(client, session):
    user = somebody()
    sign_in(client)
    form = page(start(client)).select_one("main form")
    client.post(form["action"], data=form_values(form) | {"code": "000000"})
    session.rollback()
    assert user.tf_primary_method is None


def test_codes_can_be_stopped(app, client, session):
    user = somebody()
    secret = use_app(app, user)
    submit(client, sign_in(client).location, {"code": code_now(app, secret)})
    form = page(client.get("/account/code")).select_one("main form")
    client.post("/account/code", data=form_values(form) | {"setup": "disable"})
    session.rollback()
    assert user.tf_primary_method is None


def test_recovery_codes_are_made_by_a_post_and_each_is_long(client, session):
    user = somebody()
    sign_in(client)
    assert client.get("/account/recovery-codes?generate_new_codes=1").status_code == 200
    assert not user.mf_recovery_codes
    shown = page(submit(client, "/account/recovery-codes", {"generate_new_codes": "1"}))
    codes = [code.text for code in shown.select("main code")]
    assert len(codes) == 8
    assert all(re.fullmatch(r"[0-9a-f]{5}(-[0-9a-f]{5}){3}", code) for code in codes)


def test_after_an_hour_one_confirms_who_one_is(client):
    somebody()
    sign_in(client)
    with client.session_transaction() as cookie:
        cookie["fs_paa"] = time.time() - 4000
    for path in ("/account/code", "/account/recovery-codes", "/account/passkeys"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.location.startswith("/account/confirm?next=")
    confirmed = submit(client, answer.location, {"password": "lantern orchard velvet spoon"})
    assert confirmed.location.endswith("/account/passkeys")
    assert client.get("/account/passkeys").status_code == 200
