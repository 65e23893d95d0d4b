"""Writes into the audit log what the outbox, which does not know it, tells by signal."""

from typing import Any

from scheduler.audit.service import record
from scheduler.core.wording import count_words
from scheduler.outbox.batches import batch_stopped
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import notice_decided


@notice_decided.connect
def note_decision(notice: Notice, *, before: NoticeState, **_: Any) -> None:
    """Somebody decided that a failed or held mail goes out after all, or never."""
    decided = "is withdrawn" if notice.state is NoticeState.WITHDRAWN else "goes out after all"
    record(
        "notice decided",
        "notice",
        notice.id,
        f"Mail to {notice.recipient_address} {decided}",
        details={"before": {"state": before.value}, "after": {"state": notice.state.value}},
    )


@batch_stopped.connect
def note_undo(batch: str, *, stopped: int, left: int, **_: Any) -> None:
    """Somebody stopped mails that waited; the batch tells in the mail log which."""
    summary = f"{count_words(stopped, 'mail').capitalize()} stopped before they left"
    record("mail stopped", "notice", None, summary, details={"stopped": stopped, "left before": left, "batch": batch})
