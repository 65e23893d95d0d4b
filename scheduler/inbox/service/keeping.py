"""The mails themselves go after their time of keeping; what they said and what became of it stays."""

from datetime import datetime

from sqlalchemy import CursorResult, update

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.wording import count_words
from scheduler.inbox.models import InboundMail
from scheduler.inbox.rules.keeping import RAW_KEPT
from scheduler.inbox.rules.vocabulary import MailState

READ = (MailState.DONE, MailState.TRIAGE)
"""What was never read is kept until it was, or until somebody gives it up."""


def erase_old_mail(now: datetime) -> int:
    """Erase what is older than its time; returns how many."""
    old = (InboundMail.raw.is_not(None), InboundMail.received_at < now - RAW_KEPT, InboundMail.state.in_(READ))
    erased: CursorResult[tuple[()]] = db.session.execute(update(InboundMail).where(*old).values(raw=None))  # type: ignore[assignment]  # an UPDATE's result
    if erased.rowcount:
        summary = f"Erased {count_words(erased.rowcount, 'received mail')} after {RAW_KEPT.days} days"
        record("inbox.erased", "inbox", None, summary)
    return erased.rowcount
