"""A system that never heard the answer asks again, and nothing is there twice."""

import json
import threading
import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from scheduler.api.models import ApiClient
from scheduler.api.routes import engagements
from scheduler.api.service import repeats
from scheduler.api.service.clients import note_use
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from tests import factories
from tests.api.systems import System

AT = "/api/v1/engagements"
AT_ONCE = 8


def visit() -> dict[str, Any]:
    factories.office()
    sent = {"title": "Visit to Melton", "principals": [factories.principal().id]}
    db.session.commit()
    return sent


def how_many() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Engagement)) or 0


def test_the_same_request_again_gives_what_it_made(app: Flask) -> None:
    system, sent = System(app), visit()
    first = system.post(AT, sent, repeat="7")
    again = system.post(AT, dict(reversed(sent.items())), repeat="7")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_json() == first.get_json()
    assert again.headers["Location"] == first.headers["Location"]
    assert how_many() == 1


def test_what_it_made_is_shown_as_it_is_now(app: Flask) -> None:
    system, sent = System(app), visit()
    made = system.post(AT, sent, repeat="7").get_json()
    system.patch(f"{AT}/{made['id']}", {"version": made["version"], "title": "Visit to Rutland"})
    assert system.post(AT, sent, repeat="7").get_json()["title"] == "Visit to Rutland"


def test_a_key_that_came_with_something_else_is_refused(app: Flask) -> None:
    system, sent = System(app), visit()
    system.post(AT, sent, repeat="7")
    refused = system.post(AT, sent | {"title": "Visit to Rutland"}, repeat="7")
    assert (refused.status_code, refused.get_json()["field"]) == (422, "Idempotency-Key")
    assert how_many() == 1


def test_another_key_another_system_or_none_makes_another(app: Flask) -> None:
    system, sent = System(app), visit()
    for asking, repeat in ((system, "7"), (system, "8"), (System(app), "7"), (system, None), (system, None)):
        assert asking.post(AT, sent, repeat=repeat).status_code == 201
    assert how_many() == 5


def test_a_refused_request_may_be_sent_again_once_it_is_right(app: Flask) -> None:
    system, sent = System(app), visit()
    assert system.post(AT, sent | {"title": ""}, repeat="7").status_code == 422
    assert system.post(AT, sent, repeat="7").status_code == 201


def test_a_key_that_is_none_is_refused(app: Flask) -> None:
    system, sent = System(app), visit()
    for repeat in ("", "x" * 256):
        assert system.post(AT, sent, repeat=repeat).status_code == 422


def together(app: Flask) -> list[int]:
    """What eight get who send the same at the same moment."""
    system, sent = System(app), json.dumps(visit())
    note_use(db.session.get_one(ApiClient, system.client_id), now=utc_now())  # noting it would put them in a line too
    db.session.commit()
    begin, codes = threading.Barrier(AT_ONCE), []
    headers = {"Authorization": f"Bearer {system.key}", "Idempotency-Key": "7"}

    def ask() -> None:
        begin.wait()
        with app.app_context():
            got = app.test_client().post(AT, data=sent, content_type="application/json", headers=headers)
        codes.append(got.status_code)

    threads = [threading.Thread(target=ask) for _ in range(AT_ONCE)]
    db.session.remove()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return codes


def test_eight_at_once_make_one_and_all_get_it(app: Flask) -> None:
    assert together(app) == [201] * AT_ONCE
    assert how_many() == 1


def test_without_the_lock_the_same_eight_get_in_one_anothers_way(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("here a request that may write has the database to itself")

    def slowly(sent: object) -> Any:
        time.sleep(0.3)
        return draft_of(sent)

    draft_of = engagements.new_draft
    monkeypatch.setattr(engagements, "new_draft", slowly)
    monkeypatch.setattr(repeats, "one_at_a_time", lambda _client: None)
    codes = together(app)
    assert codes.count(201) < AT_ONCE
    assert how_many() == 1, "the UID is there once whatever happens"
