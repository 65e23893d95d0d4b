"""Many files as one ZIP, made while it is sent: neither memory nor disk ever holds all of it."""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from scheduler.core.clock import to_local
from scheduler.core.values import dataclass
from scheduler.uploads.models import Upload
from scheduler.uploads.rules import clean_file_name
from scheduler.uploads.storage import FileGone, Storage

_OLDEST = 1980
"""ZIP knows no earlier year."""
_NOT_IN_NAMES = re.compile(r"[/\\.]+")


@dataclass(frozen=True, slots=True)
class Bundled:
    """One entry: its path in the archive, when it came, and what gives its bytes."""

    path: str
    at: datetime
    read: Callable[[], Iterable[bytes]]


def bundled_upload(upload: Upload, path: str, storage: Storage) -> Bundled:
    """A stored file; one that the storage has lost becomes a note that says so."""
    stored_name = upload.stored_name

    def read() -> Iterable[bytes]:
        try:
            return storage.read(stored_name)
        except FileGone:
            return [b"This file is missing from the storage. Tell whoever looks after the scheduler."]

    return Bundled(path, upload.uploaded_at, read)


def bundled_text(path: str, content: bytes, at: datetime) -> Bundled:
    """Something of our own, such as an index."""
    return Bundled(path, at, lambda: [content])


def folder_name(words: str) -> str:
    """Words as one folder of an archive."""
    return clean_file_name(_NOT_IN_NAMES.sub(" ", words) or "file")


def distinct_paths(paths: Iterable[str]) -> list[str]:
    """The same paths, later ones numbered where two are alike to a system that does not tell case."""
    taken: set[str] = set()
    return [_distinct(path, taken) for path in paths]


def _distinct(path: str, taken: set[str]) -> str:
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    number, found = 1, path
    while found.casefold() in taken:
        number += 1
        found = f"{folder}{slash}{stem} ({number}){dot}{ending}"
    taken.add(found.casefold())
    return found


class _Sink:
    """Takes what zipfile writes; it cannot be wound back, so zipfile puts sizes behind each entry."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing to do."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def zip_stream(entries: Iterable[Bundled]) -> Iterator[bytes]:
    """The archive, piece by piece. Stored, not packed: Office files and pictures are packed already."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]  # all that it needs
        for entry in entries:
            with archive.open(_info(entry), "w", force_zip64=False) as out:
                for piece in entry.read():
                    out.write(piece)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


def _info(entry: Bundled) -> zipfile.ZipInfo:
    local = to_local(entry.at)
    info = zipfile.ZipInfo(entry.path, (max(local.year, _OLDEST), *local.timetuple()[1:6]))
    info.external_attr = 0o600 << 16
    return info
