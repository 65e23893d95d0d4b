"""GET and HEAD change nothing, whatever they carry: mail scanners follow every link and run its scripts."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from bs4 import Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from scheduler.accounts.rules import Role
from scheduler.core.db import db
from tests.browsing import form_values, page
from tests.conftest import signed_in
from tests.contracts.sample import Sample, rules_of
from tests.digest import database_digest

USUAL = {"confirm": "y", "submit": "1", "answer": "yes", "reason": "Ill", "version": "1"}
"""What a form might send even where no page shows it."""


@pytest.fixture
def sample(fresh_sample: Callable[[], Sample]) -> Sample:
    return fresh_sample()


@pytest.fixture
def administrator(app: Flask, sample: Sample) -> FlaskClient:
    """Somebody of the sample's office."""
    return signed_in(app, Role.ADMINISTRATOR)


@pytest.fixture
def closed_session(sample: Sample) -> None:
    """No transaction of the test is open, so that each request begins its own, for reading."""
    db.session.remove()


def test_digest_tells_every_change_and_nothing_else(sample: Sample) -> None:
    before = database_digest()
    assert database_digest() == before
    db.session.execute(text("UPDATE engagement SET purpose = 'else' WHERE title = 'Board'"))
    db.session.commit()
    assert database_digest() != before


def test_no_page_that_is_read_changes_anything(
    app: Flask, administrator: FlaskClient, sample: Sample, closed_session: None
) -> None:
    before = database_digest()
    changed = [path for path in _readable(app, sample) if _changes(administrator, path, {}, before)]
    assert changed == []


@pytest.mark.once  # its twin above runs on both
def test_no_form_that_is_sent_by_get_changes_anything(
    app: Flask, administrator: FlaskClient, sample: Sample, closed_session: None
) -> None:
    before = database_digest()
    changed = [path for path, data in _forms(app, administrator, sample) if _changes(administrator, path, data, before)]
    assert changed == []


def _changes(client: FlaskClient, path: str, data: dict[str, object], before: str) -> bool:
    address = f"{path}{'&' if '?' in path else '?'}{urlencode(data, doseq=True)}"
    answers = [client.open(address, method=method) for method in ("GET", "HEAD")]
    statuses = [answer.status_code for answer in answers]
    assert 500 not in statuses, f"{path} breaks"
    assert not any("/sign-in?next" in answer.headers.get("Location", "") for answer in answers), f"{path} needs nobody"
    db.session.remove()
    return statuses != [405, 405] and database_digest() != before


def _readable(app: Flask, sample: Sample) -> list[str]:
    return [sample.path(rule.rule) for method, rule in rules_of(app) if method == "GET"]


def _forms(app: Flask, client: FlaskClient, sample: Sample) -> Iterator[tuple[str, dict[str, object]]]:
    """Every address that takes a POST with what might be sent there, and every form of every page as it stands."""
    for method, rule in rules_of(app):
        if method != "GET":
            yield sample.path(rule.rule), dict(USUAL)
    for path in _readable(app, sample):
        response = client.get(path)
        if response.mimetype == "text/html":
            for form in page(response).select("form[method=post]"):
                yield str(form.get("action") or path), USUAL | _filled(form)


def _filled(form: Tag) -> dict[str, object]:
    """What the form would send after somebody chose the last of every choice and typed into every field."""
    values: dict[str, object] = dict(form_values(form))
    for control in form.select("input[name], select[name], textarea[name], button[name]"):
        name = str(control["name"])
        options = control.select("option[value]")
        if options:
            values[name] = str(options[-1]["value"])
        elif control.get("type") in {"radio", "checkbox"} or control.name == "button":
            values[name] = str(control.get("value", "y"))
        elif not values.get(name) or values[name] == [""]:
            values[name] = "1"
    return values
