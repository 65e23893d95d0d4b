from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import text

from scheduler.accounts.models import Office, StaffUser
from scheduler.audit.models import AuditEntry
from scheduler.core.db import commit, db
from scheduler.operations.backups import postgresql
from scheduler.operations.commands import backup, doctor, init, restore_command
from scheduler.operations.worker import WorkerRunning, _only_worker, run_worker
from scheduler.outbox.leases import claim
from scheduler.outbox.models import Heartbeat
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.tasks import current_queue
from scheduler.stakeholders.models import Area
from tests.conftest import DATABASE
from tests.factories import NOW
from tests.outbox.notices import posted

FIRST = [
    *("--office", "Office of the Commissioner", "--office-email", "office@example.org", "--telephone", "0116 496 0000"),
    *("--name", "Ada Thornbury", "--email", "Ada@example.org"),
]
PASSWORD = "turnip lantern gravel otter"


@pytest.fixture
def runner(app) -> FlaskCliRunner:
    """Runs our commands in this process."""
    return app.test_cli_runner()


def test_init_sets_up_the_office_and_its_first_administrator(runner):
    done = runner.invoke(init, [*FIRST, "--password", PASSWORD])
    assert done.exit_code == 0, done.output
    assert db.session.get(Office, 1).name == "Office of the Commissioner"
    [user] = db.session.query(StaffUser).all()
    assert (user.email, [role.name for role in user.roles]) == ("ada@example.org", ["administrator"])
    assert PASSWORD not in done.output + user.password
    assert db.session.query(Area).count() == 6


def test_init_again_changes_nothing(runner):
    runner.invoke(init, [*FIRST, "--password", PASSWORD])
    before = db.session.query(StaffUser).one().password
    db.session.rollback()
    done = runner.invoke(init, [*FIRST, "--password", "quite another long phrase"])
    assert done.exit_code == 0, done.output
    assert db.session.query(StaffUser).one().password == before


@pytest.mark.parametrize(
    ("change", "words"), [(["--password", "short"], "12 characters"), (["--email", "nobody"], "not an e-mail address")]
)
def test_init_refuses_in_plain_words(runner, change, words):
    done = runner.invoke(init, [*FIRST, "--password", PASSWORD, *change])
    assert (done.exit_code, db.session.query(StaffUser).count()) == (1, 0)
    assert words in done.output
    assert "Traceback" not in done.output


@pytest.mark.skipif(DATABASE != "sqlite", reason="the client programs are tried with the backups")
def test_backup_and_restore_say_what_they_did(runner, tmp_path):
    posted()
    commit()
    file = str(tmp_path / "today.backup")
    assert "Written to" in runner.invoke(backup, [file]).output
    done = runner.invoke(restore_command, ["--yes", file])
    assert done.exit_code == 0, done.output
    assert "1 mail on hold" in done.output
    assert "The state before it is kept in" in done.output
    assert db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first().action == "database restored"


def test_restore_asks_first_and_refuses_what_is_no_backup(runner, tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("Remember the milk")
    assert runner.invoke(restore_command, [str(file)], input="n\n").exit_code == 1
    done = runner.invoke(restore_command, ["--yes", str(file)])
    assert (done.exit_code, done.output) == (1, "Error: notes.txt is not a backup of the scheduler.\n")


def test_the_doctor_ends_with_1_when_something_is_wrong(runner):
    done = runner.invoke(doctor)
    assert done.exit_code == 1
    assert "problem  worker        No worker has ever run" in done.output
    assert "ok       database" in done.output


def test_the_database_password_is_not_on_a_command_line(tmp_path, monkeypatch):
    fake = tmp_path / "pg_dump"
    fake.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments; echo "$PGPASSWORD" > {tmp_path}/password\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    postgresql.dump(postgresql.URL.create("postgresql+psycopg", "office", "canary", "db.example.org"), tmp_path / "out")
    assert "canary" not in (tmp_path / "arguments").read_text()
    assert "postgresql://office@db.example.org" in (tmp_path / "arguments").read_text()
    assert (tmp_path / "password").read_text() == "canary\n"


def test_one_worker_a_machine(app, tmp_path: Path):
    with _only_worker(tmp_path / "worker.lock"), pytest.raises(WorkerRunning, match="already running"):
        run_worker(app, tmp_path)


def test_a_beat_is_one_row_a_worker(session):
    queue = current_queue()
    queue.beat()
    queue.beat()
    assert [beat.worker for beat in session.query(Heartbeat)] == [queue.worker]


def test_a_sweep_of_the_workers_queue_sends(smtp_sink, renderers, session):
    session.execute(text("SELECT 1"))
    notice = posted()
    assert claim(NOW, "somebody else") is notice
    notice.state = NoticeState.WAITING
    commit()
    current_queue().sweep()
    session.refresh(notice)
    assert notice.state is NoticeState.SENT
