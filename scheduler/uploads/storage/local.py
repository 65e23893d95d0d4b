"""Files on this machine's disk, outside every folder that the web server serves."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from scheduler.uploads.storage.interface import FileGone, StorageDown, StoredFile
from scheduler.uploads.storage.pieces import CHUNK, Pieces
from scheduler.uploads.storage.probing import probe_by_writing

_NAME = re.compile(r"[a-z0-9]{8,64}")
_PART = ".part"


class LocalStorage:
    """One folder, readable by its owner only; a file has its name only when all of it is on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def words(self) -> str:
        """Where it is."""
        return f"the folder {self.folder}"

    def put(self, name: str, source: Path) -> None:
        """Copy, sync, rename, sync the folder: after a power cut there is the whole file or none."""
        path = self._path(name)
        with _plain_words():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = path.with_suffix(_PART)
            with source.open("rb") as given, _created(part) as kept:
                shutil.copyfileobj(given, kept, CHUNK)
                kept.flush()
                os.fsync(kept.fileno())
            part.replace(path)
            _sync(self.folder)

    def read(self, name: str) -> Pieces:
        """Open at once, read as it is asked for."""
        try:
            opened = self._path(name).open("rb")
        except FileNotFoundError:
            raise FileGone(name) from None
        except OSError as error:
            raise StorageDown(str(error)) from error
        return Pieces(opened)

    def remove(self, name: str) -> None:
        """Unlink."""
        with _plain_words():
            self._path(name).unlink(missing_ok=True)

    def files(self) -> Iterator[StoredFile]:
        """What was left half written among them, under its name."""
        with _plain_words():
            if not self.folder.is_dir():
                return
            for entry in os.scandir(self.folder):
                if entry.is_file(follow_symlinks=False):
                    with suppress(FileNotFoundError):
                        facts = entry.stat()
                        yield StoredFile(entry.name, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))

    def probe(self) -> None:
        """Whether it takes files."""
        probe_by_writing(self)

    def _path(self, name: str) -> Path:
        bare = name.removesuffix(_PART)
        if not _NAME.fullmatch(bare):
            message = f"{name!r} is no name of ours"
            raise ValueError(message)
        return self.folder / name


def _created(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageDown(f"{error.strerror or error} ({error.filename})") from error
