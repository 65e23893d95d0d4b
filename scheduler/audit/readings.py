"""What an entry reads now: the facts that its hash covers, and the digest by which a later entry vouches for them."""

from typing import Any

from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.audit.rules import canonical, chain_hash, details_digest, digest_of
from scheduler.core.db import db

REDACTED = "audit.redacted"
READINGS = "readings"


def chained_facts(entry: AuditEntry) -> dict[str, Any]:
    """The part of an entry that its hash covers."""
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "actor": [entry.actor_kind, entry.actor_label, entry.on_behalf_of, entry.source],
        "action": entry.action,
        "subject": [entry.subject_type, entry.subject_id],
        "summary": entry.summary,
        "details_digest": entry.details_digest,
    }


def reading_of(entry: AuditEntry) -> str:
    """SHA-256 of all that an entry says now, its own hash and details included."""
    own = {"details": entry.details, "previous_hash": entry.previous_hash, "hash": entry.hash}
    return digest_of(canonical(chained_facts(entry) | own))


def named_readings() -> dict[int, str]:
    """By id, what the last later entry of the chain says that a redacted one reads; those entries are chained too."""
    query = select(AuditEntry).where(AuditEntry.action == REDACTED).order_by(AuditEntry.id)
    named: dict[int, str] = {}
    for naming in db.session.scalars(query):
        readings = (naming.details or {}).get(READINGS, {})
        named |= {int(key): reading for key, reading in readings.items() if int(key) < naming.id}
    return named


def fits(entry: AuditEntry, previous: str, reading: str | None) -> bool:
    """Whether an entry follows the one before: as it was written, or redacted exactly as a later one says."""
    if reading is not None:
        return entry.redacted_at is not None and entry.previous_hash == previous and reading_of(entry) == reading
    details_hold = details_digest(entry.details) == entry.details_digest
    return entry.hash == chain_hash(previous, chained_facts(entry)) and details_hold
