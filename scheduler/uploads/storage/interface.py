"""What a place for files can do; every one does the same, and the same tests run over each."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from scheduler.core.errors import SchedulerError
from scheduler.core.values import dataclass
from scheduler.uploads.storage.pieces import Pieces


class StorageDown(SchedulerError):
    """The files cannot be reached just now; the message is for the log and the doctor."""


class FileGone(SchedulerError):
    """The storage answers, and has no file of this name."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file as the storage knows it."""

    name: str
    size: int
    stored_at: datetime


class Storage(Protocol):
    """Names are ours: random, of lower-case letters and figures. Every method may raise StorageDown."""

    @property
    def words(self) -> str:
        """Where it is, for the doctor; no secrets."""

    def put(self, name: str, source: Path) -> None:
        """Keep a copy of `source`, whole or not at all; it lasts once this returns."""

    def read(self, name: str) -> Pieces:
        """In pieces. Raises FileGone at once, before the first piece is asked for."""

    def remove(self, name: str) -> None:
        """Let go of it; one that is gone already is fine."""

    def files(self) -> Iterator[StoredFile]:
        """All of them, in no order."""

    def probe(self) -> None:
        """Write, read and remove a small file, as a check. Raises StorageDown."""
