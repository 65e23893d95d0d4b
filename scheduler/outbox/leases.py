"""Who sends what: a worker leases one notice at a time, and only the holder of the lease may say what became of it."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import aliased

from scheduler.core.db import db
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import LEASE, Channel, NoticeState
from scheduler.outbox.service import is_sending_time


def claim(now: datetime, worker: str, *, only: Channel | None = None) -> Notice | None:
    """Lease the next due notice to `worker`, of one channel if asked; None when none may leave now.

    The caller commits.

    SQLite's writing transaction lets one worker in at a time; on PostgreSQL rows that another worker holds are skipped.
    """
    ordinary = is_sending_time(now)
    wanted = Notice.channel == only if only is not None else true()
    waiting = and_(wanted, Notice.state == NoticeState.WAITING, Notice.next_attempt_at <= now)
    abandoned = and_(wanted, Notice.state == NoticeState.SENDING, Notice.lease_until <= now)
    # One query for both would keep the database from reading the index in order.
    notice = _first(waiting, now, ordinary=ordinary) or _first(abandoned, now, ordinary=ordinary)
    if notice is None:
        return None
    notice.state = NoticeState.SENDING
    notice.lease_token = _worker_mark(worker) + secrets.token_hex(8)
    notice.lease_until = now + LEASE
    notice.attempts += 1
    db.session.flush()
    return notice


def leased(notice_id: int, token: str) -> Notice | None:
    """The notice, locked, while `token` still is its lease; None when another worker has taken over."""
    query = select(Notice).where(Notice.id == notice_id, Notice.lease_token == token)
    return db.session.scalars(query.with_for_update()).one_or_none()


def end_lease(notice: Notice, state: NoticeState) -> None:
    """What became of a leased notice."""
    notice.state, notice.lease_token, notice.lease_until = state, None, None


def take_back_leases(worker: str, *, now: datetime) -> int:
    """Free what an earlier life of `worker` left leased. Only for a worker that is known to be the only one alive."""
    mine = Notice.lease_token.startswith(_worker_mark(worker))
    query = select(Notice).where(Notice.state == NoticeState.SENDING, mine).order_by(Notice.id)
    notices = db.session.scalars(query.with_for_update(skip_locked=True)).all()
    for notice in notices:
        end_lease(notice, NoticeState.WAITING)
        notice.next_attempt_at = min(notice.next_attempt_at, now)
    db.session.flush()
    return len(notices)


def _first(due: ColumnElement[bool], now: datetime, *, ordinary: bool) -> Notice | None:
    query = select(Notice).where(due, ~_blocked(now, ordinary=ordinary))
    if not ordinary:
        query = query.where(Notice.urgent)
    return db.session.scalars(_locked(query.order_by(Notice.next_attempt_at, Notice.id).limit(1))).one_or_none()


def _locked(query: Select[Notice]) -> Select[Notice]:
    return query.with_for_update(skip_locked=True, of=Notice)


def _blocked(now: datetime, *, ordinary: bool) -> ColumnElement[bool]:
    """An earlier notice about the same subject to the same mailbox goes first, also while it waits for a retry.

    Outside sending hours ordinary notices hold up no urgent one.
    """
    earlier = aliased(Notice)
    on_its_way = or_(earlier.next_attempt_at <= now, earlier.attempts > 0)
    first = and_(earlier.state == NoticeState.WAITING, on_its_way)
    if not ordinary:
        first = and_(first, earlier.urgent)
    return (
        select(earlier.id)
        .where(
            earlier.recipient_key == Notice.recipient_key,
            earlier.subject_type == Notice.subject_type,
            earlier.subject_id == Notice.subject_id,
            earlier.id < Notice.id,
            or_(earlier.state == NoticeState.SENDING, first),
        )
        .exists()
    )


def _worker_mark(worker: str) -> str:
    return hashlib.sha256(worker.encode()).hexdigest()[:16]
