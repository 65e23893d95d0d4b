"""Every address is open to exactly those that the access matrix names; each is called for real as each of them."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.accounts.rules import Role
from scheduler.core.access import Access, declared_access
from scheduler.core.db import db
from tests.conftest import Browser, signed_in
from tests.contracts.access_kinds import READ_WITH_OWN_RIGHT, SENT_WITH_OWN_RIGHT, Outcome, Visitors
from tests.contracts.access_matrix import MATRIX
from tests.contracts.sample import Sample, rules_of

ROLES = {"viewer": Role.VIEWER, "manager": Role.MANAGER, "administrator": Role.ADMINISTRATOR}
LEVELS = {
    Access.VIEWER: Visitors._fields[2:],
    Access.MANAGER: Visitors._fields[3:],
    Access.ADMINISTRATOR: Visitors._fields[4:],
}


def test_the_matrix_names_every_method_of_every_address_and_nothing_else(migrated_app: Flask) -> None:
    existing = {f"{method} {rule.rule}" for method, rule in rules_of(migrated_app)}
    assert existing - MATRIX.keys() == set(), "add it to tests/contracts/access_matrix.py"
    assert MATRIX.keys() - existing == set(), "take it out of tests/contracts/access_matrix.py"


def test_every_view_declares_its_access(migrated_app: Flask) -> None:
    found = {
        f"{method} {rule.rule}": declared_access(migrated_app, rule.endpoint, method)
        for method, rule in rules_of(migrated_app)
    }
    assert [name for name, access in found.items() if access is None] == []


def test_declared_access_is_what_the_matrix_says(migrated_app: Flask) -> None:
    wrong = []
    for method, rule in rules_of(migrated_app):
        access = declared_access(migrated_app, rule.endpoint, method)
        row = MATRIX[f"{method} {rule.rule}"]
        if row in {READ_WITH_OWN_RIGHT, SENT_WITH_OWN_RIGHT} and access in LEVELS:
            continue  # asks for more than a role
        staff = [name for name in ROLES if getattr(row, name) in {Outcome.ALLOWED, Outcome.UNKNOWN}]
        if access in LEVELS and (row.anonymous is Outcome.ALLOWED or tuple(staff) != LEVELS[access]):
            wrong.append((method, rule.rule, access))
    assert wrong == []


@pytest.fixture
def visitor(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], FlaskClient]:
    """A browser of a kind of visitor. Forged requests are another test's subject, so none is asked for a token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)

    def browser(name: str) -> FlaskClient:
        db.session.remove()  # what the visitor before left open
        return signed_in(app, ROLES[name]) if name in ROLES else Browser(app, app.response_class)

    return browser


@pytest.mark.once
@pytest.mark.parametrize("name", MATRIX)
def test_each_visitor_gets_what_the_matrix_says(
    visitor: Callable[[str], FlaskClient], fresh_sample: Callable[[], Sample], name: str
) -> None:
    method, rule = name.split(" ", 1)
    found, sample = {}, fresh_sample()
    for who in Visitors._fields:
        if method != "GET" and who in {"manager", "administrator"}:
            sample = fresh_sample()  # the visitor before may have deleted it
        client = visitor(who)
        path = sample.path(
            rule, with_token=who == "link_holder" or not rule.startswith(("/a/", "/d/", "/r/", "/s/", "/t/", "/u/"))
        )
        found[who] = outcome(client.open(path, method=method))
    assert Visitors(**found) == MATRIX[name]


def outcome(response: TestResponse) -> Outcome:
    """What the visitor got; a refusal of the data itself (400, 409) comes after the right to send it."""
    if response.status_code == 303 and response.location.startswith("/sign-in"):
        return Outcome.SIGN_IN
    named = {401: Outcome.UNSIGNED, 403: Outcome.REFUSED, 404: Outcome.UNKNOWN}
    return named.get(response.status_code, Outcome.ALLOWED)


@pytest.mark.once  # refused before the database is asked
def test_a_change_without_the_page_s_own_token_is_refused(app: Flask, fresh_sample: Callable[[], Sample]) -> None:
    sample = fresh_sample()
    administrator = signed_in(app, Role.ADMINISTRATOR)
    posts = [rule.rule for method, rule in rules_of(app) if method != "GET"]
    accepted = [rule for rule in posts if administrator.post(sample.path(rule)).status_code != 400]
    by_browsers = [rule for rule in accepted if not rule.startswith("/api/")]  # other systems bring a key in a header
    assert by_browsers == ["/u/<token>"]  # pressed by mail programs, which bring nothing but the address (RFC 8058)
