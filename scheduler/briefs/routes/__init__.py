"""Briefs of engagements and the folder of a day."""

from scheduler.briefs.routes.blueprint import briefs

__all__ = ["briefs"]
