"""Who may write: each transaction is opened for reading or for writing, and the database itself holds it to that.

A request that only shows something (GET, HEAD, OPTIONS) runs in a transaction in which the database refuses every
write. Everything else opens a writing transaction at once: on SQLite `BEGIN IMMEDIATE` behind a file lock, since a
deferred BEGIN fails most concurrent writers and SQLite's own busy wait starves some of them for seconds.
"""

import fcntl
from contextvars import ContextVar
from enum import Enum
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

BUSY_TIMEOUT_MS = 15_000


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
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _prepare_sqlite(engine: Engine) -> None:
    lock_path = Path(f"{engine.url.database}.lock")

    @event.listens_for(engine, "connect")
    def connect(dbapi_connection: Any, record: Any) -> None:
        dbapi_connection.isolation_level = None  # we issue BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            dbapi_connection.execute(f"PRAGMA {pragma}")
        record.info["lock_file"] = lock_path.open("w")

    @event.listens_for(engine, "close")
    def close(_dbapi_connection: Any, record: Any) -> None:
        _close_lock(record.info.pop("lock_file", None))

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if _intent.get() is Intent.READ:
            connection.exec_driver_sql("PRAGMA query_only=1")
            connection.exec_driver_sql("BEGIN")
            return
        fcntl.flock(connection.info["lock_file"], fcntl.LOCK_EX)
        connection.exec_driver_sql("PRAGMA query_only=0")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def checkin(_dbapi_connection: Any, record: Any) -> None:
        # The connection comes back after COMMIT or ROLLBACK: only now may the next writer in.
        lock_file = record.info.get("lock_file")
        if lock_file is not None:
            fcntl.flock(lock_file, fcntl.LOCK_UN)


def _close_lock(lock_file: TextIOWrapper | None) -> None:
    if lock_file is not None:
        lock_file.close()
