"""How often our seats were filled: of each seat, of all together, and how senior whoever came was."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from scheduler.core.clock import start_of_day
from scheduler.core.db import db
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Handling
from scheduler.engagements.rules.spans import DAY
from scheduler.representation.models import Representation, Sitting
from scheduler.representation.queries.seats import seat_words
from scheduler.representation.rules.attendance import Attendance, OneSitting, counted
from scheduler.representation.rules.seniority import OFFICER_BAND, band_of
from scheduler.representation.rules.vocabulary import Sat


def attendance_of(seats: Iterable[Representation], *, with_sensitive: bool = True) -> dict[int, Attendance]:
    """By id of the representation; each is there, also one that no meeting was held for."""
    listed = list(seats)
    found: dict[int, list[OneSitting]] = defaultdict(list)
    for sitting in sittings_of([each.id for each in listed], with_sensitive=with_sensitive):
        found[sitting.representation_id].append(OneSitting(sitting.sat, band_of_sitting(sitting)))
    return {seat.id: counted(found[seat.id]) for seat in listed}


def sittings_of(
    representation_ids: Collection[int],
    from_on: date | None = None,
    until_on: date | None = None,
    *,
    with_sensitive: bool = True,
) -> list[Sitting]:
    """How each held meeting went for these seats, the newest first: the records behind every rate. Days are included.

    What leaves the office asks `with_sensitive=False`.
    """
    query = (
        select(Sitting)
        .join(Sitting.engagement)
        .where(Sitting.representation_id.in_(representation_ids), *_within(from_on, until_on))
        .options(joinedload(Sitting.engagement), joinedload(Sitting.representation))
    )
    if not with_sensitive:
        query = query.where(Engagement.handling == Handling.OFFICIAL)
    return sorted(db.session.scalars(query), key=_when, reverse=True)


def band_of_sitting(sitting: Sitting) -> int:
    """Of whoever sat there: the representative's own, or the alternate's."""
    seat = sitting.representation
    if sitting.sat is not Sat.ALTERNATE:
        return band_of(seat.principal.kind if seat.principal else None)
    gone = (each.principal for each in seat.alternates if seat_words(each) == sitting.who)
    return next((band_of(each.kind) for each in gone if each is not None), OFFICER_BAND)


def _when(sitting: Sitting) -> tuple[date, int]:
    return first_day_of(sitting.engagement) or date.min, sitting.engagement_id


def _within(from_on: date | None, until_on: date | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if from_on is not None:
        conditions.append(or_(Engagement.starts_at >= start_of_day(from_on), Engagement.starts_on >= from_on))
    if until_on is not None:
        ends = start_of_day(until_on + DAY)
        conditions.append(or_(Engagement.starts_at < ends, Engagement.starts_on <= until_on))
    return conditions
