"""Reminders of assessments, looked for each minute: they leave in office hours, on the day that they are due."""

from datetime import datetime

from scheduler.core.db import db
from scheduler.core.rounds import Each, register_round
from scheduler.core.transactions import Intent, set_intent
from scheduler.summits.service.assessment_reminders import due_reminders, remind_due


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


register_round("assessment reminders", Each.MINUTE, remind_round)
