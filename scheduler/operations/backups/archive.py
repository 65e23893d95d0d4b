"""The file of a backup: three lines of text, then the database as its own tool wrote it.

Line 1 names the format, line 2 says in JSON what it holds, line 3 is the SHA-256 of everything else: a flipped bit or a
missing end anywhere is found before anything is touched. `tail -n +4 file` gives the bare database; in the second
format a tar of uploaded files follows it, and line 2 says how long the database is.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from scheduler.core.errors import SchedulerError
from scheduler.core.values import dataclass

FORMAT = b"scheduler-backup 1\n"
WITH_FILES = b"scheduler-backup 2\n"
LONGEST_LINE = 10_000
CHUNK = 1 << 20


class BadBackup(SchedulerError):
    """The file cannot be restored from; the message says why."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a backup holds: `database` is sqlite or postgresql, `made_at` an ISO instant."""

    database: str
    revision: str
    made_at: str
    database_size: int = 0
    """In bytes, when files follow it."""
    files: int = 0


def write_archive(target: Path, facts: Facts, content: Path) -> None:
    """Put `content` into a backup file that is complete as soon as it has its name."""
    line = json.dumps(_told(facts), sort_keys=True).encode() + b"\n"
    kind = WITH_FILES if facts.files else FORMAT
    with content.open("rb") as source:
        checksum = _checksum(kind + line, source)
        source.seek(0)
        # Readable by its owner only: it holds what the database holds.
        partial = target.with_name(f".{target.name}.part")
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
            out.write(kind + line + checksum)
            shutil.copyfileobj(source, out, CHUNK)
            out.flush()
            os.fsync(out.fileno())
    partial.replace(target)
    _sync_folder(target.parent)


def read_archive(path: Path, content: Path) -> Facts:
    """Check a backup whole, write the database that it holds to `content`. Raises BadBackup."""
    try:
        with path.open("rb") as source:
            first, line, checksum = (source.readline(LONGEST_LINE) for _ in range(3))
            start = source.tell()
            if first not in {FORMAT, WITH_FILES}:
                raise BadBackup(f"{path.name} is not a backup of the scheduler.")
            if _checksum(first + line, source) != checksum:
                raise BadBackup(f"{path.name} is damaged or incomplete: its checksum does not fit. Take another one.")
            source.seek(start)
            with content.open("wb") as out:
                shutil.copyfileobj(source, out, CHUNK)
    except OSError as error:
        raise BadBackup(f"{path} cannot be read: {error.strerror}.") from error
    return Facts(**json.loads(line))


def _told(facts: Facts) -> dict[str, object]:
    """A backup without files reads as it always did, for older versions too."""
    told = asdict(facts)
    return told if facts.files else {name: told[name] for name in ("database", "revision", "made_at")}


def _checksum(head: bytes, source: BinaryIO) -> bytes:
    digest = hashlib.sha256(head)
    for chunk in _chunks(source):
        digest.update(chunk)
    return digest.hexdigest().encode() + b"\n"


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
