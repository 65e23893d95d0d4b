"""What the worker does here by itself: disposes of what is past its time, and cleans after an erasure."""

from datetime import datetime

from scheduler.core.db import commit, db
from scheduler.core.jobs import register_job
from scheduler.core.rounds import Each, once_due, register_round
from scheduler.core.transactions import cut_log
from scheduler.keeping.service.disposal import dispose, goes_by_itself
from scheduler.keeping.service.erasing import JOB
from scheduler.keeping.service.sweeping import is_needed, sweep


def dispose_today(now: datetime) -> None:
    """Every class that the office has decided on, each by itself: nobody who writes waits for all of them."""
    has_gone = False
    for record_class in goes_by_itself():
        has_gone |= dispose(record_class, now=now) is not None
        commit()
    if has_gone:
        cut_log(db.engine)


register_round("retention", Each.DAY, dispose_today)
register_round(JOB, Each.MINUTE, once_due(is_needed, sweep))
register_job(JOB, sweep)
