"""Who sends what: a worker leases one notice at a time, and only the holder of the lease may say what became of it."""

import hashlib
import secrets
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
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
    # One query for both would keep the database from reading the index in order.
    first = _first(now, ordinary=ordinary, abandoned=False, only=only)
    notice = first or _first(now, ordinary=ordinary, abandoned=True, only=only)
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
    return db.session.scalars(_held(), {"notice_id": notice_id, "token": token}).one_or_none()


@cache
def _held() -> Select[Notice]:
    held = (Notice.id == bindparam("notice_id"), Notice.lease_token == bindparam("token"))
    return select(Notice).where(*held).with_for_update()


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


def _first(now: datetime, *, ordinary: bool, abandoned: bool, only: Channel | None) -> Notice | None:
    return db.session.scalars(_due(ordinary=ordinary, abandoned=abandoned, only=only), {"now": now}).one_or_none()


@cache
def _due(*, ordinary: bool, abandoned: bool, only: Channel | None) -> Select[Notice]:
    """Written once: to put it together costs more than to run it, and a writer waits for us meanwhile."""
    waiting = and_(Notice.state == NoticeState.WAITING, Notice.next_attempt_at <= bindparam("now"))
    left = and_(Notice.state == NoticeState.SENDING, Notice.lease_until <= bindparam("now"))
    query = select(Notice).where(left if abandoned else waiting, ~_blocked(ordinary=ordinary))
    if not ordinary:
        query = query.where(Notice.urgent)
    if only is not None:
        query = query.where(Notice.channel == only)
    first = query.order_by(Notice.next_attempt_at, Notice.id).limit(1)
    return first.with_for_update(skip_locked=True, of=Notice)


def _blocked(*, ordinary: bool) -> ColumnElement[bool]:
    """An earlier notice about the same subject to the same mailbox goes first, also while it waits for a retry.

    Outside sending hours ordinary notices hold up no urgent one.
    """
    earlier = aliased(Notice)
    on_its_way = or_(earlier.next_attempt_at <= bindparam("now"), earlier.attempts > 0)
    first = and_(earlier.state == NoticeState.WAITING, on_its_way)
    if not ordinary:
        first = and_(first, earlier.urgent)
    return (
        select(earlier.id)
        .where(
            earlier.recipient_key == Notice.recipient_key,
            # Not by the index of subjects, or either database looks through all mails about a summit, once a mail.
            earlier.subject_type.concat("") == Notice.subject_type,
            earlier.subject_id + 0 == Notice.subject_id,
            earlier.id < Notice.id,
            or_(earlier.state == NoticeState.SENDING, first),
        )
        .exists()
    )


def _worker_mark(worker: str) -> str:
    return hashlib.sha256(worker.encode()).hexdigest()[:16]
