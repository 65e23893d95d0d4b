"""Mails about assessments find their writers."""

from scheduler.summits.notices.assessments import register_assessment_renderers

register_assessment_renderers()
