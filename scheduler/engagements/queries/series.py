"""Engagements that were planned as one series."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement, EngagementSeries, SeriesOccurrence
from scheduler.engagements.rules import OFF_THE_DIARY, OVER


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """How every calendar knows an occurrence of a repeating entry: the series' UID and the RECURRENCE-ID."""

    uid: str
    recurs_at: datetime


def entry_places(engagement_ids: Collection[int]) -> dict[int, EntryPlace]:
    """Of those engagements that are part of a repeating entry; one statement however many they are."""
    of_same = aliased(SeriesOccurrence)
    first_at = select(func.min(of_same.recurs_at)).where(of_same.series_id == EngagementSeries.id).scalar_subquery()
    query = (
        select(SeriesOccurrence.engagement_id, EngagementSeries.uid, SeriesOccurrence.recurs_at)
        .join(SeriesOccurrence.series)
        .join(SeriesOccurrence.engagement)
        .where(
            SeriesOccurrence.engagement_id.in_(engagement_ids),
            EngagementSeries.as_one_entry,
            or_(Engagement.uid == EngagementSeries.uid, SeriesOccurrence.recurs_at > first_at),
        )
    )
    return {engagement_id: EntryPlace(uid, recurs_at) for engagement_id, uid, recurs_at in db.session.execute(query)}


def entry_place(engagement: Engagement) -> EntryPlace | None:
    """The same of one; None for what is an entry of its own."""
    return entry_places([engagement.id]).get(engagement.id)


def series_of(engagement: Engagement) -> EngagementSeries | None:
    """The series that it belongs to, with every occurrence and its engagement; None for one that stands alone."""
    occurrence = db.session.get(SeriesOccurrence, engagement.id)
    if occurrence is None:
        return None
    query = select(EngagementSeries).where(EngagementSeries.id == occurrence.series_id)
    each = selectinload(EngagementSeries.occurrences).joinedload(SeriesOccurrence.engagement)
    found = each.options(
        joinedload(Engagement.place), selectinload(Engagement.posts), selectinload(Engagement.principals)
    )
    return db.session.scalars(query.options(found)).one()


def occurrence_of(engagement: Engagement) -> SeriesOccurrence | None:
    """Its place in its series: under which start calendars know it there."""
    return db.session.get(SeriesOccurrence, engagement.id)


def siblings_of(engagement: Engagement) -> Sequence[Engagement]:
    """Every engagement of the same series, itself among them, in the order of the rule; empty outside a series."""
    series = series_of(engagement)
    return [each.engagement for each in series.occurrences] if series is not None else []


def later_siblings(engagement: Engagement, now: datetime) -> list[Engagement]:
    """Those after it by the rule that are still in the diary; a moved one keeps its place in the series."""
    series = series_of(engagement)
    if series is None:
        return []
    recurs_at = next(each.recurs_at for each in series.occurrences if each.engagement_id == engagement.id)
    later = [each.engagement for each in series.occurrences if each.recurs_at > recurs_at]
    return [each for each in later if each.status not in OFF_THE_DIARY | OVER and is_ahead(each, now)]


def is_ahead(engagement: Engagement, now: datetime) -> bool:
    """Whether it is not over yet, by the clock."""
    ends = engagement.ends_at
    return ends is None or ends > now
