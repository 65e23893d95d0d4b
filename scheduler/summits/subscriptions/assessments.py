"""Mails about assessments find their writers, and Undo what it takes back."""

from scheduler.outbox.batches import register_undo
from scheduler.summits.notices.assessments import register_assessment_renderers
from scheduler.summits.service.assessment_undo import undo_assessment_mails

register_assessment_renderers()
register_undo(undo_assessment_mails)
