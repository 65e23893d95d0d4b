"""Each day: access and dietary needs that have come to their day go, also from the database's own log."""

from datetime import datetime

from scheduler.core.db import commit, db
from scheduler.core.rounds import Each, register_round
from scheduler.core.transactions import cut_log
from scheduler.summits.service.needs import delete_due_needs


def run(now: datetime) -> None:
    """Delete what is due; what people replaced or cleared since yesterday leaves the log as well."""
    delete_due_needs(now)
    commit()
    cut_log(db.engine)


register_round("summits.needs", Each.DAY, run)
