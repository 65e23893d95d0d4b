"""What the worker does here by itself: disposes of what is past its time, and cleans after an erasure."""

from datetime import datetime

from scheduler.core.db import commit
from scheduler.core.jobs import register_job
from scheduler.core.rounds import Each, once_due, register_round
from scheduler.keeping.service.disposal import dispose_decided
from scheduler.keeping.service.erasing import JOB
from scheduler.keeping.service.sweeping import is_needed, sweep
from scheduler.summits.service.needs import empty_log


def dispose_today(now: datetime) -> None:
    """Every class that the office has decided on; the log of changes on disk is cut afterwards."""
    gone = dispose_decided(now)
    commit()
    if gone:
        empty_log()


register_round("retention", Each.DAY, dispose_today)
register_round(JOB, Each.MINUTE, once_due(is_needed, sweep))
register_job(JOB, sweep)
