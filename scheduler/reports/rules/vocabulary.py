"""Words of reports."""

from enum import StrEnum


class ReportState(StrEnum):
    """A report is written, approved, and then frozen for ever."""

    DRAFT = "draft"
    APPROVED = "approved"
    FROZEN = "frozen"
