"""Where a file lies while it is looked into: in the data directory, never where anybody could fetch it."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from scheduler.core.current import current_settings
from scheduler.core.values import dataclass
from scheduler.uploads.rules.names import FileRefused

CHUNK = 1 << 16
MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Staged:
    """All of a file, on our disk and not yet checked."""

    path: Path
    size: int
    sha256: str


def too_large() -> str:
    """What to say of a file above the limit."""
    limit = current_settings().upload_max_mb
    return f"The file is larger than {limit} MB. Make it smaller (pictures usually take the room), or send it in parts."


@contextmanager
def staged(source: BinaryIO) -> Iterator[Staged]:
    """Copied piece by piece; gone when the block ends. Raises FileRefused for one that is too large."""
    folder = _folder()
    descriptor, name = tempfile.mkstemp(dir=folder)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as out:
            copied = _copy(source, out, path)
        yield copied
    finally:
        path.unlink(missing_ok=True)


def sweep_staging(before: datetime) -> None:
    """Remove what a process that was killed has left behind."""
    for path in _folder().iterdir():
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = current_settings().data_dir / "incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _copy(source: BinaryIO, out: BinaryIO, path: Path) -> Staged:
    digest, size = hashlib.sha256(), 0
    while piece := source.read(CHUNK):
        size += len(piece)
        if size > current_settings().upload_max_mb * MEBIBYTE:
            raise FileRefused(too_large())
        digest.update(piece)
        out.write(piece)
    return Staged(path, size, digest.hexdigest())
