"""Files and their rows: neither is lost, and none outlives the other for long."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.core.current import current_settings
from scheduler.core.db import commit, db
from scheduler.uploads.models import Upload
from scheduler.uploads.service import add_upload, remove_upload, sweep_orphans
from scheduler.uploads.serving import attachment
from scheduler.uploads.staging import staged
from scheduler.uploads.storage import current_storage
from tests.factories import NOW
from tests.uploads.conftest import Change
from tests.uploads.handing_in import PDF, kept_file, stored_upload


@pytest.fixture(params=["local", "s3"], autouse=True)
def chosen(request: pytest.FixtureRequest, with_settings: Change, tmp_path: Path) -> str:
    """The application keeps its files in each kind of storage."""
    if request.param == "local":
        with_settings(uploads_url=f"file://{tmp_path}/stored")
    else:
        with_settings(uploads_url=f"s3://uploads/{tmp_path.name}?endpoint={request.getfixturevalue('s3_endpoint')}")
    return str(request.param)


def names() -> set[str]:
    return {each.name for each in current_storage().files()}


def test_a_file_whose_transaction_failed_is_swept_a_day_later(app):
    add_upload(kept_file(), by="Kit", now=NOW)
    db.session.rollback()
    assert len(names()) == 1
    assert sweep_orphans(datetime.now(UTC)) == 0  # it might be committed any moment
    assert sweep_orphans(datetime.now(UTC) + timedelta(days=2)) == 1
    assert names() == set()


def test_the_sweep_leaves_what_a_row_speaks_of(app):
    upload = stored_upload()
    commit()
    assert sweep_orphans(datetime.now(UTC) + timedelta(days=2)) == 0
    assert names() == {upload.stored_name}


def test_a_removed_file_goes_when_its_row_has_gone(app):
    upload = stored_upload()
    commit()
    remove_upload(upload)
    assert len(names()) == 1
    commit()
    assert names() == set()


def test_a_removal_that_was_rolled_back_keeps_the_file(app):
    upload = stored_upload()
    commit()
    remove_upload(upload)
    db.session.rollback()
    commit()
    assert names() == {db.session.query(Upload).one().stored_name}


def test_a_served_file_is_saved_never_shown(app):
    upload = stored_upload(name="Überfälle “2026”.pdf")
    with app.test_request_context():
        response = attachment(upload)
        assert b"".join(response.response) == PDF
    assert response.headers["Content-Length"] == str(len(PDF))
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert "UTF-8''%C3%9Cberf%C3%A4lle" in response.headers["Content-Disposition"]
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_what_a_killed_process_left_is_swept(app):
    with staged(_stream(b"x" * 10)) as copy:
        left = copy.path.with_name("left")
        left.write_bytes(b"part of something")
        assert copy.path.stat().st_mode & 0o777 == 0o600
    assert not copy.path.exists()
    os.utime(left, (0, 0))
    sweep_orphans(datetime.now(UTC))
    assert list((current_settings().data_dir / "incoming").iterdir()) == []


def _stream(content: bytes):
    path = current_settings().data_dir / "given"
    path.write_bytes(content)
    return path.open("rb")
