"""The whole office leaves in open formats and comes back as it was."""

import csv
import io
import json
import threading
import zipfile
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import func, select

from scheduler.app import create_app
from scheduler.audit.service import first_broken_entry
from scheduler.config import Settings
from scheduler.core.clock import utc_now
from scheduler.core.db import Base, commit, db
from scheduler.core.tokens import random_token
from scheduler.operations.handover import writing
from scheduler.operations.handover.reading import read_handover
from scheduler.operations.handover.values import line_of, row_of
from scheduler.operations.handover.writing import BadHandover, write_handover
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.stakeholders.models import Organisation
from scheduler.uploads.models import Upload
from scheduler.uploads.storage import storage_for
from tests import factories
from tests.contracts.sample import load_sample
from tests.postgresql import PostgresqlServer

PAPER = b"%PDF-1.7 what the board decided"
NAME = "a" * 32


@pytest.fixture
def office(app, settings):
    """One of nearly everything, with a file."""
    load_sample()
    factories.organisation(name="=SUM(A1)")
    factories.staff_session(user=factories.staff_user(), token=random_token())
    storage = storage_for(settings)
    paper = settings.data_dir / "paper.pdf"
    paper.write_bytes(PAPER)
    storage.put(NAME, paper)
    facts = {"file_name": "paper.pdf", "content_type": "application/pdf", "size": len(PAPER), "sha256": "0" * 64}
    db.session.add(Upload(stored_name=NAME, uploaded_at=utc_now(), **facts))
    commit()
    return app


@pytest.fixture
def handed_over(office, settings, tmp_path) -> Path:
    target = tmp_path / "office.zip"
    write_handover(settings, target, now=utc_now())
    return target


@contextmanager
def another(settings: Settings, url: str, folder: Path):
    """A new, empty installation elsewhere."""
    values = {name: getattr(settings, name) for name in Settings.__slots__}
    elsewhere = Settings(**values | {"database_url": url, "data_dir": folder})
    with create_app(elsewhere).app_context():
        upgrade()
        yield elsewhere
        db.session.remove()
        db.engine.dispose()


@contextmanager
def a_new_file(settings: Settings, tmp_path: Path):
    with another(settings, f"sqlite:///{tmp_path}/new.sqlite3", tmp_path / "var") as elsewhere:
        yield elsewhere


def all_rows() -> dict[str, list[dict[str, object]]]:
    tables = Base.metadata.sorted_tables
    query = {each.name: select(each).order_by(*each.primary_key.columns) for each in tables}
    rows = {name: [dict(row) for row in db.session.execute(found).mappings()] for name, found in query.items()}
    db.session.rollback()
    return rows


def changed(source: Path, target: Path, part: str, content: bytes) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return target


def test_everything_comes_back_key_by_key_with_its_files_and_a_whole_log(handed_over, settings, tmp_path):
    before = all_rows()
    assert sum(bool(rows) for rows in before.values()) > 60, "the sample has become too small to prove anything"
    with a_new_file(settings, tmp_path) as elsewhere:
        read_handover(elsewhere, handed_over)
        after = all_rows()
        assert first_broken_entry() is None
        assert b"".join(storage_for(elsewhere).read(NAME)) == PAPER
        factories.organisation()  # numbered after what was read in
        commit()
    unsent = {NoticeState.WAITING, NoticeState.SENDING}
    for notice in before["notice"]:
        if notice["state"] in unsent:
            notice |= {"state": NoticeState.HELD, "lease_token": None, "lease_until": None}
    assert before["staff_session"], "whoever is signed in signs in again"
    assert after == before | {"staff_session": []}


def test_what_is_committed_meanwhile_is_in_no_part(office, settings, tmp_path, monkeypatch):
    how_many, written = len(all_rows()["engagement"]), []

    def plan_another():
        with office.app_context():
            factories.engagement(title="Late")
            commit()

    def and_meanwhile(row):
        if not written:
            other = threading.Thread(target=plan_another)
            other.start()
            other.join()
        written.append(row)
        return line_of(row)

    monkeypatch.setattr(writing, "line_of", and_meanwhile)
    manifest = write_handover(settings, tmp_path / "office.zip", now=utc_now())
    assert manifest.rows["engagement"] == how_many
    with zipfile.ZipFile(tmp_path / "office.zip") as whole:
        assert b"Late" not in whole.read("calendar.ics")
    assert len(all_rows()["engagement"]) == how_many + 1


