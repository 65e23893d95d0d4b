"""How mail comes in, and what waits: for commands, the doctor and monitoring."""

from datetime import datetime

from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.inbox.models import InboundMail, MailboxMark
from scheduler.inbox.rules.vocabulary import MailState


def mailbox_mark(name: str) -> MailboxMark | None:
    """How far this mailbox has been read; None before the first visit."""
    return db.session.get(MailboxMark, name)


def mails_by_state() -> dict[MailState, int]:
    """How many mails are in each state, none left out."""
    rows = db.session.execute(select(InboundMail.state, func.count()).group_by(InboundMail.state))
    return dict.fromkeys(MailState, 0) | {state: number for state, number in rows}  # noqa: C416 - dict() takes no Row


def oldest_in_triage() -> datetime | None:
    """Since when the oldest mail waits for a person."""
    query = select(func.min(InboundMail.received_at)).where(InboundMail.state == MailState.TRIAGE)
    return db.session.scalar(query)


def oldest_unread() -> datetime | None:
    """Since when the oldest stored mail waits to be read by the worker."""
    query = select(func.min(InboundMail.received_at)).where(InboundMail.state == MailState.WAITING)
    return db.session.scalar(query)
