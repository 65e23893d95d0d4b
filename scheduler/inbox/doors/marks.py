"""How far a mailbox has been read, kept beside what was read from it."""

import logging
from datetime import datetime

from sqlalchemy import select

from scheduler.core.db import db, insert_into
from scheduler.inbox.models import MailboxMark

logger = logging.getLogger(__name__)


def begin_reading(name: str, uid_validity: int) -> int:
    """The last UID that was read; 0 for a mailbox that is new, or that numbers its mails anew (RFC 9051 2.3.1.1)."""
    mark = locked_mark(name)
    if mark.uid_validity != uid_validity:
        mark.uid_validity, mark.last_uid = uid_validity, 0
    db.session.flush()
    return mark.last_uid


def locked_mark(name: str) -> MailboxMark:
    """The mark, made when missing, ours until the transaction ends: two workers advance it one after the other."""
    db.session.execute(insert_into(MailboxMark).values(name=name, last_uid=0).on_conflict_do_nothing())
    query = select(MailboxMark).where(MailboxMark.name == name).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def note_visit(name: str, problem: str | None, *, now: datetime) -> None:
    """How the last visit ended; a trouble is logged when it begins and when it changes, not each minute."""
    mark = locked_mark(name)
    if problem is None:
        mark.read_at = now
    if problem != mark.problem:
        if problem:
            logger.warning("replies cannot be fetched: %s", problem)
        else:
            logger.info("replies are fetched again")
    mark.problem = problem
    db.session.flush()
