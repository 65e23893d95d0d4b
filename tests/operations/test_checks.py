import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import text

from scheduler.api.models import Webhook
from scheduler.audit.service import record
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.operations.checks import examine
from scheduler.operations.patient import Patient
from scheduler.outbox.models import Heartbeat
from scheduler.outbox.rules import NoticeState
from tests import factories
from tests.factories import NOW
from tests.outbox.notices import posted


@pytest.fixture
def patient(settings, server_url, session) -> Patient:
    """An office where all is well."""
    factories.office()
    session.add(Heartbeat(worker="one", at=NOW))
    record("tested", "office", 1, "Something happened")
    commit()
    return Patient(dataclasses.replace(settings, base_url=server_url), NOW)


def problems(patient: Patient) -> dict[str, str]:
    return {finding.name: finding.words for finding in examine(patient) if not finding.is_well}


def changed(patient: Patient, **settings: object) -> Patient:
    return Patient(dataclasses.replace(patient.settings, **settings), patient.now)


def test_a_well_office_has_no_problems(patient):
    assert problems(patient) == {}


def test_a_database_without_an_office_is_noticed(patient):
    db.session.execute(text("DELETE FROM office"))
    assert problems(patient)["office"].endswith("Run: scheduler init")


def test_a_silent_worker_is_noticed(patient):
    late = Patient(patient.settings, NOW + timedelta(minutes=6))
    assert problems(late)["worker"] == "The worker has been silent for 6 minutes. Start: scheduler worker"
    db.session.execute(text("DELETE FROM heartbeat"))
    assert "No worker has ever run" in problems(patient)["worker"]


def test_mail_that_does_not_leave_is_noticed(patient):
    posted(now=NOW - timedelta(minutes=14))
    assert "mail" not in problems(patient)
    posted(now=NOW - timedelta(minutes=20))
    assert "due for 20 minutes" in problems(patient)["mail"]


def test_mail_on_hold_is_noticed(patient):
    posted(not_before=NOW + timedelta(days=1)).state = NoticeState.HELD
    assert problems(patient)["mail"].startswith("1 mail on hold")


def test_another_system_that_takes_nothing_is_noticed(patient, session):
    telling = {"address": "https://example.org/told", "events": [], "created_at": NOW}
    hook = Webhook(name="Records", failing_since=NOW, **telling)
    off = Webhook(name="Off", is_on=False, failing_since=NOW, **telling)
    session.add_all([hook, Webhook(name="Well", **telling), off])
    session.flush()
    assert problems(patient)["webhooks"].startswith("1 webhook failed")
    hook.failing_since = None
    session.flush()
    assert "webhooks" not in problems(patient)


def test_a_changed_audit_log_is_noticed(patient):
    db.session.execute(text("UPDATE audit_head SET last_id = last_id + 1"))
    assert "was changed from entry 2 on" in problems(patient)["audit log"]


def test_a_pending_migration_is_noticed(patient):
    db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert "scheduler db upgrade" in problems(patient)["schema"]


def test_rows_that_refer_to_nothing_are_noticed(patient):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL does not let it happen")
    commit()
    connection = db.session.connection().connection
    connection.execute("COMMIT")
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("INSERT INTO staff_user_role (user_id, role_id) VALUES (77, 78)")
    assert "gone" in problems(patient)["database"]
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("BEGIN")


@pytest.mark.parametrize(
    ("changes", "name", "words"),
    [
        ({"smtp_url": "smtp://mail.example.org?tls=none"}, "mail server", "unprotected"),
        ({"smtp_url": "nonsense"}, "mail server", "must look like"),
        ({"base_url": "http://127.0.0.1:1", "demo": False}, "address", "this machine only"),
        ({"base_url": "http://127.0.0.1:1"}, "security.txt", "scheduler serve"),
    ],
)
def test_unwise_settings_are_noticed(patient, changes, name, words):
    assert words in problems(changed(patient, **changes))[name]


def test_a_security_txt_about_to_expire_is_noticed(patient):
    late = Patient(patient.settings, utc_now() + timedelta(days=345))
    assert "Restart" in problems(late)["security.txt"]
