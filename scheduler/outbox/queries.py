"""Named reads of the outbox."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select

from scheduler.core.current import current_settings
from scheduler.core.db import db
from scheduler.core.tags import read_tag, tag_in
from scheduler.core.tokens import Purpose
from scheduler.core.values import dataclass
from scheduler.outbox.models import Heartbeat, Notice
from scheduler.outbox.rules import BROKE, NOTICE_GENERATION, UNSENT, NoticeState

PAGE_LENGTH = 50
Due = TypeVar("Due")


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of the send log, newest first; `page` counts from 1."""

    notices: Sequence[Notice]
    page: int
    pages: int
    total: int


def log_page(state: NoticeState | None, page: int) -> LogPage:
    """The notices of one state, or all; a page beyond the last is the last."""
    chosen = select(Notice) if state is None else select(Notice).where(Notice.state == state)
    total = db.session.scalar(select(func.count()).select_from(chosen.with_only_columns(Notice.id).subquery())) or 0
    pages = max(1, -(-total // PAGE_LENGTH))
    page = min(max(page, 1), pages)
    query = chosen.order_by(Notice.id.desc()).limit(PAGE_LENGTH).offset((page - 1) * PAGE_LENGTH)
    return LogPage(db.session.scalars(query).all(), page, pages, total)


def notice_by_id(notice_id: int) -> Notice | None:
    """One notice."""
    return db.session.get(Notice, notice_id)


def notice_of_envelope(address: str) -> Notice | None:
    """The notice that left with this envelope sender, to which its bounce came; None for any other address."""
    settings = current_settings()
    tag = tag_in(settings.inbox_tagged_address, address) if settings.inbox_tagged_address else None
    if tag is None:
        return None
    notice_id = read_tag(settings.secret_key, Purpose.BOUNCE, tag, lambda _notice: NOTICE_GENERATION)
    return notice_by_id(notice_id) if notice_id is not None else None


def may_have_left(notice: Notice) -> bool:
    """Whether the mail server may have a notice that is not marked sent."""
    return notice.state is NoticeState.SENDING or (notice.last_error or "").startswith(BROKE)


def held_notices() -> Sequence[Notice]:
    """Every notice that waits for a person, since a restore or an undo, oldest first."""
    return db.session.scalars(select(Notice).where(Notice.state == NoticeState.HELD).order_by(Notice.id)).all()


@dataclass(frozen=True, slots=True)
class WaitingBatch:
    """What of one action has not left yet; `due_at` is when the first of it may."""

    batch: str
    number: int
    due_at: datetime


def waiting_batches(batches: Sequence[str]) -> list[WaitingBatch]:
    """Those of the batches of which something still waits, the latest first."""
    waiting = (Notice.batch.in_(batches), Notice.state == NoticeState.WAITING)
    first = func.min(Notice.next_attempt_at)
    query = select(Notice.batch, func.count(), first).where(*waiting).group_by(Notice.batch).order_by(first.desc())
    return [WaitingBatch(batch or "", number, due_at) for batch, number, due_at in db.session.execute(query)]


def is_known_batch(batch: str) -> bool:
    """Whether anything was ever posted under this key."""
    return db.session.scalar(select(Notice.id).where(Notice.batch == batch).limit(1)) is not None


def counts_by_state() -> dict[NoticeState, int]:
    """How many notices are in each state, none left out."""
    rows = db.session.execute(select(Notice.state, func.count()).group_by(Notice.state))
    return dict.fromkeys(NoticeState, 0) | {state: number for state, number in rows}  # noqa: C416 - dict() takes no Row


def oldest_overdue(now: datetime, *, urgent_only: bool) -> datetime | None:
    """Since when the oldest unsent notice has been due; outside sending hours only urgent ones are."""
    query = select(func.min(Notice.next_attempt_at)).where(Notice.state.in_(UNSENT), Notice.next_attempt_at <= now)
    if urgent_only:
        query = query.where(Notice.urgent)
    return db.session.scalar(query)


def last_heartbeat() -> datetime | None:
    """When any worker last showed itself."""
    return db.session.scalar(select(func.max(Heartbeat.at)))


def not_posted(found: Mapping[str, Due]) -> list[Due]:
    """By dedupe key: that of which the outbox has no mail yet, whatever became of one that it had."""
    posted = set(db.session.scalars(select(Notice.dedupe_key).where(Notice.dedupe_key.in_(list(found)))))
    return [due for key, due in found.items() if key not in posted]
