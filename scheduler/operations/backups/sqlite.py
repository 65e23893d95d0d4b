"""SQLite by its backup API: a copy of the file itself would be torn while somebody writes."""

import fcntl
import sqlite3
from contextlib import closing
from pathlib import Path

from scheduler.operations.backups.archive import BadBackup

HOLD_UNSENT = (
    "UPDATE notice SET state = 'held', lease_token = NULL, lease_until = NULL WHERE state IN ('waiting', 'sending')"
)


def dump(database: Path, content: Path) -> None:
    """A consistent copy as one plain file, taken while others go on writing."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(content)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def hold_unsent(content: Path) -> int:
    """Check the copy and put its unsent mail on hold; how much that was. Raises BadBackup."""
    try:
        with closing(sqlite3.connect(content)) as copy:
            problems = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if problems != "ok" or copy.execute("PRAGMA foreign_key_check").fetchone():
                raise BadBackup("The database in this backup does not hold together. Take another one.")
            with copy:
                return copy.execute(HOLD_UNSENT).rowcount
    except sqlite3.DatabaseError as error:
        raise BadBackup(f"The database in this backup cannot be read: {error}.") from error


def load(content: Path, database: Path) -> None:
    """Write the copy into the living file, in one transaction and behind the writers' lock."""
    with Path(f"{database}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with closing(sqlite3.connect(content)) as source, closing(sqlite3.connect(database)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=WAL")
