"""What of holds and retention waits for the office."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.waiting import Waiting
from scheduler.core.wording import day_words
from scheduler.keeping.models import DisposalHold

AHEAD = timedelta(days=7)


def waiting(now: datetime) -> list[Waiting]:
    """Requests that are to be answered within a week, or should have been; everybody may open the registers."""
    today = local_day(now)
    query = select(DisposalHold).where(DisposalHold.released_at.is_(None), DisposalHold.answer_due_on <= today + AHEAD)
    return [
        Waiting(f"Answer the request {hold.reference}", _reason(hold, today), "/evidence", "See the registers")
        for hold in db.session.scalars(query.order_by(DisposalHold.answer_due_on, DisposalHold.id))
    ]


def _reason(hold: DisposalHold, today: date) -> str:
    assert hold.answer_due_on is not None
    due = day_words(hold.answer_due_on)
    return f"The answer {'was' if hold.answer_due_on < today else 'is'} due on {due}; then its hold can be released."
