"""Runs the worker's loop in this process."""

from datetime import datetime

from scheduler.core.db import commit
from scheduler.outbox.tasks import current_queue


def send_all(now: datetime) -> int:
    """Commit what the test has prepared, then send everything that is due at `now`; how many attempts it took."""
    commit()
    return current_queue().sender.send_due(lambda: now)
