"""Writes into the audit log what the outbox, which does not know it, tells by signal; asks Notify each minute."""

from datetime import datetime
from typing import Any

from scheduler.audit.service import record
from scheduler.core.current import current_settings
from scheduler.core.rounds import Each, register_round
from scheduler.core.wording import count_words
from scheduler.outbox.batches import batch_stopped
from scheduler.outbox.fates import ask_notify
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import notice_decided


def ask_what_became(now: datetime) -> None:
    """Of what GOV.UK Notify took."""
    ask_notify(current_settings(), now)


register_round("ask Notify what became of its mails", Each.MINUTE, ask_what_became)


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
