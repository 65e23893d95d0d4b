"""Which doors a key opens, and how it is kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from scheduler.api.models import ApiClient
from scheduler.api.rules.keys import KeyFacts, Refusal, checked_grant, refusal
from scheduler.api.rules.vocabulary import Scope
from scheduler.api.service.clients import note_use, revoke_client
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from tests import factories
from tests.api.systems import System, the_description
from tests.browsing import submit

TODAY = date(2026, 10, 6)
READ = frozenset({Scope.READ_ENGAGEMENTS.value})


@pytest.mark.parametrize(
    ("key", "refused"),
    [
        (KeyFacts(READ), None),
        (KeyFacts(READ, expires_on=TODAY), None),
        (KeyFacts(READ, expires_on=TODAY - timedelta(days=1)), Refusal.EXPIRED),
        (KeyFacts(READ, revoked_at=datetime(2026, 1, 1, tzinfo=UTC)), Refusal.REVOKED),
        (KeyFacts(frozenset({Scope.WRITE_ENGAGEMENTS.value})), Refusal.SCOPE),
        (KeyFacts(frozenset()), Refusal.SCOPE),
    ],
)
def test_a_key_opens_what_it_was_granted_for_while_it_lives(key, refused):
    assert refusal(key, Scope.READ_ENGAGEMENTS, TODAY) is refused


@pytest.mark.parametrize(
    ("name", "scopes", "until", "field"),
    [
        ("  ", READ, None, "name"),
        ("x" * 121, READ, None, "name"),
        ("Intranet", ["all"], None, "scopes"),
        ("Intranet", READ, TODAY - timedelta(days=1), "expires_on"),
    ],
)
def test_a_grant_that_cannot_be_is_refused_beside_its_field(name, scopes, until, field):
    with pytest.raises(RuleBroken) as refused:
        checked_grant(name, scopes, until, TODAY)
    assert refused.value.field == field


def test_only_the_digest_of_a_key_is_kept(app):
    key = System(app).key
    assert key not in "".join(str(row) for row in db.session.execute(select(ApiClient.__table__)))
    log = db.session.execute(text("SELECT summary, details FROM audit_entry")).all()
    assert key not in str(log)


def test_a_system_without_a_key_or_with_a_wrong_one_is_told_so(app):
    system = System(app)
    for key in ("", "x", "a" * 32, system.key[:-1]):
        answer = system.ask("GET", "/api/v1/engagements", key=key)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert system.browser.get("/api/v1/engagements").get_json()["detail"] == Refusal.NO_KEY.value


DOORS = [
    (path, method, operation["description"].split("`")[1])
    for path, operations in the_description()["paths"].items()
    for method, operation in operations.items()
]


@pytest.mark.parametrize(("path", "method", "scope"), DOORS)
def test_each_door_asks_for_the_scope_that_the_description_names(app, path, method, scope):
    address = path.replace("{engagement_id}", "1").replace("{step}", "cancel")
    body = None if method == "get" else {}
    others = System(app, *(set(Scope) - {Scope(scope)}))
    assert others.ask(method.upper(), address, body).status_code == 403
    assert System(app, Scope(scope)).ask(method.upper(), address, body).status_code in {200, 404, 422}


def test_a_withdrawn_key_opens_nothing_from_then_on(app):
    system = System(app)
    assert system.get("/api/v1/engagements").status_code == 200
    revoke_client(db.session.get(ApiClient, system.client_id), now=utc_now())
    assert system.get("/api/v1/engagements").status_code == 401


def test_guessing_keys_is_throttled_and_those_with_a_key_are_not(app):
    system = System(app)
    codes = [system.ask("GET", "/api/v1/coverage", key="b" * 32).status_code for _ in range(61)]
    assert codes[:60] == [401] * 60
    assert codes[60] == 429
    assert system.ask("GET", "/api/v1/posts", key="c" * 32).status_code == 429
    assert system.get("/api/v1/coverage").status_code == 200


def test_reading_changes_nothing_and_writing_notes_the_day(app):
    factories.office()
    system = System(app)
    system.get("/api/v1/engagements")
    assert db.session.get(ApiClient, system.client_id).last_used_on is None
    system.post("/api/v1/engagements", {"title": "Call with the Leader", "principals": [factories.principal().id]})
    db.session.expire_all()
    assert db.session.get(ApiClient, system.client_id).last_used_on is not None


def test_an_administrator_gives_a_key_that_is_shown_once_and_withdraws_it(administrator):
    page = submit(administrator, "/settings/api/keys/new", {"name": "Intranet", "scopes": ["engagements:read"]})
    assert page.status_code == 303
    shown = administrator.get("/settings/api").text
    assert "Copy the key now" in shown
    assert "Copy the key now" not in administrator.get("/settings/api").text
    client = db.session.scalars(select(ApiClient)).one()
    submit(administrator, "/settings/api", form=f"form[action$='{client.id}/withdraw']")
    assert ">Withdrawn<" in administrator.get("/settings/api").text


def test_a_key_without_a_scope_keeps_what_was_typed(administrator):
    page = submit(administrator, "/settings/api/keys/new", {"name": "Intranet"})
    assert page.status_code == 422
    assert "Choose at least one thing" in page.text
    assert 'value="Intranet"' in page.text


def test_two_first_writings_of_a_day_are_no_versions_of_the_key(app):
    """On PostgreSQL both read the key before one of them notes the day."""
    system = System(app)
    other = db.session.get(ApiClient, system.client_id)
    version = other.version
    note_use(other, now=utc_now())
    db.session.commit()
    db.session.expire_all()
    assert db.session.get(ApiClient, system.client_id).version == version
