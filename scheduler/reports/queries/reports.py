"""Reports to the Panel, their frozen copies, and the meetings that one can be for."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.clock import start_of_day
from scheduler.core.db import db
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement, EngagementPost
from scheduler.engagements.rules import OFF_THE_DIARY
from scheduler.reports.models import Narrative, PanelReport, ReportSnapshot
from scheduler.reports.rules.vocabulary import ReportState
from scheduler.stakeholders.models import Body, Post
from scheduler.stakeholders.queries.records import live_bodies
from scheduler.stakeholders.rules import BodyKind


def all_reports() -> Sequence[PanelReport]:
    """The latest meeting first."""
    query = select(PanelReport).options(joinedload(PanelReport.body), joinedload(PanelReport.engagement))
    return db.session.scalars(query.order_by(PanelReport.meeting_on.desc(), PanelReport.id.desc())).all()


def open_reports() -> Sequence[PanelReport]:
    """Not frozen yet, the nearest meeting first."""
    query = select(PanelReport).where(PanelReport.state != ReportState.FROZEN)
    query = query.options(joinedload(PanelReport.engagement))
    return db.session.scalars(query.order_by(PanelReport.meeting_on, PanelReport.id)).all()


def report_by_id(report_id: int) -> PanelReport | None:
    """One with what was written for it."""
    whole = (joinedload(PanelReport.body), joinedload(PanelReport.engagement), selectinload(PanelReport.narratives))
    return db.session.scalar(select(PanelReport).where(PanelReport.id == report_id).options(*whole))


def snapshot_of(report: PanelReport) -> ReportSnapshot | None:
    """Its frozen copy."""
    return db.session.scalar(select(ReportSnapshot).where(ReportSnapshot.report_id == report.id))


def last_frozen(report: PanelReport) -> ReportSnapshot | None:
    """The one that this report follows: of the same body, about an earlier period."""
    query = (
        select(ReportSnapshot)
        .join(ReportSnapshot.report)
        .where(PanelReport.id != report.id, PanelReport.until_on <= report.until_on)
        .where(PanelReport.body_id.is_not_distinct_from(report.body_id))
        .options(joinedload(ReportSnapshot.report))
        .order_by(PanelReport.until_on.desc(), ReportSnapshot.id.desc())
    )
    if report.state is ReportState.FROZEN:
        frozen_at = select(ReportSnapshot.frozen_at).where(ReportSnapshot.report_id == report.id).scalar_subquery()
        query = query.where(ReportSnapshot.frozen_at <= frozen_at)
    return db.session.scalar(query.limit(1))


def last_period_end(body_id: int | None) -> date | None:
    """Up to when the last report to that body went: the next one begins the day after."""
    query = select(PanelReport.until_on).where(PanelReport.body_id.is_not_distinct_from(body_id))
    return db.session.scalar(query.order_by(PanelReport.until_on.desc()).limit(1))


def earlier_words(report: PanelReport) -> dict[str, tuple[PanelReport, Narrative]]:
    """What was last written for each section in a report before this one, by key: to be offered, never to be put in."""
    query = (
        select(Narrative, PanelReport)
        .join(Narrative.report)
        .where(PanelReport.id != report.id, PanelReport.body_id.is_not_distinct_from(report.body_id))
        .where(PanelReport.until_on <= report.until_on, Narrative.words != "")
        .order_by(PanelReport.until_on, PanelReport.id)
    )
    return {narrative.key: (earlier, narrative) for narrative, earlier in db.session.execute(query)}


def meeting_day(report: PanelReport) -> date:
    """The day of the meeting: the diary's, should it have moved."""
    engagement = report.engagement
    if engagement is None or engagement.status in OFF_THE_DIARY:
        return report.meeting_on
    return first_day_of(engagement) or report.meeting_on


def panels(today: date, keep: Body | None = None) -> list[Body]:
    """Bodies to which one reports, panels first, by name; and the one chosen already."""
    found = sorted(live_bodies(today), key=lambda each: each.kind is not BodyKind.PANEL)
    return [*found, *([keep] if keep is not None and keep not in found else [])]


def meetings_to_come(today: date, keep: int | None = None) -> Sequence[Engagement]:
    """Meetings of bodies in the diary from today on, and the one chosen already; the nearest first."""
    ahead = or_(Engagement.starts_at >= start_of_day(today), Engagement.starts_on >= today)
    of_bodies = (
        select(EngagementPost.engagement_id)
        .join(Post, Post.id == EngagementPost.post_id)
        .join(Body, Body.id == Post.body_id)
        .where(Body.kind == BodyKind.PANEL)
    )
    wanted = or_(ahead & Engagement.status.not_in(OFF_THE_DIARY) & Engagement.id.in_(of_bodies), Engagement.id == keep)
    query = select(Engagement).where(wanted)
    return db.session.scalars(query.order_by(Engagement.starts_at, Engagement.starts_on, Engagement.id)).all()
