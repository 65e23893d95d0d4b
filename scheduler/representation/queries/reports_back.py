"""Two lines that are owed, and those that were given."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.core.tokens import Purpose, digest, normalise
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Handling
from scheduler.representation.models import ReportBack, Representation


def report_by_id(report_id: int) -> ReportBack | None:
    """One, or None."""
    return db.session.scalar(_whole().where(ReportBack.id == report_id))


def report_by_token(token: str) -> ReportBack | None:
    """The one behind a link, however a gateway mangled it; what is sensitive is never behind one."""
    normalised = normalise(token)
    if normalised is None:
        return None
    report = db.session.scalar(_whole().where(ReportBack.token_hash == digest(Purpose.REPORT_BACK, normalised)))
    return report if report is not None and may_leave(report) else None


def lock_report(report: ReportBack) -> None:
    """As it stands now, and nobody else's until we are done."""
    query = select(ReportBack).where(ReportBack.id == report.id).with_for_update()
    db.session.scalars(query.execution_options(populate_existing=True)).one()


def may_leave(report: ReportBack) -> bool:
    """Whether it may be spoken of in a mail and behind a link."""
    return report.engagement.handling is Handling.OFFICIAL


def report_for(seat: Representation, engagement: Engagement) -> ReportBack | None:
    """Of one seat for one meeting."""
    found = _whole().where(ReportBack.representation_id == seat.id, ReportBack.engagement_id == engagement.id)
    return db.session.scalar(found)


def reports_of(engagement: Engagement) -> list[ReportBack]:
    """Owed and given for one meeting."""
    query = _whole().where(ReportBack.engagement_id == engagement.id)
    return list(db.session.scalars(query.order_by(ReportBack.representation_id)))


def owed_reports() -> list[ReportBack]:
    """Neither given nor waived, the earliest due first."""
    query = _whole().where(ReportBack.told_at.is_(None), ReportBack.waived_at.is_(None))
    return list(db.session.scalars(query.order_by(ReportBack.due_on, ReportBack.id)))


def settled_reports(most: int = 50) -> list[ReportBack]:
    """Given or waived, the newest first."""
    query = _whole().where(ReportBack.told_at.is_not(None) | ReportBack.waived_at.is_not(None))
    return list(db.session.scalars(query.order_by(ReportBack.due_on.desc(), ReportBack.id.desc()).limit(most)))


def given_at(seats: Iterable[Representation], most: int = 5) -> list[ReportBack]:
    """What was told of these seats' meetings, the newest first."""
    numbers = [each.id for each in seats]
    query = _whole().where(ReportBack.representation_id.in_(numbers), ReportBack.told_at.is_not(None))
    return list(db.session.scalars(query.order_by(ReportBack.due_on.desc(), ReportBack.id.desc()).limit(most)))


def _whole() -> Select[ReportBack]:
    return select(ReportBack).options(
        joinedload(ReportBack.engagement),
        joinedload(ReportBack.representation).joinedload(Representation.body),
        joinedload(ReportBack.representation).joinedload(Representation.principal),
    )
