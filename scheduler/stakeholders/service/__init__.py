"""Named changes to the partners."""

from scheduler.stakeholders.service.signals import partner_changed

__all__ = ["partner_changed"]
