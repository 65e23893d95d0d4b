"""What the office knows of each commitment's meetings: those that have their day, and those still to be dated."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from math import inf

from sqlalchemy import select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Hold
from scheduler.forward_plan.queries.commitments import measure_of
from scheduler.forward_plan.queries.coverage import BoardRow
from scheduler.forward_plan.queries.meetings import meetings_with
from scheduler.forward_plan.queries.partners import handovers, key_of
from scheduler.forward_plan.rules.counting import Meeting, miss
from scheduler.forward_plan.rules.coverage import DATED, OPEN
from scheduler.forward_plan.rules.lineage import forebears

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class OpenMeeting:
    """An engagement that has no agreed time; `held_at`: the one time kept free for it, if it may move from there."""

    engagement_id: int
    held_at: Span | None
    principal_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class KnownMeetings:
    """Of one commitment: the days of what is agreed or kept free, rising, and what is still to be dated."""

    days: tuple[date, ...]
    open: tuple[OpenMeeting, ...]


def known_meetings(rows: Iterable[BoardRow], on: date, may_move: Collection[int]) -> dict[int, KnownMeetings]:
    """By commitment, as of a day; what `may_move` counts as open although a time is kept free for it."""
    rows, older = list(rows), forebears(handovers(), on)
    keys = {key_of(row.home) for row in rows}
    meetings = meetings_with(keys.union(*(older.get(key, ()) for key in keys)))
    holds = _live_holds({each.id for found in meetings.values() for each in found if each.status in OPEN})
    found: dict[int, KnownMeetings] = {}
    for row in rows:
        key, measure = key_of(row.home), measure_of(row.commitment.rule)
        theirs = [each for partner in (key, *older.get(key, ())) for each in meetings.get(partner, ())]
        since = row.standing.last.on if row.standing.last and row.standing.last.on else date.min
        counting = [each for each in theirs if miss(each, measure) is None and (each.left_on or date.max) >= since]
        found[row.commitment.id] = _known(counting, on, holds, may_move)
    return found


def _known(
    meetings: Iterable[Meeting], on: date, holds: Mapping[int, list[Span]], may_move: Collection[int]
) -> KnownMeetings:
    days: list[date] = []
    still_open: list[OpenMeeting] = []
    for each in meetings:
        times = holds.get(each.id, [])
        if each.status in DATED and each.on is not None and each.on >= on:
            days.append(each.on)
        elif each.status in OPEN and times and each.id not in may_move:
            days.append(local_day(times[0][0]))
        elif each.status in OPEN:
            still_open.append(OpenMeeting(each.id, times[0] if times else None, each.principal_ids))
    return KnownMeetings(tuple(sorted(days)), tuple(sorted(still_open, key=_first_held)))


def _first_held(meeting: OpenMeeting) -> tuple[float, int]:
    return meeting.held_at[0].timestamp() if meeting.held_at else inf, meeting.engagement_id


def _live_holds(engagement_ids: Collection[int]) -> dict[int, list[Span]]:
    """Their live holds in order."""
    query = select(Hold.engagement_id, Hold.starts_at, Hold.ends_at).where(
        Hold.engagement_id.in_(engagement_ids), Hold.released_at.is_(None)
    )
    found: dict[int, list[Span]] = {}
    for engagement_id, starts_at, ends_at in db.session.execute(query.order_by(Hold.starts_at, Hold.id)):
        found.setdefault(engagement_id, []).append((starts_at, ends_at))
    return found
