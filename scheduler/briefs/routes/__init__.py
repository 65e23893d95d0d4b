"""Briefs of engagements and the folder of a day."""

from scheduler.briefs.routes import briefs_pages, day_packs
from scheduler.briefs.routes.blueprint import briefs

__all__ = ["briefs", "briefs_pages", "day_packs"]
