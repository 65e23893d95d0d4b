"""One seat's meetings: those that were held in its time, and what comes next."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OVER, EngagementStatus
from scheduler.representation.models import ReportBack, Representation, Sitting
from scheduler.representation.queries.meetings import meetings_of
from scheduler.representation.queries.seats import bodies_of, holds_on

MOST_AHEAD = 3


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting of the body; `sitting` None: nobody knows how it went for the seat."""

    engagement: Engagement
    on: date
    sitting: Sitting | None = None
    report: ReportBack | None = None


def held_meetings(seat: Representation) -> list[MeetingLine]:
    """Held in the seat's time, the newest first."""
    meetings = [each for each in _meetings(seat) if each.engagement.status in OVER]
    numbers = [each.engagement.id for each in meetings]
    of_seat = select(Sitting).where(Sitting.representation_id == seat.id, Sitting.engagement_id.in_(numbers))
    owed = select(ReportBack).where(ReportBack.representation_id == seat.id, ReportBack.engagement_id.in_(numbers))
    sittings = {each.engagement_id: each for each in db.session.scalars(of_seat)}
    reports = {each.engagement_id: each for each in db.session.scalars(owed)}
    found = [
        MeetingLine(each.engagement, each.on, sittings.get(each.engagement.id), reports.get(each.engagement.id))
        for each in meetings
    ]
    return found[::-1]


def next_meetings(seat: Representation, today: date) -> list[MeetingLine]:
    """The next in the diary."""
    agreed = (each for each in _meetings(seat) if each.engagement.status is EngagementStatus.AGREED)
    return [each for each in agreed if each.on >= today][:MOST_AHEAD]


def is_meeting_of(seat: Representation, engagement: Engagement) -> bool:
    """Whether it was a meeting of the seat's body in the seat's time."""
    day = first_day_of(engagement)
    return day is not None and seat.body_id in {each.id for each in bodies_of(engagement)} and holds_on(seat, day)


def history_of_seat(seat: Representation) -> Sequence[AuditEntry]:
    """What was done to it, newest first."""
    about = (AuditEntry.subject_type == "representation", AuditEntry.subject_id == seat.id)
    return db.session.scalars(select(AuditEntry).where(*about).order_by(AuditEntry.id.desc())).all()


def _meetings(seat: Representation) -> list[MeetingLine]:
    days = {
        each.engagement_id: each.on for each in meetings_of([seat.body_id])[seat.body_id] if holds_on(seat, each.on)
    }
    query = select(Engagement).where(Engagement.id.in_(days))
    listed = (MeetingLine(each, days[each.id]) for each in db.session.scalars(query))
    return sorted(listed, key=lambda each: (each.on, each.engagement.id))
