"""Briefs from the records, in a number of statements that grows with neither partners nor meetings."""

from scheduler.briefs.queries.collecting import facts_of
from scheduler.briefs.queries.day import day_of

__all__ = ["day_of", "facts_of"]
