import dataclasses

import pytest
from sqlalchemy import text

from scheduler.core.current import EXTENSION
from scheduler.core.db import commit, db
from tests.outbox.notices import posted


def test_a_living_process_says_so_without_a_database(client, app):
    db.session.execute(text("DROP TABLE alembic_version"))
    commit()
    assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "ok\n")
    assert client.get("/readyz").status_code == 503


def test_a_migrated_database_is_ready(client):
    assert client.get("/readyz").status_code == 200


def test_an_old_schema_is_not_ready_and_says_what_to_do(client):
    db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    commit()
    shown = client.get("/readyz")
    assert (shown.status_code, shown.text) == (503, "the database waits for: scheduler db upgrade\n")


def test_metrics_count_the_notices(client):
    posted()
    commit()
    shown = client.get("/metrics").text
    assert 'scheduler_notices{state="waiting"} 1.0' in shown
    assert 'scheduler_notices{state="failed"} 0.0' in shown
    assert "scheduler_oldest_due_notice_seconds" in shown


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 404),
        ("192.0.2.7", {"Authorization": "Bearer canary"}, 200),
        ("192.0.2.7", {"Authorization": "Bearer cänary"}, 404),
        ("192.0.2.7", {"Authorization": "Bearer "}, 404),
    ],
)
def test_metrics_are_for_this_machine_or_the_tokens_holder(client, app, monkeypatch, address, headers, status):
    held = dataclasses.replace(app.extensions[EXTENSION], metrics_token="canary")
    monkeypatch.setitem(app.extensions, EXTENSION, held)
    shown = client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})
    assert shown.status_code == status


def test_without_a_token_in_the_settings_no_token_opens(client):
    headers = {"Authorization": "Bearer None"}
    assert client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
