"""Notes a file that lies in the storage already, and lets go of one: the storage follows once it is committed.

The file is stored before its row is written, so that no transaction waits for a disk or a network; if the row never
comes, the daily round finds a file that nobody speaks of.
"""

from datetime import datetime, timedelta

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from scheduler.core.db import commit, db
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.uploads.models import Upload
from scheduler.uploads.queries import kept_names
from scheduler.uploads.staging import sweep_staging
from scheduler.uploads.storage import Storage, StorageDown, current_storage

_REMOVED = "uploads_removed"
SPARED = timedelta(days=1)
"""A younger file may belong to a transaction that has not ended."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was checked and lies in the storage; nothing speaks of it yet."""

    stored_name: str
    file_name: str
    content_type: str
    size: int
    sha256: str


def add_upload(kept: KeptFile, *, by: str, now: datetime) -> Upload:
    """Its row; whoever it belongs to refers to it."""
    upload = Upload(
        stored_name=kept.stored_name,
        file_name=kept.file_name,
        content_type=kept.content_type,
        size=kept.size,
        sha256=kept.sha256,
        uploaded_at=now,
        uploaded_by=clean_line(by)[:300],
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def remove_upload(upload: Upload) -> None:
    """Take the row away now, and the file as soon as that is committed; who refers to it must be gone before."""
    db.session.delete(upload)
    db.session.flush()
    db.session.info.setdefault(_REMOVED, []).append(upload.stored_name)


def sweep_orphans(now: datetime) -> int:
    """Remove files that no row speaks of, and parts of uploads that were never finished. Says how many files."""
    kept, storage = kept_names(), current_storage()
    commit()  # no transaction waits for the storage
    sweep_staging(now - SPARED)
    try:
        return _swept(storage, kept, now - SPARED)
    except StorageDown:
        return 0  # the doctor says so; tomorrow is another day


def _swept(storage: Storage, kept: frozenset[str], before: datetime) -> int:
    orphans = [each.name for each in storage.files() if each.name not in kept and each.stored_at < before]
    for name in orphans:
        storage.remove(name)
    return len(orphans)


def _follow(session: Session) -> None:
    for name in session.info.pop(_REMOVED, ()):
        try:
            current_storage().remove(name)
        except StorageDown:
            return  # the daily round finds them


def _forget(session: Session, transaction: SessionTransaction) -> None:
    if not transaction.nested:
        session.info.pop(_REMOVED, None)


event.listen(db.session, "after_commit", _follow)
event.listen(db.session, "after_soft_rollback", _forget)
