"""Whose log entries belong to an engagement's history: its own, and those of what upper features hang on it."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, and_, or_

from scheduler.audit.models import AuditEntry
from scheduler.engagements.models import Engagement

_subjects: dict[str, Callable[[int], Select[int]]] = {}


def register_history(subject_type: str, ids_of: Callable[[int], Select[int]]) -> None:
    """Let the entries of `subject_type` show; `ids_of` selects the subjects of the engagement with a number."""
    _subjects[subject_type] = ids_of


def belongs_to(engagement: Engagement) -> ColumnElement[bool]:
    """The condition for one engagement's entries."""
    return or_(
        and_(AuditEntry.subject_type == "engagement", AuditEntry.subject_id == engagement.id),
        *(
            and_(AuditEntry.subject_type == subject_type, AuditEntry.subject_id.in_(ids_of(engagement.id)))
            for subject_type, ids_of in _subjects.items()
        ),
    )
