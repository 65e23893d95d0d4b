"""Who may write: each transaction is opened for reading or for writing, and the database itself holds it to that.

A request that only shows something (GET, HEAD, OPTIONS) runs in a transaction in which the database refuses every
write. Everything else opens a writing transaction at once: on SQLite `BEGIN IMMEDIATE` behind a file lock, since a
deferred BEGIN fails most concurrent writers and SQLite's own busy wait starves some of them for seconds.
"""

import fcntl
import sqlite3
import threading
import time
from collections.abc import MutableMapping
from contextvars import ContextVar
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

BUSY_TIMEOUT_MS = 15_000
GIVE_UP_SECONDS = 30.0
CUT_TRIES, CUT_WAIT_MS, CUT_PAUSE_SECONDS = 20, 100, 0.25
"""Somebody who reads keeps the log from being cut; pages are read in milliseconds."""
LOCK_FILE = "lock_file"
WRITING = "writing"
MAY_WRITE = "may_write"


class Intent(Enum):
    """What the next transaction of this thread is for."""

    READ = "read"
    WRITE = "write"


_intent: ContextVar[Intent] = ContextVar("transaction_intent", default=Intent.WRITE)


def set_intent(intent: Intent) -> None:
    """Declare what transactions begun from now on in this context may do."""
    _intent.set(intent)


def prepare_engine(engine: Engine) -> None:
    """Hang the house's transaction rules on a new engine."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _begin_postgresql(connection: Connection) -> None:
    if _intent.get() is Intent.READ:
        # One moment for all that a page shows, as SQLite gives it anyway; reading alone never fails to serialise.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


class WritersTurn:
    """Whose turn it is to write: first among this process's threads, then among processes by a lock on a file.

    A thread that waits for itself (a second connection while the first one writes) gets an error, not eternity.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def take(self, info: MutableMapping[str, Any]) -> None:
        """Wait for the turn, and for `GIVE_UP_SECONDS` at most for another thread of this process."""
        if not self._lock.acquire(timeout=GIVE_UP_SECONDS):
            busy = sqlite3.OperationalError("database is locked: another connection of this process is writing")
            raise OperationalError("BEGIN IMMEDIATE", {}, busy)
        info[WRITING] = True
        fcntl.flock(info[LOCK_FILE], fcntl.LOCK_EX)

    def give_back(self, info: MutableMapping[str, Any]) -> None:
        """Let the next one write; harmless for a connection that was only reading."""
        if info.pop(WRITING, False):
            fcntl.flock(info[LOCK_FILE], fcntl.LOCK_UN)
            self._lock.release()


def _prepare_sqlite(engine: Engine) -> None:
    lock_path = Path(f"{engine.url.database}.lock")
    turn = WritersTurn()

    @event.listens_for(engine, "connect")
    def connect(dbapi_connection: Any, record: Any) -> None:
        dbapi_connection.isolation_level = None  # we issue BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",  # what is deleted leaves no trace on a free page
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            dbapi_connection.execute(f"PRAGMA {pragma}")
        record.info[LOCK_FILE] = lock_path.open("w")

    @event.listens_for(engine, "close")
    def close(_dbapi_connection: Any, record: Any) -> None:
        turn.give_back(record.info)
        record.info.pop(LOCK_FILE).close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if _intent.get() is Intent.READ:
            _allow_writes(connection, allowed=False)
            connection.exec_driver_sql("BEGIN")
            return
        turn.take(connection.info)
        _allow_writes(connection, allowed=True)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def checkin(_dbapi_connection: Any, record: Any) -> None:
        # The connection comes back after COMMIT or ROLLBACK: only now may the next writer in.
        turn.give_back(record.info)


def _allow_writes(connection: Connection, *, allowed: bool) -> None:
    """Set only when it changes: after this pragma SQLite prepares every statement of the connection anew."""
    if connection.info.get(MAY_WRITE) is not allowed:
        connection.exec_driver_sql(f"PRAGMA query_only={int(not allowed)}")
        connection.info[MAY_WRITE] = allowed


def cut_log(engine: Engine) -> bool:
    """Write SQLite's log of changes into its file and cut it: what was deleted stands in it still. Whether it is cut.

    Only between transactions. While it waits for readers nobody can write: it asks often instead of waiting long.
    """
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()  # a checkpoint cannot run inside a transaction
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout={CUT_WAIT_MS}")
        return any(_is_cut(cursor) for _ in range(CUT_TRIES))
    finally:
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.close()


def _is_cut(cursor: Any) -> bool:
    is_busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if is_busy:
        time.sleep(CUT_PAUSE_SECONDS)
    return not is_busy
