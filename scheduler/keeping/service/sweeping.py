"""Cleans the space that erased words leave in the database's own files; outside every transaction.

SQLite overwrites what is deleted (secure_delete); this rewrites the file and cuts its log as well. PostgreSQL keeps
the old rows until a vacuum: the touched tables are written anew. Its write-ahead log, replicas and backups run out by
their own time, which the page says.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, text

from scheduler.core.clock import utc_now
from scheduler.core.db import Base, commit, db
from scheduler.core.transactions import cut_log
from scheduler.keeping.models import Erasure

ALWAYS = frozenset({"audit_entry", "erasure", "feed_fragment", "feed_day", "feed_entry"})


def sweep(now: datetime | None = None) -> int:
    """Clean after every erasure that is not swept yet; how many. What cannot be done now is tried a minute later."""
    waiting = _waiting()
    if not waiting:
        return 0
    touched = {name for each in waiting for name in each.counts if name in Base.metadata.tables}
    ids = [each.id for each in waiting]
    db.session.rollback()
    db.session.remove()
    if not clean_free_space(touched | ALWAYS):
        return 0
    for erasure in db.session.scalars(select(Erasure).where(Erasure.id.in_(ids)).order_by(Erasure.id)):
        erasure.swept_at = now or utc_now()
    commit()
    cut_log(db.engine)
    return len(ids)


def is_needed(_now: datetime) -> bool:
    """Whether an erasure waits for it."""
    return bool(_waiting())


def _waiting() -> list[Erasure]:
    return list(db.session.scalars(select(Erasure).where(Erasure.swept_at.is_(None)).order_by(Erasure.id)))


def clean_free_space(tables: Iterable[str]) -> bool:
    """Whether no byte of the database's files holds what was deleted any more."""
    if db.engine.dialect.name == "sqlite":
        return _rewrite_file()
    _rewrite_tables(sorted(tables))
    return True


def _rewrite_file() -> bool:
    connection = db.engine.raw_connection()  # neither statement may run inside a transaction
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.execute("VACUUM")
    finally:
        connection.close()
    return cut_log(db.engine)


def _rewrite_tables(tables: Iterable[str]) -> None:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        for name in tables:
            connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{name}"')
        connection.execute(text("RESET statement_timeout"))
