"""Writes everything into one ZIP, from one state of the database; complete as soon as it has its name."""

import csv
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Table, select
from sqlalchemy.orm import Session

from scheduler.config import Settings
from scheduler.core.db import Base, db
from scheduler.core.errors import SchedulerError
from scheduler.core.transactions import Intent, set_intent
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import calendar_event, when_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Detail
from scheduler.ical.calendar import bundle
from scheduler.ical.render import render_event
from scheduler.invitations.spreadsheets import safe_cell
from scheduler.operations.copying import batches
from scheduler.operations.handover.values import cells_of, line_of
from scheduler.operations.schema import present_revision
from scheduler.uploads.models import Upload
from scheduler.uploads.storage import FileGone, storage_for

FORMAT = "scheduler-handover 1"
LEFT_OUT = frozenset({"staff_session"})
"""A signed-in browser is nothing that others take over: everybody signs in again. Its table is there, without rows."""
README = """Everything that the office keeps in the engagement scheduler.

tables/        one file a table, one JSON object a line: what `scheduler handover read` brings back, key by key
csv/           the same tables for a spreadsheet program; to be read by people only
calendar.ics   every engagement that has a date, for a calendar program
files/         every file that was handed in, under the name that tables/upload.jsonl knows it by
manifest.json  how many rows and which SHA-256 each of them has

It holds personal data and how staff sign in: password hashes, passkeys, one-time-code secrets (encrypted), but no
signed-in browser. Keep it as you keep the database itself. Links in mails that were sent go on working where
SCHEDULER_SECRET_KEY and SCHEDULER_BASE_URL stay the same.
"""


class BadHandover(SchedulerError):
    """It cannot be written, or the file cannot be read in; the message says why."""


@dataclass(slots=True)
class Manifest:
    """What the file holds: rows by table, and the SHA-256 of each part that is read in again."""

    revision: str
    made_at: str
    rows: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    lost_files: list[str] = field(default_factory=list)
    """Named in the database, and missing from the storage when this was made."""
    format: str = FORMAT


def write_handover(settings: Settings, target: Path, *, now: datetime) -> Manifest:
    """Write it whole. Raises BadHandover when there is nothing to hand over."""
    revision = present_revision()
    db.session.rollback()
    if revision is None:
        raise BadHandover("There is nothing to hand over: the database is empty.")
    manifest = Manifest(revision, now.isoformat(timespec="seconds"))
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.part")
    descriptor = os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
            _write_all(whole, manifest, settings)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def _write_all(whole: zipfile.ZipFile, manifest: Manifest, settings: Settings) -> None:
    whole.writestr("README.txt", README)
    set_intent(Intent.READ)
    try:
        with db.engine.connect() as connection:  # it reads one state, whatever is committed meanwhile
            for table in Base.metadata.sorted_tables:
                _write_table(whole, manifest, connection, table)
            stored = list(connection.scalars(select(Upload.stored_name).order_by(Upload.id)))
            whole.writestr("calendar.ics", bundle(_entries(connection)))
    finally:
        db.session.rollback()
        set_intent(Intent.WRITE)
    _write_files(whole, manifest, settings, stored)
    whole.writestr("manifest.json", json.dumps(asdict(manifest), indent=1, sort_keys=True))


def _write_table(whole: zipfile.ZipFile, manifest: Manifest, connection: Connection, table: Table) -> None:
    digest, count = hashlib.sha256(), 0
    with whole.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
        for rows in _rows(connection, table):
            lines = b"".join(line_of(row) for row in rows)
            digest.update(lines)
            out.write(lines)
            count += len(rows)
    manifest.rows[table.name] = count
    manifest.digests[f"tables/{table.name}.jsonl"] = digest.hexdigest()
    with whole.open(f"csv/{table.name}.csv", "w", force_zip64=True) as out:
        _write_csv(out, table, (row for rows in _rows(connection, table) for row in rows))


def _rows(connection: Connection, table: Table) -> Iterable[Sequence[Any]]:
    return () if table.name in LEFT_OUT else batches(connection, table)


def _write_csv(out: IO[bytes], table: Table, rows: Iterable[Any]) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([column.name for column in table.columns])
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in cells_of(row)])
    text.flush()
    text.detach()


def _entries(connection: Connection) -> Iterator[bytes]:
    with Session(connection) as session:
        for engagement in session.scalars(select(Engagement).order_by(Engagement.id)):
            if when_of(engagement) is not None:
                yield render_event(calendar_event(engagement, Detail.FULL))


def _write_files(whole: zipfile.ZipFile, manifest: Manifest, settings: Settings, stored: Iterable[str]) -> None:
    storage = storage_for(settings)
    for name in stored:
        try:
            pieces = storage.read(name)
        except FileGone:
            manifest.lost_files.append(name)
            continue
        digest = hashlib.sha256()
        with whole.open(f"files/{name}", "w", force_zip64=True) as out:
            for piece in pieces:
                digest.update(piece)
                out.write(piece)
        manifest.digests[f"files/{name}"] = digest.hexdigest()
