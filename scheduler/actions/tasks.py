"""Reminders of actions, looked for each minute: they leave in office hours, on the day that they are due."""

from scheduler.actions.service import due_reminders, remind_due
from scheduler.core.rounds import Each, once_due, register_round

register_round("action reminders", Each.MINUTE, once_due(due_reminders, remind_due))
