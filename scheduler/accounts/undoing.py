"""Whose mail waits so that it can be undone: that of staff at their desks; partners and the worker do not wait."""

from datetime import timedelta

from scheduler.accounts.queries import mail_habits
from scheduler.audit.actor import current_actor


def undo_time() -> timedelta | None:
    """How long the mail of whoever acts now waits; None when it is not a member of staff."""
    actor = current_actor()
    return mail_habits().undo_time if (actor.kind, actor.source) == ("staff", "web") else None
