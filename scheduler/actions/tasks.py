"""Reminders of actions, looked for each minute: they leave in office hours, on the day that they are due."""

from datetime import datetime

from scheduler.actions.service import due_reminders, remind_due
from scheduler.core.db import commit, db
from scheduler.core.rounds import Each, register_round
from scheduler.core.transactions import Intent, set_intent


def remind_round(now: datetime) -> None:
    """Look first, without keeping any writer waiting."""
    db.session.rollback()  # the transaction of the round's own was begun for writing
    set_intent(Intent.READ)
    try:
        is_needed = bool(due_reminders(now))
        db.session.rollback()
    finally:
        set_intent(Intent.WRITE)
    if is_needed:
        remind_due(now)
        commit()


register_round("action reminders", Each.MINUTE, remind_round)
