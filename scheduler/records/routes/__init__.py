"""The pages of an engagement's record, of gifts and of papers."""

from scheduler.records.routes import facts, gifts, notes, panels, papers, unwritten, write_up
from scheduler.records.routes.blueprint import records

__all__ = ["facts", "gifts", "notes", "panels", "papers", "records", "unwritten", "write_up"]
