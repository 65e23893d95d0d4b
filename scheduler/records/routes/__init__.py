"""The pages of an engagement's record, of gifts and of papers."""

from scheduler.records.routes.blueprint import records

__all__ = ["records"]
