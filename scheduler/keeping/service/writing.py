"""Writes what tracing found, past the models: no signal is sent and no mail is made of it, but versions rise."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, case, delete, select, update

from scheduler.audit.redaction import redact_entries
from scheduler.core.db import Base, db
from scheduler.keeping.queries.tracing import Change
from scheduler.keeping.rules.rows import LINKS
from scheduler.keeping.rules.traces import Trace
from scheduler.outbox.rules import UNSENT, NoticeState

Rows = Mapping[tuple[str, tuple[Any, ...]], Mapping[str, Any]]


def write_changes(changes: Sequence[Change], why: str, *, now: datetime) -> None:
    """Every row once, with all its new values; the session forgets what it knew."""
    rows = _by_row(changes)
    logged = {key[0]: dict(values) for (table, key), values in rows.items() if table == "audit_entry"}
    db.session.flush()
    for (name, key), values in rows.items():
        if name != "audit_entry":
            _write(Base.metadata.tables[name], key, values, now)
    _delete_rows(changes)
    _delete_needs(changes)
    db.session.expire_all()
    if logged:
        redact_entries(logged, why, now=now)


def _by_row(changes: Sequence[Change]) -> Rows:
    rows: dict[tuple[str, tuple[Any, ...]], dict[str, Any]] = defaultdict(dict)
    for change in changes:
        if change.trace not in {Trace.ROW, Trace.DRAWN}:
            rows[change.table, change.key][change.column] = change.value
    return rows


def _write(table: Table, key: tuple[Any, ...], values: Mapping[str, Any], now: datetime) -> None:
    written = dict(values) | _beside(table, key, values, now)
    if "version" in table.c:
        written["version"] = table.c.version + 1
    db.session.execute(update(table).where(*_is(table, key)).values(written))


def _beside(table: Table, key: tuple[Any, ...], values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """A link opens nothing any more, unsent mail stays here, a guest's car is nobody's, a frozen report is marked."""
    if table.name in LINKS and "address" in values:
        return {"revoked_at": case((table.c.revoked_at.is_(None), now), else_=table.c.revoked_at)}
    if table.name == "notice" and "recipient_address" in values:
        stays = table.c.state.in_([*UNSENT, NoticeState.HELD])
        withdrawn = case((stays, NoticeState.WITHDRAWN), else_=table.c.state)
        return {"state": withdrawn, "dedupe_key": f"erased:{key[0]}"}
    if table.name == "summit_attendee" and "name" in values:
        return {"vehicle": ""}
    return {"redacted_at": _later_mark(table, key, now)} if table.name == "report_snapshot" else {}


def _later_mark(table: Table, key: tuple[Any, ...], now: datetime) -> datetime:
    """The database takes no change of a frozen report without a new mark."""
    before: datetime | None = db.session.scalar(select(table.c.redacted_at).where(*_is(table, key)))
    return now if before is None else max(now, before + timedelta(microseconds=1))


def _delete_rows(changes: Sequence[Change]) -> None:
    for change in changes:
        if change.trace is Trace.ROW:
            table = Base.metadata.tables[change.table]
            db.session.execute(delete(table).where(*_is(table, change.key)))


def _delete_needs(changes: Sequence[Change]) -> None:
    """Whoever is no guest with a name any more needs nothing from us."""
    guests = {change.key[0] for change in changes if (change.table, change.column) == ("summit_attendee", "name")}
    if guests:
        needs = Base.metadata.tables["summit_needs"]
        db.session.execute(delete(needs).where(needs.c.attendee_id.in_(guests)))


def _is(table: Table, key: tuple[Any, ...]) -> list[Any]:
    return [column == value for column, value in zip(table.primary_key, key, strict=True)]
