"""Reads a handover into an empty, migrated database: checked whole first, then in one transaction, mail on hold."""

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Table, func, select, text, update

from scheduler.config import Settings
from scheduler.core.db import Base, db
from scheduler.core.transactions import Intent, set_intent
from scheduler.operations.backups.sqlite import HOLD_UNSENT
from scheduler.operations.copying import BATCH, SEEDED, own_columns, set_sequences
from scheduler.operations.handover.values import row_of
from scheduler.operations.handover.writing import FORMAT, BadHandover, Manifest
from scheduler.operations.schema import present_revision
from scheduler.uploads.storage import storage_for

_FILE = re.compile(r"files/([a-z0-9]{8,64})")
UNREADABLE = (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, KeyError, ValueError, TypeError)


def read_handover(settings: Settings, source: Path) -> Manifest:
    """Bring back everything, key by key. Raises BadHandover, and leaves the database as it was."""
    try:
        with zipfile.ZipFile(source) as whole:
            manifest = _checked(whole)
            _restore(settings, whole, manifest)
    except UNREADABLE as error:
        raise BadHandover(f"{source.name} cannot be read: it is no handover, or it is damaged.") from error
    return manifest


def _checked(whole: zipfile.ZipFile) -> Manifest:
    """Every part has the digest that the manifest gives it, and there is one for every table."""
    manifest = Manifest(**json.loads(whole.read("manifest.json")))
    if manifest.format != FORMAT:
        raise BadHandover("This file is of another format. Install the version that wrote it.")
    if manifest.revision != present_revision():
        db.session.rollback()
        raise BadHandover(
            f"It was written with schema {manifest.revision}. Read it with that version, then upgrade the database."
        )
    db.session.rollback()
    tables = set(Base.metadata.tables)
    if set(manifest.rows) != tables or not {_part(name) for name in tables} <= set(manifest.digests):
        raise BadHandover("It does not hold the tables of this version.")
    for name, digest in manifest.digests.items():
        if _digest(whole, name) != digest:
            raise BadHandover(f"{name} in it is damaged: its checksum does not fit.")
    return manifest


def _restore(settings: Settings, whole: zipfile.ZipFile, manifest: Manifest) -> None:
    set_intent(Intent.WRITE)
    with db.engine.begin() as target:
        for table in Base.metadata.sorted_tables:
            if table.name not in SEEDED and target.execute(select(func.count()).select_from(table)).scalar_one():
                raise BadHandover(f"The database is not empty: {table.name} has rows. Nothing was read in.")
        for table in Base.metadata.sorted_tables:
            _read_table(whole, target, table, manifest.rows[table.name])
        set_sequences(target)
        target.execute(text(HOLD_UNSENT))
        _read_files(settings, whole, manifest)


def _read_table(whole: zipfile.ZipFile, target: Connection, table: Table, expected: int) -> None:
    if table.name in SEEDED:
        target.execute(table.delete())
    later, count = own_columns(table), 0
    with whole.open(_part(table.name)) as lines:
        for rows in _batches(lines, table):
            target.execute(table.insert(), [row | dict.fromkeys(later) for row in rows])
            count += len(rows)
    if count != expected:
        raise BadHandover(f"{table.name} has {count} rows instead of {expected}.")
    for name in later:
        with whole.open(_part(table.name)) as lines:
            _fill_own(target, table, name, (row for rows in _batches(lines, table) for row in rows))


def _fill_own(target: Connection, table: Table, name: str, rows: Iterator[dict[str, Any]]) -> None:
    """Columns that refer to the table itself, once every row is there."""
    for row in rows:
        if row[name] is not None:
            target.execute(update(table).where(table.c.id == row["id"]).values({name: row[name]}))


def _batches(lines: IO[bytes], table: Table) -> Iterator[list[dict[str, Any]]]:
    while rows := [row_of(line, table) for line in islice(lines, BATCH)]:
        yield rows


def _read_files(settings: Settings, whole: zipfile.ZipFile, manifest: Manifest) -> None:
    storage = storage_for(settings)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as folder:
        for name in manifest.digests:
            if (found := _FILE.fullmatch(name)) is None:
                continue
            copy = Path(folder) / "file"
            with whole.open(name) as source, copy.open("wb") as out:
                shutil.copyfileobj(source, out)
            storage.put(found[1], copy)


def _part(table: str) -> str:
    return f"tables/{table}.jsonl"


def _digest(whole: zipfile.ZipFile, name: str) -> str:
    with whole.open(name) as source:
        return hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]  # a part of a ZIP has readinto
