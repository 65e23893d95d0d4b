"""Take words out of entries that stand: each is marked, and a later entry of the chain says what it reads now."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from scheduler.audit.models import AuditEntry
from scheduler.audit.readings import READINGS, REDACTED, reading_of
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.wording import count_words

WORDS = frozenset({"actor_label", "on_behalf_of", "summary", "details"})
"""All that may change; the database's triggers hold every other column."""
AT_ONCE = 500
"""Readings that one entry carries."""


def redact_entries(changes: Mapping[int, Mapping[str, Any]], why: str, *, now: datetime) -> int:
    """Give each entry (by id) its new words, and vouch for what it reads now. An entry that vouches is left alone."""
    readings: dict[str, str] = {}
    for entry in list(_entries(sorted(changes))):
        words = {name: value for name, value in changes[entry.id].items() if name in WORDS}
        values = {**words, "redacted_at": _mark(entry, now)}
        db.session.execute(update(AuditEntry).where(AuditEntry.id == entry.id).values(values))
        db.session.refresh(entry)
        readings[str(entry.id)] = reading_of(entry)
    keys = list(readings)
    for first in range(0, len(keys), AT_ONCE):
        part = {key: readings[key] for key in keys[first : first + AT_ONCE]}
        summary = f"Took words out of {count_words(len(part), 'entry', 'entries')} of this log: {why}"
        record(REDACTED, "audit", None, summary, details={READINGS: part})
    return len(readings)


def _entries(ids: list[int]) -> Iterator[AuditEntry]:
    for first in range(0, len(ids), AT_ONCE):
        part = ids[first : first + AT_ONCE]
        query = select(AuditEntry).where(AuditEntry.id.in_(part), AuditEntry.action != REDACTED)
        yield from db.session.scalars(query.order_by(AuditEntry.id))


def _mark(entry: AuditEntry, now: datetime) -> datetime:
    """Later than the last one: the database takes no change of words without a new mark."""
    if entry.redacted_at is None:
        return now
    return max(now, entry.redacted_at + timedelta(microseconds=1))
