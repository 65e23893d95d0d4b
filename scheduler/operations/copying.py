"""Copies an office's whole database into another, empty one: the way from SQLite to PostgreSQL.

Rows keep their keys, so links, feeds and the audit chain stay valid; the copy is compared before it is committed.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Integer, Table, create_engine, func, select, text, update
from sqlalchemy.engine import RowMapping

from scheduler.core.db import Base, db
from scheduler.core.errors import SchedulerError
from scheduler.core.transactions import Intent, set_intent

BATCH = 1_000
SEEDED = frozenset({"audit_head"})
"""A migration put its first row there; the copy replaces it."""


class CopyRefused(SchedulerError):
    """The target is not an empty, migrated database, or the copy differs from the original."""


def copy_database(target_url: str) -> dict[str, int]:
    """Copy every table of the present database to `target_url` in one transaction; rows by table.

    Raises CopyRefused.
    """
    engine = create_engine(target_url)
    db.session.rollback()
    set_intent(Intent.READ)
    try:
        with db.engine.connect() as source, engine.begin() as target:
            _check_target(source, target)
            for table in Base.metadata.sorted_tables:
                _copy_table(source, target, table)
            counts = {table.name: _compared(source, target, table) for table in Base.metadata.sorted_tables}
            set_sequences(target)
    finally:
        set_intent(Intent.WRITE)
        engine.dispose()
    return counts


def _check_target(source: Connection, target: Connection) -> None:
    version = text("SELECT version_num FROM alembic_version")
    if not target.dialect.has_table(target, "alembic_version") or target.execute(version).scalar() is None:
        raise CopyRefused("The target has no tables yet. Run `scheduler db upgrade` against it first.")
    if target.execute(version).scalar() != source.execute(version).scalar():
        raise CopyRefused("The two databases are of different versions. Run `scheduler db upgrade` against both first.")
    for table in Base.metadata.sorted_tables:
        if table.name not in SEEDED and _count(target, table):
            raise CopyRefused(f"The target is not empty: {table.name} has rows. Nothing was copied.")


def _copy_table(source: Connection, target: Connection, table: Table) -> None:
    if table.name in SEEDED:
        target.execute(table.delete())
    later = own_columns(table)
    for rows in batches(source, table):
        target.execute(table.insert(), [dict(row) | dict.fromkeys(later) for row in rows])
    for name in later:
        _fill_own(source, target, table, name)


def own_columns(table: Table) -> list[str]:
    """Columns that refer to the table itself (a successor, a parent): set once every row is there."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _fill_own(source: Connection, target: Connection, table: Table, name: str) -> None:
    rows = source.execute(select(table.c.id, table.c[name]).where(table.c[name].is_not(None)).order_by(table.c.id))
    for key, value in rows:
        target.execute(update(table).where(table.c.id == key).values({name: value}))


def batches(connection: Connection, table: Table) -> Iterator[Sequence[RowMapping]]:
    """All rows in the order of their keys, some at a time."""
    result = connection.execute(select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH))
    yield from result.mappings().partitions()


def _compared(source: Connection, target: Connection, table: Table) -> int:
    """How many rows there are; every one of them reads the same on both sides."""
    for ours, theirs in zip(batches(source, table), batches(target, table), strict=True):
        if [dict(row) for row in ours] != [dict(row) for row in theirs]:
            raise CopyRefused(f"The copy of {table.name} differs from the original. Nothing was copied.")
    return _count(target, table)


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def set_sequences(target: Connection) -> None:
    """PostgreSQL numbers new rows after the copied ones."""
    if target.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        column: Any = table.autoincrement_column
        if column is not None and isinstance(column.type, Integer):
            highest = target.execute(select(func.max(column))).scalar()
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            target.execute(select(func.setval(sequence, highest or 1, highest is not None)))
