"""Post, withdraw, release and repeat notices. Posting is idempotent; sending is the worker's (`sending`)."""

import secrets
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import cache
from typing import Any

from blinker import Signal
from sqlalchemy import bindparam, select, update

from scheduler.core.addresses import address_key
from scheduler.core.clock import utc_now
from scheduler.core.current import current_settings
from scheduler.core.db import db, insert_into
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.outbox.batches import Batch, current_batch
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeDraft, NoticeState

notice_sent = Signal("A notice was handed to the mail server; sender: the Notice, in the worker's transaction.")
notice_failed = Signal("A notice will not be sent again; sender: the Notice, its last_error says why.")
notice_decided = Signal("Somebody decided about a failed or held notice; `before` is its earlier state.")

POSTED = "notices_posted"
"""Key in the session's info: this transaction posted something, so wake the worker once it has committed."""
POSTED_FOR_LATER = "notices_posted_for_later"
"""Likewise: seconds after which the worker is woken for what can be stopped until then."""
SPARE_SECOND = 1
"""A worker woken a moment too early would leave the mail to the minute's sweep."""

_sending_windows: list[Callable[[datetime], bool]] = []
_openings: list[Callable[[datetime], datetime]] = []


def register_sending_window(is_open: Callable[[datetime], bool]) -> None:
    """Let `is_open` say whether ordinary mail may leave at an instant; every registered one must agree."""
    if is_open not in _sending_windows:
        _sending_windows.append(is_open)


def is_sending_time(now: datetime) -> bool:
    """Whether ordinary mail may leave now; urgent mail always may."""
    return all(is_open(now) for is_open in _sending_windows)


def register_opening(opens_at: Callable[[datetime], datetime]) -> None:
    """Let `opens_at` say when a closed window opens next; the latest of all registered counts."""
    if opens_at not in _openings:
        _openings.append(opens_at)


def leaves_at(due_at: datetime) -> datetime:
    """When ordinary mail that is due then leaves: at once, or when the office opens."""
    return due_at if is_sending_time(due_at) else max((opens_at(due_at) for opens_at in _openings), default=due_at)


def post_notice(draft: NoticeDraft, *, now: datetime | None = None) -> Notice:
    """Put one mail into the outbox; a second draft with the same dedupe key gives the first one's row."""
    instant = now or utc_now()
    batch = current_batch()
    wait = timedelta() if batch is None or draft.urgent else batch.wait
    facts = _facts(draft, instant, wait, batch)
    # No savepoint and IntegrityError: rolling one back would be felt by everything else in this transaction.
    posted: Notice | None = db.session.scalar(_insertion(db.engine.dialect.name), facts)
    _have_woken(wait)
    return posted or db.session.scalars(select(Notice).where(Notice.dedupe_key == draft.dedupe_key)).one()


@cache
def _insertion(_dialect: str) -> Any:
    statement = insert_into(Notice).on_conflict_do_nothing(index_elements=["dedupe_key"])
    return statement.returning(Notice)


def withdraw_notices(subject_type: str, subject_id: int, *, kinds: Collection[str] | None = None) -> int:
    """Take back what still waits about a subject; what is being sent just now is left to its renderer."""
    waiting = (NoticeState.WAITING, NoticeState.HELD)
    query = select(Notice).where(
        Notice.subject_type == subject_type, Notice.subject_id == subject_id, Notice.state.in_(waiting)
    )
    if kinds is not None:
        query = query.where(Notice.kind.in_(kinds))
    notices = db.session.scalars(query.order_by(Notice.id).with_for_update()).all()
    for notice in notices:
        notice.state = NoticeState.WITHDRAWN
    db.session.flush()
    return len(notices)


def take_back(dedupe_key: str) -> None:
    """Withdraw the one mail of that key if it still waits, without loading it; harmless when it has left."""
    db.session.execute(_taking_back(), {"its_key": dedupe_key})


@cache
def _taking_back() -> Any:
    still_waits = Notice.state.in_([NoticeState.WAITING, NoticeState.HELD])
    its_own = update(Notice).where(Notice.dedupe_key == bindparam("its_key"), still_waits)
    return its_own.values(state=NoticeState.WITHDRAWN).execution_options(synchronize_session=False)


def retry_notice(notice: Notice, *, now: datetime) -> None:
    """Send a failed or held notice after all, from the first attempt on. Raises RuleBroken for any other."""
    before = _undecided(notice)
    notice.state, notice.attempts, notice.next_attempt_at = NoticeState.WAITING, 0, now
    db.session.info[POSTED] = True
    db.session.flush()
    notice_decided.send(notice, before=before)


def drop_notice(notice: Notice) -> None:
    """Never send a failed or held notice. Raises RuleBroken for any other."""
    before = _undecided(notice)
    notice.state = NoticeState.WITHDRAWN
    db.session.flush()
    notice_decided.send(notice, before=before)


def _undecided(notice: Notice) -> NoticeState:
    if notice.state not in {NoticeState.FAILED, NoticeState.HELD}:
        raise RuleBroken("This mail does not wait for a decision: it was sent, withdrawn, or is on its way.")
    return notice.state


def _have_woken(wait: timedelta) -> None:
    if wait:
        seconds = int(wait.total_seconds()) + SPARE_SECOND
        db.session.info.setdefault(POSTED_FOR_LATER, set()).add(seconds)
    else:
        db.session.info[POSTED] = True


def _facts(draft: NoticeDraft, now: datetime, wait: timedelta, batch: Batch | None) -> dict[str, object]:
    return {
        "created_at": now,
        "kind": draft.kind,
        "recipient_name": clean_line(draft.recipient_name)[:200],
        "recipient_address": clean_line(draft.recipient_address),
        "recipient_key": address_key(draft.recipient_address),
        "subject_type": draft.subject_type,
        "subject_id": draft.subject_id,
        "payload": dict(draft.payload),
        "message_id": _message_id(),
        "references": draft.references,
        "dedupe_key": draft.dedupe_key,
        "urgent": draft.urgent,
        "channel": draft.channel,
        "next_attempt_at": max(now + wait, draft.not_before or now),
        "batch": batch.key if batch else None,
    }


def _message_id() -> str:
    """Made once a notice, so that a repeated attempt is recognised by the receiver's mail server."""
    domain = parseaddr(current_settings().mail_from)[1].rpartition("@")[2] or "localhost"
    return f"<{secrets.token_hex(12)}@{domain}>"
