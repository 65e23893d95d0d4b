"""The mails themselves go after their time of keeping; what they said and what became of it stays."""

from datetime import datetime

from sqlalchemy import CursorResult, select, update

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.holding import held_now
from scheduler.core.wording import count_words
from scheduler.inbox.models import InboundMail
from scheduler.inbox.rules.keeping import RAW_KEPT
from scheduler.inbox.rules.vocabulary import MailState

READ = (MailState.DONE, MailState.TRIAGE)
"""What was never read is kept until it was, or until somebody gives it up."""


def erase_old_mail(now: datetime) -> int:
    """Erase what is older than its time and under no hold; returns how many."""
    old = (InboundMail.raw.is_not(None), InboundMail.received_at < now - RAW_KEPT, InboundMail.state.in_(READ))
    held = held_now()
    due = db.session.execute(select(InboundMail.id, InboundMail.received_at).where(*old).order_by(InboundMail.id))
    ids = [key for key, at in due if not held(InboundMail.__tablename__, key, local_day(at))]
    done = update(InboundMail).where(InboundMail.id.in_(ids)).values(raw=None)
    erased: CursorResult[tuple[()]] = db.session.execute(done)  # type: ignore[assignment]  # an UPDATE's result
    if erased.rowcount:
        summary = f"Erased {count_words(erased.rowcount, 'received mail')} after {RAW_KEPT.days} days"
        record("inbox.erased", "inbox", None, summary)
    return erased.rowcount
