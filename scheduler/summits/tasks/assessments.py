"""Reminders of assessments, looked for each minute: they leave in office hours, on the day that they are due."""

from scheduler.core.rounds import Each, once_due, register_round
from scheduler.summits.service.assessment_reminders import due_reminders, remind_due

register_round("assessment reminders", Each.MINUTE, once_due(due_reminders, remind_due))
