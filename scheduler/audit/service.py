"""Record changes now, chain them at commit: the lock on the chain's head is then always the last one taken."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, Update, bindparam, event, insert, select, update
from sqlalchemy.orm import Session, SessionTransaction

from scheduler.audit.actor import current_actor
from scheduler.audit.models import AuditEntry, AuditHead
from scheduler.audit.readings import chained_facts, fits, named_readings
from scheduler.audit.rules import GENESIS, chain_hash, details_digest
from scheduler.core.clock import utc_now
from scheduler.core.db import db

PENDING = "audit_pending"
MARKS = "audit_marks"


def record(
    action: str,
    subject_type: str,
    subject_id: int | None,
    summary: str,
    *,
    details: Mapping[str, Any] | None = None,
    on_behalf_of: str | None = None,
) -> None:
    """Note one change; it is written and chained when the surrounding transaction commits, or not at all."""
    actor = current_actor()
    entry = AuditEntry(
        at=utc_now().replace(microsecond=0),
        actor_kind=actor.kind,
        actor_label=actor.label[:200],
        on_behalf_of=on_behalf_of,
        source=actor.source,
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        summary=summary[:500],
        details=dict(details) if details else None,
        details_digest=details_digest(details),
    )
    db.session.info.setdefault(PENDING, []).append(entry)


def first_broken_entry() -> int | None:
    """The id of the first entry that does not fit its chain, or of the missing last one; None when all is well."""
    head = db.session.get(AuditHead, 1)
    readings = named_readings()
    expected_id, previous = 1, GENESIS
    for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)):
        if entry.id != expected_id or not fits(entry, previous, readings.get(entry.id)):
            return expected_id
        expected_id, previous = entry.id + 1, entry.hash
    if head is not None and (head.last_id, head.last_hash) != (expected_id - 1, previous):
        return expected_id
    return None


def _chain(session: Session) -> None:
    pending: list[AuditEntry] = session.info.pop(PENDING, [])
    if not pending:
        return
    session.flush()
    connection = session.connection()
    last_id, last_hash = connection.execute(_locked_head()).one()
    for entry in pending:
        entry.id, entry.previous_hash = last_id + 1, last_hash
        entry.hash = chain_hash(last_hash, chained_facts(entry))
        last_id, last_hash = entry.id, entry.hash
    # Whoever waits for the head waits for these statements too: on the bare tables they cost a fifth of a flush.
    connection.execute(_adding(), [_row(entry) for entry in pending])
    connection.execute(_moving_head(), {"entry_id": last_id, "entry_hash": last_hash})


@cache
def _locked_head() -> Select[int, str]:
    return select(AuditHead.last_id, AuditHead.last_hash).where(AuditHead.id == 1).with_for_update()


@cache
def _adding() -> Insert:
    return insert(AuditEntry)


@cache
def _moving_head() -> Update:
    return update(AuditHead).values(last_id=bindparam("entry_id"), last_hash=bindparam("entry_hash"))


def _row(entry: AuditEntry) -> dict[str, Any]:
    return {column.name: getattr(entry, column.name) for column in AuditEntry.__table__.columns}


def _mark(session: Session, transaction: SessionTransaction) -> None:
    """Remember what was pending when a savepoint began."""
    if transaction.nested:
        session.info.setdefault(MARKS, {})[transaction] = len(session.info.get(PENDING, []))


def _forget(session: Session, transaction: SessionTransaction) -> None:
    """A rolled-back savepoint takes its own entries with it, a rolled-back transaction all of them."""
    if transaction.nested:
        del session.info.get(PENDING, [])[session.info[MARKS].pop(transaction) :]
    else:
        session.info.pop(PENDING, None)


def _unmark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(MARKS, None)


HANDLERS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("before_commit", _chain),
    ("after_transaction_create", _mark),
    ("after_soft_rollback", _forget),
    ("after_transaction_end", _unmark),
)


def init_audit() -> None:
    """Hang the chain on the session; harmless when called again."""
    for name, handler in HANDLERS:
        if not event.contains(db.session, name, handler):
            event.listen(db.session, name, handler)
