"""Read what came in: outside of any writing transaction, then one transaction a mail that matches, decides and acts.

Two workers may read the same mail; only one finds it still waiting when it wants to act on it.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import undefer

from scheduler.core.db import commit, db
from scheduler.core.transactions import Intent, set_intent
from scheduler.core.values import dataclass
from scheduler.inbox.models import InboundMail
from scheduler.inbox.reading.apart import read_apart
from scheduler.inbox.reading.values import ReadMail, Unreadable
from scheduler.inbox.rules.vocabulary import MailState
from scheduler.inbox.service.understanding import understand

BATCH = 10
MOST_BATCHES = 50
"""One run ends some time: the next minute goes on."""
LEASE = timedelta(minutes=15)
ATTEMPTS = 3
REST = timedelta(minutes=2)
"""Before a mail that failed is tried again."""
BROKEN = "Taking it in broke off ({}). The worker’s log says more."
"""The error's own words may hold what people wrote, and SQL."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that this worker reads, apart from its row."""

    mail_id: int
    raw: bytes


def process_waiting(now: datetime) -> int:
    """Read every mail that waits; returns how many were understood. Commits by itself."""
    set_intent(Intent.WRITE)
    done = 0
    for _ in range(MOST_BATCHES):
        batch = _lease(now)
        if not batch:
            break
        reads = read_apart([each.raw for each in batch])
        done += sum(take_in(each.mail_id, read, now) for each, read in zip(batch, reads, strict=True))
    return done


def _lease(now: datetime) -> list[Taken]:
    """The oldest that wait, in a short transaction; another worker passes them over."""
    is_free = or_(InboundMail.leased_until.is_(None), InboundMail.leased_until <= now)
    query = (
        select(InboundMail)
        .where(InboundMail.state == MailState.WAITING, is_free)
        .options(undefer(InboundMail.raw))
        .order_by(InboundMail.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    mails: Sequence[InboundMail] = db.session.scalars(query).all()
    for mail in mails:
        mail.leased_until = now + LEASE
        mail.attempts += 1
    taken = [Taken(mail.id, mail.raw or b"") for mail in mails]
    commit()
    return taken


def take_in(mail_id: int, read: ReadMail | Unreadable, now: datetime) -> bool:
    """One mail in one transaction; False when it failed, or another worker had it."""
    try:
        if isinstance(read, Unreadable):
            _give_up(mail_id, read.reason, now)
            return False
        mail = still_waiting(mail_id)
        if mail is not None:
            understand(mail, read, now=now)
        commit()
    except Exception as error:
        logger.exception("the mail %s could not be taken in; the others go on", mail_id)
        db.session.rollback()
        _give_up(mail_id, BROKEN.format(type(error).__name__), now)
        return False
    return mail is not None


def still_waiting(mail_id: int) -> InboundMail | None:
    """The mail, locked, unless another worker has taken it in, or is about to."""
    query = select(InboundMail).where(InboundMail.id == mail_id, InboundMail.state == MailState.WAITING)
    fresh = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return db.session.scalars(fresh).one_or_none()


def _give_up(mail_id: int, reason: str, now: datetime) -> None:
    """For now; for good after some attempts, until somebody asks for another."""
    mail = still_waiting(mail_id)
    if mail is not None:
        mail.last_error = reason[:500]
        mail.leased_until = now + REST
        if mail.attempts >= ATTEMPTS:
            mail.state, mail.leased_until = MailState.PARKED, None
    commit()
