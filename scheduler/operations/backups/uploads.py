"""The files that people handed in, behind the database in a backup: one tar of what lies on the local disk.

In a bucket they are the bucket's business: it has copies and versions of its own.
"""

import os
import re
import tarfile
import tempfile
from pathlib import Path

from scheduler.config import Settings
from scheduler.operations.backups.archive import BadBackup
from scheduler.uploads.storage import storage_for
from scheduler.uploads.storage.local import LocalStorage

_NAME = re.compile(r"[a-z0-9]{8,64}")


def append_uploads(settings: Settings, content: Path) -> int:
    """Write them behind what `content` holds; says how many. One that is removed meanwhile is left out."""
    storage = storage_for(settings)
    if not isinstance(storage, LocalStorage):
        return 0
    stored = [each for each in storage.files() if _NAME.fullmatch(each.name)]
    if not stored:
        return 0
    count = 0
    with content.open("ab") as out, tarfile.open(fileobj=out, mode="w|") as tar:
        for each in stored:
            try:
                source = (storage.folder / each.name).open("rb")
            except FileNotFoundError:
                continue
            with source:
                entry = tarfile.TarInfo(each.name)
                entry.size = os.fstat(source.fileno()).st_size
                entry.mtime = int(each.stored_at.timestamp())
                tar.addfile(entry, source)
            count += 1
    return count


def split_uploads(content: Path, database_size: int, files: Path) -> None:
    """Part the database from what lies behind it."""
    with content.open("r+b") as whole, files.open("wb") as out:
        whole.seek(database_size)
        while piece := whole.read(1 << 20):
            out.write(piece)
        whole.truncate(database_size)


def restore_uploads(settings: Settings, files: Path) -> int:
    """Put them back into the storage that the settings name; says how many. Raises BadBackup for strange names."""
    storage, count = storage_for(settings), 0
    with tarfile.open(files, mode="r|") as tar, tempfile.TemporaryDirectory(dir=files.parent) as folder:
        for entry in tar:
            source = tar.extractfile(entry)
            if source is None or not _NAME.fullmatch(entry.name):
                raise BadBackup("The backup holds files that are not of the scheduler's making.")
            copy = Path(folder) / "file"
            with copy.open("wb") as out:
                while piece := source.read(1 << 20):
                    out.write(piece)
            storage.put(entry.name, copy)
            count += 1
    return count
