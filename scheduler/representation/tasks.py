"""Reminders of two lines, looked for each minute: they leave in office hours."""

from scheduler.core.rounds import Each, once_due, register_round
from scheduler.representation.service.owing import due_reminders, remind_due

register_round("reports back are reminded of", Each.MINUTE, once_due(due_reminders, remind_due))
