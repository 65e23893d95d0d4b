"""Named changes of undertakings."""

from scheduler.undertakings.service.evidence import add_evidence, remove_evidence
from scheduler.undertakings.service.undertakings import (
    add_undertaking,
    change_undertaking,
    close_undertaking,
    note_review,
    remove_undertaking,
    reopen_undertaking,
    set_review,
)

__all__ = [
    "add_evidence",
    "add_undertaking",
    "change_undertaking",
    "close_undertaking",
    "note_review",
    "remove_evidence",
    "remove_undertaking",
    "reopen_undertaking",
    "set_review",
]
