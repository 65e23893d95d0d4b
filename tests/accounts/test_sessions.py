"""Sessions live on the server: what ends one ends it at once, whatever its cookie says."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from scheduler.accounts.models import StaffSession
from scheduler.accounts.rules import SESSION_LASTS, Role, browser_words
from scheduler.accounts.service.sessions import end_sessions
from scheduler.accounts.service.staff import change_role, disable_user, enable_user
from scheduler.audit.models import AuditEntry
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from tests import factories
from tests.accounts.people import OTHER_PASSWORD, PASSWORD, is_signed_in, sign_in, somebody
from tests.browsing import page, submit


@pytest.fixture
def user(app):
    return somebody()


@pytest.fixture
def signed_in(user, client):
    sign_in(client)
    assert is_signed_in(client)
    return client


@pytest.fixture
def elsewhere(app, user):
    other = app.test_client()
    sign_in(other)
    assert is_signed_in(other)
    return other


def cookie_of(client):
    return client.get_cookie("session").value


def sign_out(client):
    csrf = page(client.get("/account")).select_one("input[name=csrf_token]")["value"]
    return client.post("/sign-out", data={"csrf_token": csrf})


def test_the_cookie_of_a_session_that_was_signed_out_is_worth_nothing(app, signed_in):
    kept = cookie_of(signed_in)
    assert sign_out(signed_in).location == "/sign-in"
    thief = app.test_client()
    thief.set_cookie("session", kept)
    assert not is_signed_in(thief)


def test_signing_out_is_a_post(signed_in):
    assert signed_in.get("/sign-out").status_code == 405
    assert is_signed_in(signed_in)


def test_signing_in_gives_a_new_identity_and_ends_the_one_before(app, user, client):
    planted = app.test_client()
    sign_in(planted)
    client.set_cookie("session", cookie_of(planted))
    sign_out(client)
    planted_cookie = cookie_of(planted)
    sign_in(client)
    assert cookie_of(client) != planted_cookie
    thief = app.test_client()
    thief.set_cookie("session", planted_cookie)
    assert not is_signed_in(thief)


def test_only_the_digest_of_a_token_is_stored(signed_in, session):
    with signed_in.session_transaction() as cookie:
        token = cookie["staff_session"]
    row = session.scalars(select(StaffSession)).one()
    assert token not in (row.token_hash, row.agent)
    assert len(row.token_hash) == 64


def test_a_session_ends_after_twelve_hours_however_busy(signed_in, session):
    row = session.scalars(select(StaffSession)).one()
    assert row.expires_at - row.created_at == SESSION_LASTS == timedelta(hours=12)
    row.expires_at = utc_now() - timedelta(seconds=1)
    assert not is_signed_in(signed_in)


def test_disabling_ends_every_session_at_once_and_enabling_brings_none_back(user, signed_in, elsewhere):
    disable_user(user, now=utc_now())
    assert not is_signed_in(signed_in)
    assert not is_signed_in(elsewhere)
    enable_user(user)
    assert not is_signed_in(signed_in)


def test_a_new_role_counts_from_the_next_request(user, signed_in):
    factories.staff_user(role=Role.ADMINISTRATOR)
    assert signed_in.get("/settings/staff").status_code == 403
    change_role(user, Role.ADMINISTRATOR)
    assert signed_in.get("/settings/staff").status_code == 200


def test_changing_the_password_signs_out_every_other_browser(signed_in, elsewhere):
    values = {"password": PASSWORD, "new_password": OTHER_PASSWORD, "new_password_confirm": OTHER_PASSWORD}
    before = cookie_of(signed_in)
    assert submit(signed_in, "/account/password", values).location == "/account"
    assert is_signed_in(signed_in)
    assert not is_signed_in(elsewhere)
    elsewhere.set_cookie("session", before)
    assert not is_signed_in(elsewhere), "the identity before the change still counts"


def test_one_session_can_be_ended_by_its_owner_only(app, signed_in, elsewhere, session):
    _first, second = session.scalars(select(StaffSession).order_by(StaffSession.id)).all()
    stranger = app.test_client()
    somebody(email="other@example.org")
    sign_in(stranger, email="other@example.org")
    csrf = page(stranger.get("/account")).select_one("input[name=csrf_token]")["value"]
    assert stranger.post(f"/settings/sessions/{second.id}/end", data={"csrf_token": csrf}).status_code == 404
    assert is_signed_in(elsewhere)
    submit(signed_in, "/settings/sessions", form=f'form[action$="/{second.id}/end"]')
    assert not is_signed_in(elsewhere)
    assert is_signed_in(signed_in)


def test_all_other_sessions_can_be_ended(signed_in, elsewhere):
    submit(signed_in, "/settings/sessions", form="form#end-others")
    assert is_signed_in(signed_in)
    assert not is_signed_in(elsewhere)


def test_a_request_asks_for_session_user_and_roles_in_one_statement(signed_in, app):
    statements = []
    listen = lambda _c, _u, statement, *_rest: statements.append(statement)  # noqa: E731 - an event's handler
    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        signed_in.get("/account/password")
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
    about_staff = [statement for statement in statements if "staff_" in statement]
    assert len(about_staff) == 1


def test_what_staff_do_is_logged_in_their_name(signed_in, session):
    sign_out(signed_in)
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.actor_kind, entry.actor_label) for entry in entries] == [
        ("signed in", "staff", "Robin Ferncastle"),
        ("signed out", "staff", "Robin Ferncastle"),
    ]


def test_ending_sessions_spares_the_one_to_keep(user, signed_in, elsewhere, session):
    keep = session.scalars(select(StaffSession).order_by(StaffSession.id)).first()
    assert end_sessions(user, now=utc_now(), why="a test", keep=keep) == 1
    assert is_signed_in(signed_in)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"),
        ("Somebody's own program", "Somebody's own program"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_called_as_people_call_it(agent, words):
    assert browser_words(agent) == words
