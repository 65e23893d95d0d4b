"""Mails after the day find their writers."""

from scheduler.summits.notices.outcomes import register_outcome_renderers

register_outcome_renderers()
