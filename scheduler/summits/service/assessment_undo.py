"""Undo of what the office sent about assessments: who was not written to yet was not asked, and nothing is shared."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.wording import count_words
from scheduler.outbox.batches import Stopped, hold_back, left_already
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.summits.models import AssessmentRequest
from scheduler.summits.queries.agency_links import agency_link_by_id
from scheduler.summits.service.assessments import ASK, SHARED


def undo_assessment_mails(batch: str, now: datetime) -> Stopped | None:  # noqa: ARG001 - the outbox gives it to every undo
    """The outbox asks: what has not left is taken back for good, so that it can be sent anew."""
    query = select(Notice).where(Notice.batch == batch, Notice.kind.in_((ASK, SHARED))).order_by(Notice.id).limit(1)
    first = db.session.scalar(query)
    if first is None:
        return None
    held, left = hold_back(batch), left_already(batch)
    for notice in held:
        notice.state, notice.dedupe_key = NoticeState.WITHDRAWN, f"{notice.dedupe_key}:undone:{notice.id}"
        if notice.kind == ASK:
            _restore_asking(notice.payload)
    if first.kind == SHARED and held and not left:
        _restore_sharing(first.payload)
    if held:
        said = f"Undone: {count_words(len(held), 'mail')} about assessments taken back"
        record("summit.assessments_undone", "engagement", first.subject_id, said)
    db.session.flush()
    says = "Who had theirs already keeps it." if left else "Nobody was told."
    return Stopped(len(held), len(left), says, _place(first))


def _restore_asking(payload: dict[str, Any]) -> None:
    request = db.session.get(AssessmentRequest, payload["request_id"])
    before = payload["before"]
    if request is not None:
        request.asked_at = datetime.fromisoformat(before["asked_at"]) if before["asked_at"] else None
        request.due_on = date.fromisoformat(before["due_on"])


def _restore_sharing(payload: dict[str, Any]) -> None:
    for request_id in payload["request_ids"]:
        request = db.session.get(AssessmentRequest, request_id)
        if request is not None:
            request.shared_at = None


def _place(notice: Notice) -> str:
    link = agency_link_by_id(notice.payload["link_id"])
    return f"/summits/{link.agency.summit_id}/assessments" if link is not None else "/summits"
