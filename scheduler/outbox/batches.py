"""What one action of the office posts leaves together, a little later, so that it can be stopped until then."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from blinker import Signal
from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState

batch_stopped = Signal("Somebody stopped what waited; sender: the batch's key; `stopped`, `left`: numbers of mails.")

OPEN_BATCH = "notices_batch"
"""Key in the session's info: what this transaction posts for the office so far."""
LEFT_STANDING = (NoticeState.SENDING, NoticeState.SENT)
LOG_OF_HELD = "/mail-log?state=held"
WHY_STOPPED = "Somebody pressed Undo before it left."


@dataclass(frozen=True, slots=True)
class Batch:
    """The notices of one action; `wait` is how long those that are not urgent can be stopped."""

    key: str
    wait: timedelta


@dataclass(frozen=True, slots=True)
class Stopped:
    """What an undo came to: mails that stay here, mails that had left, what else a person should know, and where."""

    stopped: int
    left: int
    says: str
    place: str = LOG_OF_HELD


UndoTime = Callable[[], timedelta | None]
"""How long mail waits for whoever acts now; None when nobody of the office does."""
Undo = Callable[[str, datetime], Stopped | None]
"""Undoes what a batch belongs to, its mails too; None when it is about something else."""

_undo_times: list[UndoTime] = []
_undoings: list[Undo] = []


def register_undo_time(undo_time: UndoTime) -> None:
    """Let `undo_time` say how long mail waits; the last one registered counts."""
    if undo_time not in _undo_times:
        _undo_times.append(undo_time)


def register_undo(undo: Undo) -> None:
    """Let a feature undo more than its mails."""
    if undo not in _undoings:
        _undoings.append(undo)


def current_batch() -> Batch | None:
    """The batch of this transaction, begun when first asked for; None when nobody of the office acts."""
    found: Batch | None = db.session.info.get(OPEN_BATCH)
    if found is not None or not _undo_times:
        return found
    wait = _undo_times[-1]()
    if wait is not None:
        db.session.info[OPEN_BATCH] = found = Batch(secrets.token_hex(16), wait)
    return found


def mails_posted() -> int:
    """How many mails this transaction has posted for the office so far."""
    batch = current_batch()
    if batch is None:
        return 0
    return db.session.scalar(select(func.count()).select_from(Notice).where(Notice.batch == batch.key)) or 0


def stop_batch(batch: str, *, now: datetime) -> Stopped:
    """Hold back what has not left yet; what a wave invited is taken back with it."""
    for undo in _undoings:
        done = undo(batch, now)
        if done is not None:
            return done
    held = hold_back(batch)
    left = len(left_already(batch))
    batch_stopped.send(batch, stopped=len(held), left=left)
    return Stopped(len(held), left, "Decide here what becomes of them. What you changed stays changed.")


def hold_back(batch: str) -> list[Notice]:
    """Every waiting notice of the batch, on hold now: each goes either to us or to the worker, never to both."""
    notices = waiting_in(batch)
    for notice in notices:
        notice.state, notice.last_error = NoticeState.HELD, WHY_STOPPED
    db.session.flush()
    return notices


def waiting_in(batch: str) -> list[Notice]:
    """What can still be stopped, locked and read afresh."""
    query = select(Notice).where(Notice.batch == batch, Notice.state == NoticeState.WAITING).order_by(Notice.id)
    # Once the lock is ours PostgreSQL asks for the state again: what the worker took meanwhile is not in the answer.
    return list(db.session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def left_already(batch: str) -> Sequence[Notice]:
    """What was handed to the mail server, or is being handed over."""
    query = select(Notice).where(Notice.batch == batch, Notice.state.in_(LEFT_STANDING)).order_by(Notice.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()
