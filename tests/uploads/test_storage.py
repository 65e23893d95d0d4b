"""Files lie in each kind of storage in the same way."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.config import SettingsError, load_settings
from scheduler.uploads.storage import FileGone, StorageDown, storage_for
from scheduler.uploads.storage.local import LocalStorage
from scheduler.uploads.storage.probing import new_name
from scheduler.uploads.storage.s3 import S3Storage

REQUIRED = {
    "SCHEDULER_SECRET_KEY": "x" * 40,
    "SCHEDULER_BASE_URL": "https://office.example.org",
    "SCHEDULER_SMTP_URL": "smtp://mail.example.org",
    "SCHEDULER_MAIL_FROM": "office@example.org",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(bytes(range(256)) * 1000)
    return path


def test_what_was_put_is_read_in_pieces(storage, source):
    storage.put(name := new_name(), source)
    pieces = list(storage.read(name))
    assert b"".join(pieces) == source.read_bytes()
    assert max(map(len, pieces)) <= 1 << 16


def test_what_was_removed_is_gone_and_removing_it_again_is_fine(storage, source):
    storage.put(name := new_name(), source)
    storage.remove(name)
    storage.remove(name)
    with pytest.raises(FileGone):
        storage.read(name)


def test_every_file_is_listed_with_its_size_and_age(storage, source):
    names = {new_name() for _ in range(3)}
    for name in names:
        storage.put(name, source)
    listed = list(storage.files())
    assert {each.name for each in listed} == names
    assert {each.size for each in listed} == {256_000}
    assert all(abs(datetime.now(UTC) - each.stored_at) < timedelta(minutes=1) for each in listed)


def test_a_check_leaves_nothing_behind(storage):
    storage.probe()
    assert list(storage.files()) == []


def test_reading_can_end_early(storage, source):
    storage.put(name := new_name(), source)
    content = storage.read(name)
    next(content)
    content.close()
    storage.remove(name)


def test_only_the_owner_may_read_a_file_on_disk(tmp_path, source):
    storage = LocalStorage(tmp_path / "uploads")
    storage.put(name := new_name(), source)
    assert (tmp_path / "uploads").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "uploads" / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["../escape", "a/b", "", "short", "UPPERCASE0", "x" * 65, "/etc/passwd"])
def test_a_name_that_is_not_ours_is_never_a_path(tmp_path, source, name):
    storage = LocalStorage(tmp_path / "uploads")
    for act in (storage.read, storage.remove, lambda bad: storage.put(bad, source)):
        with pytest.raises(ValueError, match="no name of ours"):
            act(name)


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path, monkeypatch):
    storage, name = LocalStorage(tmp_path / "uploads"), new_name()
    with pytest.raises(StorageDown):
        storage.put(name, tmp_path / "missing")
    with pytest.raises(FileGone):
        storage.read(name)


def test_a_full_or_forbidden_disk_is_told_as_such(tmp_path, source):
    (tmp_path / "uploads").write_text("a file where the folder should be")
    with pytest.raises(StorageDown):
        LocalStorage(tmp_path / "uploads").put(new_name(), source)


def test_a_store_that_does_not_answer_is_told_as_such(source, s3_endpoint, monkeypatch):
    monkeypatch.setattr("scheduler.uploads.storage.s3.CONNECT_SECONDS", 1)
    down = S3Storage("uploads", endpoint="http://127.0.0.1:9")
    for act in (down.probe, lambda: down.read(new_name()), lambda: list(down.files())):
        with pytest.raises(StorageDown):
            act()
    with pytest.raises(StorageDown):
        S3Storage("no-such-bucket", endpoint=s3_endpoint).put(new_name(), source)


def test_many_at_once_do_not_disturb_one_another(storage, tmp_path):
    def put(number: int) -> None:
        path = tmp_path / f"source-{number}"
        path.write_bytes(bytes([number]) * 100_000)
        storage.put(names[number], path)

    names = [new_name() for _ in range(8)]
    threads = [threading.Thread(target=put, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [b"".join(storage.read(name))[:1] for name in names] == [bytes([number]) for number in range(8)]


def test_the_setting_chooses_the_storage(tmp_path):
    def chosen(**more: str) -> object:
        return storage_for(load_settings(REQUIRED | {f"SCHEDULER_{name}": value for name, value in more.items()}))

    assert chosen(DATA_DIR=str(tmp_path)).folder == tmp_path / "uploads"
    assert chosen(UPLOADS_URL="file:///srv/uploads").folder == Path("/srv/uploads")
    bucket = chosen(UPLOADS_URL="s3://papers/summit?endpoint=https://s3.example.org&region=eu-west-2")
    assert (bucket.bucket, bucket.prefix, bucket.endpoint, bucket.region) == (
        "papers",
        "summit/",
        "https://s3.example.org",
        "eu-west-2",
    )
    for wrong in ("ftp://x", "s3://", "file://", "s3://papers?secret=x"):
        with pytest.raises(SettingsError, match="SCHEDULER_UPLOADS_URL"):
            chosen(UPLOADS_URL=wrong)


@pytest.mark.parametrize("megabytes", ["0", "101", "many", "2.5"])
def test_a_limit_that_makes_no_sense_is_refused(megabytes):
    with pytest.raises(SettingsError, match="SCHEDULER_UPLOAD_MAX_MB"):
        load_settings(REQUIRED | {"SCHEDULER_UPLOAD_MAX_MB": megabytes})
