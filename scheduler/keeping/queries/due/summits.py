"""Assessments, check-in times and feedback of summits."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.keeping.queries.due.meetings import ended_by, items_of
from scheduler.keeping.rules.holding import Facets
from scheduler.keeping.rules.items import Item
from scheduler.summits.models import (
    Agency,
    AssessmentFile,
    AssessmentRequest,
    Attendee,
    CheckIn,
    FeedbackAnswer,
    FeedbackAsk,
    Party,
    SignOff,
    Summit,
)
from scheduler.summits.rules.vocabulary import SignOffState

WAITING = frozenset({SignOffState.ASKED, SignOffState.MEETING_SET})


def assessments(before: date) -> list[Item]:
    """Files of summits whose strategy everybody who was asked has decided on; counted from the last decision."""
    signed = {summit_id: day for summit_id, day in _signed_off().items() if day <= before}
    query = select(AssessmentFile).options(
        joinedload(AssessmentFile.upload), joinedload(AssessmentFile.request).joinedload(AssessmentRequest.agency)
    )
    return [
        Item(
            ("summit_assessment_file", each.id),
            signed[agency.summit_id],
            f"{each.upload.file_name} of {agency.name}",
            _facets(agency),
        )
        for each in db.session.scalars(query.order_by(AssessmentFile.id))
        for agency in [each.request.agency]
        if agency.summit_id in signed
    ]


def _signed_off() -> dict[int, date]:
    query = select(Agency.summit_id, SignOff.state, SignOff.decided_on).join(Agency, SignOff.agency_id == Agency.id)
    decided: dict[int, date] = {}
    open_ones: set[int] = set()
    for summit_id, state, on in db.session.execute(query):
        if state in WAITING:
            open_ones.add(summit_id)
        elif on is not None:
            decided[summit_id] = max(on, decided.get(summit_id, on))
    return {summit_id: on for summit_id, on in decided.items() if summit_id not in open_ones}


def _facets(agency: Agency) -> Facets:
    partner = ("organisation", agency.organisation_id) if agency.organisation_id else ("body", agency.body_id or 0)
    return Facets(partners=frozenset({partner}))


def check_ins(before: date) -> list[Item]:
    """Summits at whose door times were noted, or whose guests told of their vehicles."""
    noted = select(CheckIn.summit_id).where((CheckIn.device != "") | (CheckIn.by_label != ""))
    parked = select(Party.summit_id).join(Party.attendees).where(Attendee.vehicle != "")
    return _of_summits(before, set(db.session.scalars(noted.union(parked))))


def feedback(before: date) -> list[Item]:
    """Summits of which somebody was asked, or answered."""
    asked = set(db.session.scalars(select(FeedbackAsk.summit_id).distinct()))
    return _of_summits(before, asked | set(db.session.scalars(select(FeedbackAnswer.summit_id).distinct())))


def _of_summits(before: date, summit_ids: set[int]) -> list[Item]:
    query = ended_by(before).join(Summit).where(Summit.id.in_(summit_ids))
    return items_of(db.session.scalars(query).all())