def test_unsent_mail_is_on_hold_where_it_was_read_in(handed_over, settings, tmp_path):
    with a_new_file(settings, tmp_path) as elsewhere:
        read_handover(elsewhere, handed_over)
        states = set(db.session.scalars(select(Notice.state)))
    assert NoticeState.HELD in states
    assert NoticeState.WAITING not in states


def test_people_can_read_it_without_us(handed_over):
    with zipfile.ZipFile(handed_over) as whole:
        organisations = whole.read("csv/organisation.csv").decode("utf-8-sig")
        calendar = whole.read("calendar.ics").decode()
        assert "tables/" in whole.read("README.txt").decode()
        manifest = json.loads(whole.read("manifest.json"))
    rows = list(csv.DictReader(io.StringIO(organisations)))
    assert "'=SUM(A1)" in {row["name"] for row in rows}
    assert len(rows) == manifest["rows"]["organisation"]
    assert "SUMMARY:Visit to Melton" in calendar


def test_only_its_owner_may_read_the_file(handed_over):
    assert handed_over.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("part", ["tables/person.jsonl", f"files/{NAME}"])
def test_a_damaged_part_is_found_before_anything_is_touched(handed_over, settings, tmp_path, part):
    damaged = changed(handed_over, tmp_path / "damaged.zip", part, b"{}\n")
    with a_new_file(settings, tmp_path) as elsewhere:
        with pytest.raises(BadHandover, match=part):
            read_handover(elsewhere, damaged)
        assert db.session.scalar(select(func.count()).select_from(Organisation)) == 0


def test_a_flipped_bit_is_said_in_plain_words_wherever_it_is(handed_over, settings, tmp_path):
    content, damaged, refused = handed_over.read_bytes(), tmp_path / "damaged.zip", 0
    with a_new_file(settings, tmp_path) as elsewhere:
        for place in range(0, len(content), len(content) // 50):
            damaged.write_bytes(content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :])
            try:
                read_handover(elsewhere, damaged)
            except BadHandover:
                refused += 1
    assert refused > 25  # the others are in what people read


def test_a_database_with_rows_is_refused_and_left_alone(handed_over, settings, tmp_path):
    with a_new_file(settings, tmp_path) as elsewhere:
        factories.organisation(name="Ours")
        commit()
        with pytest.raises(BadHandover, match="not empty"):
            read_handover(elsewhere, handed_over)
        assert db.session.scalars(select(Organisation.name)).all() == ["Ours"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip at all"])
def test_what_is_no_handover_is_refused_in_plain_words(app, settings, tmp_path, content):
    strange = tmp_path / "strange.zip"
    strange.write_bytes(content)
    with pytest.raises(BadHandover, match="no handover"):
        read_handover(settings, strange)


def test_another_schema_is_refused_with_what_to_do(handed_over, settings, tmp_path):
    with zipfile.ZipFile(handed_over) as whole:
        manifest = json.loads(whole.read("manifest.json")) | {"revision": "0001"}
    older = changed(handed_over, tmp_path / "older.zip", "manifest.json", json.dumps(manifest).encode())
    with a_new_file(settings, tmp_path) as elsewhere, pytest.raises(BadHandover, match="schema 0001"):
        read_handover(elsewhere, older)


def test_an_office_moves_to_postgresql_by_handover(handed_over, settings, tmp_path):
    before = {name: len(rows) for name, rows in all_rows().items()} | {"staff_session": 0}
    server = PostgresqlServer()
    server.run("CREATE DATABASE handed_over")
    with another(settings, server.url("handed_over"), tmp_path / "var") as elsewhere:
        read_handover(elsewhere, handed_over)
        assert {name: len(rows) for name, rows in all_rows().items()} == before
        assert first_broken_entry() is None
        factories.organisation()
        commit()
    server.close()


def test_every_sort_of_value_comes_back_as_it_was():
    table = Base.metadata.tables["layer_entry"]
    row = {"id": 1, "layer_id": 2, "first_on": date(2026, 3, 29), "last_on": date(2026, 3, 29)}
    row |= {"starts": time(9, 30), "ends": time(10, 0, 0, 5), "words": "Ž \U0001f37d “=1+1”"}
    assert row_of(line_of(row), table) == row
    mail = Base.metadata.tables["inbound_mail"]
    at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC) + timedelta(microseconds=7)
    assert row_of(line_of({"raw": b"\x00\xff", "received_at": at}), mail) == {"raw": b"\x00\xff", "received_at": at}
