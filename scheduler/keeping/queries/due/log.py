"""The log of changes, and what was sent to other systems."""

from datetime import date, timedelta

from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.audit.readings import REDACTED
from scheduler.core.clock import local_day, start_of_day
from scheduler.core.db import Base, db
from scheduler.keeping.rules.holding import Facets
from scheduler.keeping.rules.items import Item

WORDS_GONE = "(words removed at the end of their time)"
DELIVERIES = "webhook_delivery"


def entries(before: date) -> list[Item]:
    """Entries that still have words; those that vouch for others have none of anybody's."""
    query = select(AuditEntry.id, AuditEntry.at, AuditEntry.action, AuditEntry.subject_type, AuditEntry.subject_id)
    query = query.where(AuditEntry.at < start_of_day(before + timedelta(days=1)))
    query = query.where(AuditEntry.action != REDACTED, AuditEntry.summary != WORDS_GONE).order_by(AuditEntry.id)
    return [
        Item(("audit_entry", key), local_day(at), action, _facets(local_day(at), subject_type, subject_id))
        for key, at, action, subject_type, subject_id in db.session.execute(query)
    ]


def _facets(day: date, subject_type: str, subject_id: int | None) -> Facets:
    is_known = subject_type == "engagement" and subject_id is not None
    return Facets(days=frozenset({day}), engagements=frozenset({subject_id or 0}) if is_known else None)


def deliveries(before: date) -> list[Item]:
    """Of webhooks; that feature lies above this one, so its table is asked for by name."""
    table = Base.metadata.tables[DELIVERIES]
    query = select(table.c.id, table.c.created_at, table.c.event).order_by(table.c.id)
    rows = db.session.execute(query.where(table.c.created_at < start_of_day(before + timedelta(days=1))))
    return [
        Item((DELIVERIES, key), day, str(event), Facets(days=frozenset({day})))
        for key, at, event in rows
        for day in [local_day(at)]
    ]
