"""Back up and restore whichever database the settings name."""

import sqlite3
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import DatabaseError as SQLAlchemyDatabaseError

from scheduler.config import Settings
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.operations.backups import postgresql, sqlite
from scheduler.operations.backups.archive import BadBackup, Facts, read_archive, write_archive
from scheduler.operations.backups.uploads import append_uploads, restore_uploads, split_uploads
from scheduler.operations.schema import known_revisions, present_revision


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: which state came back, and where the one before it is kept (None when there was none)."""

    facts: Facts
    kept: Path | None


def back_up(settings: Settings, target: Path, *, now: datetime) -> Facts:
    """Write a whole, consistent backup while everything goes on. Raises BadBackup when there is no schema yet."""
    revision = present_revision()
    db.session.rollback()
    if revision is None:
        raise BadBackup("There is nothing to back up: the database is empty.")
    url = make_url(settings.database_url)
    facts = Facts(url.get_backend_name(), revision, now.isoformat(timespec="seconds"))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        content = Path(folder) / "content"
        if facts.database == "sqlite":
            sqlite.dump(_file(url), content)
        else:
            postgresql.dump(url, content)
        facts = _with_uploads(settings, facts, content)
        write_archive(target, facts, content)
    return facts


def restore(settings: Settings, source: Path, *, now: datetime) -> Restored:
    """Bring a backup back: checked whole first, the present state kept, unsent mail on hold. Raises BadBackup."""
    url = make_url(settings.database_url)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as folder:
        content, files = Path(folder) / "content", Path(folder) / "files"
        facts = read_archive(source, content)
        _check_facts(facts, url)
        if facts.files:
            split_uploads(content, facts.database_size, files)
        if facts.database == "sqlite":
            sqlite.hold_unsent(content)
        else:
            postgresql.check(content)
        kept = _keep_present(settings, now)
        db.session.remove()
        db.engine.dispose()
        if facts.database == "sqlite":
            sqlite.load(content, _file(url))
        else:
            postgresql.load(url, content)
        if facts.files:
            restore_uploads(settings, files)
    return Restored(facts, kept)


def _with_uploads(settings: Settings, facts: Facts, content: Path) -> Facts:
    """The database was copied first: every file that it speaks of was stored before."""
    size = content.stat().st_size
    files = append_uploads(settings, content)
    return replace(facts, database_size=size, files=files) if files else facts


def _check_facts(facts: Facts, url: URL) -> None:
    if facts.database != url.get_backend_name():
        raise BadBackup(f"This is a backup of {facts.database}; the settings name {url.get_backend_name()}.")
    if facts.revision not in known_revisions():
        raise BadBackup(
            f"This backup has schema {facts.revision}, which this version does not know. Install a newer one."
        )


def _keep_present(settings: Settings, now: datetime) -> Path | None:
    """A backup of the present state, or the bare file when it is too damaged for one."""
    stem = settings.data_dir / f"before-restore-{now:%Y%m%dT%H%M%S}"
    kept = stem.with_suffix(".backup")
    try:
        if present_revision() is None:
            return None
        back_up(settings, kept, now=now)
    except (SQLAlchemyDatabaseError, sqlite3.DatabaseError):
        db.session.remove()
        db.engine.dispose()
        return _set_aside(make_url(settings.database_url), stem)
    return kept


def _set_aside(url: URL, stem: Path) -> Path:
    if url.get_backend_name() != "sqlite":
        raise BadBackup("The present database does not answer, so it cannot be kept. Bring PostgreSQL up first.")
    damaged = _file(url)
    kept = stem.with_suffix(".damaged")
    damaged.replace(kept)
    for suffix in ("-wal", "-shm"):
        if (beside := Path(f"{damaged}{suffix}")).exists():
            beside.replace(f"{kept}{suffix}")
    return kept


def _file(url: URL) -> Path:
    assert url.database is not None
    return Path(url.database)
