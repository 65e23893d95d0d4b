"""Runs the registered rounds, each by one worker at a time; one that fails never stops the others."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import update

from scheduler.core.clock import local_day, start_of_day
from scheduler.core.db import commit, db, insert_into
from scheduler.core.rounds import Each, Round, registered_rounds
from scheduler.core.transactions import Intent, set_intent
from scheduler.outbox.models import RoundMark

LEASE = timedelta(hours=1)
"""After it another worker may begin a round whose worker died."""
RETRY = timedelta(minutes=15)
"""Until a day's round that failed is tried again."""

logger = logging.getLogger(__name__)


def run_rounds(now: datetime) -> list[str]:
    """Run what is due; returns the names of those that ran to their end."""
    set_intent(Intent.WRITE)
    return [each.name for each in registered_rounds() if _run(each, now)]


def _run(this: Round, now: datetime) -> bool:
    """Claimed in a transaction of its own: a worker that dies leaves a mark that others wait for, not for ever."""
    try:
        if not _claim(this.name, now):
            return False
        this.run(now)
        _mark(this.name, _next(this, now))
    except Exception:
        logger.exception("the round “%s” failed; it is tried again", this.name)
        db.session.rollback()
        _mark(this.name, now + RETRY if this.each is Each.DAY else now)
        return False
    return True


def _claim(name: str, now: datetime) -> bool:
    db.session.execute(insert_into(RoundMark).values(name=name, due_at=now).on_conflict_do_nothing())
    due = (RoundMark.name == name, RoundMark.due_at <= now)
    claimed = db.session.execute(update(RoundMark).where(*due).values(due_at=now + LEASE))
    commit()
    return bool(claimed.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def _mark(name: str, due_at: datetime) -> None:
    db.session.execute(update(RoundMark).where(RoundMark.name == name).values(due_at=due_at))
    commit()


def _next(this: Round, now: datetime) -> datetime:
    return now if this.each is Each.MINUTE else start_of_day(local_day(now) + timedelta(days=1))
