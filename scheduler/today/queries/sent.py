"""The mails that a press has put into the outbox, and what the log remembers of it."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select

from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement, Principal
from scheduler.outbox.models import Notice
from scheduler.today.rules.away import Course

AWAY = "principal.away"
"""The log's name for a day that was called off; the page afterwards is drawn from these entries."""
CALL = "call.made"


@dataclass(frozen=True, slots=True)
class Called:
    """What became of one engagement when its principal was away, as the log keeps it.

    `words`: what partners read; `was`: the time that it had, in words; `was_soon`: it began within three hours.
    """

    engagement_id: int
    course: Course
    stand_in_id: int | None
    was: str
    was_soon: bool
    words: str = ""


def last_notice_id() -> int:
    """Of the newest notice; 0 before the first."""
    return db.session.scalar(select(func.max(Notice.id))) or 0


def notices_since(last_id: int, engagement_ids: Collection[int]) -> Sequence[Notice]:
    """What was posted after that about these engagements."""
    query = select(Notice).where(
        Notice.id > last_id, Notice.subject_type == "engagement", Notice.subject_id.in_(engagement_ids)
    )
    return db.session.scalars(query.order_by(Notice.subject_id, Notice.id)).all()


def entries_of(principal: Principal, on: date) -> list[AuditEntry]:
    """What was sent about a day of theirs, oldest first; two managers may each have done a part."""
    query = select(AuditEntry).where(
        AuditEntry.subject_type == "principal", AuditEntry.subject_id == principal.id, AuditEntry.action == AWAY
    )
    found = db.session.scalars(query.order_by(AuditEntry.id))
    return [each for each in found if (each.details or {}).get("on") == on.isoformat()]


def called(entries: Collection[AuditEntry]) -> list[Called]:
    """The engagements of these entries; the last that was done to one counts."""
    found: dict[int, Called] = {}
    for entry in entries:
        details = entry.details or {}
        for fact in details["done"]:
            each = Called(**fact | {"course": Course(fact["course"]), "words": details["words"]})
            found[each.engagement_id] = each
    return list(found.values())


def notices_of(entries: Collection[AuditEntry]) -> Sequence[Notice]:
    """The mails of these entries, as they are now."""
    ids = [number for entry in entries for number in (entry.details or {})["notices"]]
    return db.session.scalars(select(Notice).where(Notice.id.in_(ids)).order_by(Notice.subject_id, Notice.id)).all()


def calls_made(engagements: Collection[Engagement], on: date) -> dict[tuple[int, str], AuditEntry]:
    """By engagement and contact: who telephoned, and when."""
    query = select(AuditEntry).where(
        AuditEntry.subject_type == "engagement",
        AuditEntry.subject_id.in_([each.id for each in engagements]),
        AuditEntry.action == CALL,
    )
    found = db.session.scalars(query.order_by(AuditEntry.id))
    return {
        (each.subject_id or 0, str(details["contact"])): each
        for each in found
        if (details := each.details or {}).get("on") == on.isoformat()
    }
