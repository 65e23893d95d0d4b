"""Mails about actions find their writers."""

from scheduler.actions.notices import register_action_renderers

register_action_renderers()
