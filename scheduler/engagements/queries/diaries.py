"""Whole diaries as plain values, in a number of statements that grows with neither people nor engagements."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from itertools import chain
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.accounts.queries import find_office
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.engagements.models import Absence, Engagement, EngagementPrincipal, Hold, Principal, PrincipalDiary
from scheduler.engagements.queries.engagements import touching
from scheduler.engagements.rules import OFF_THE_DIARY, Handling, PlaceKind
from scheduler.engagements.rules.diaries import NOWHERE, Away, Diary, Taken, Week, office_week, own_week
from scheduler.engagements.rules.spans import DAY, bounds_of
from scheduler.ical.event import AllDay, Timed
from scheduler.stakeholders.models import Place

OFFICE_DAY = (time(9), time(17))
"""Where there is no office to ask yet."""


def diaries_between(
    first_on: date, last_on: date, principal_ids: Collection[int], *, except_engagement_ids: Collection[int] = ()
) -> list[Diary]:
    """What stands in these principals' diaries on these local days, in the office's order of principals."""
    days = AllDay(first_on, last_on)
    taken = _taken(days, principal_ids, except_engagement_ids)
    away = _away(days, principal_ids)
    week = _office_week()
    return [_diary(each, taken.get(each.id, []), away.get(each.id, []), week) for each in _principals(principal_ids)]


def _principals(principal_ids: Collection[int]) -> Sequence[Principal]:
    query = select(Principal).where(Principal.id.in_(principal_ids)).order_by(Principal.position, Principal.id)
    settings = joinedload(Principal.diary).joinedload(PrincipalDiary.base_place)
    return db.session.scalars(
        query.options(settings, selectinload(Principal.hours), selectinload(Principal.layers))
    ).all()


def _diary(principal: Principal, taken: list[Taken], away: list[Away], office: Week) -> Diary:
    hours = [(each.weekday, each.starts, each.ends) for each in principal.hours]
    bare = Diary(
        principal_id=principal.id,
        title=principal.title,
        hours=own_week(hours) if hours else office,
        taken=tuple(sorted(taken, key=lambda each: (bounds_of(each.when)[0], each.engagement_id, each.key))),
        away=(*away, *_out_of_office(principal)),
        layer_ids=frozenset(each.id for each in principal.layers),
    )
    settings = principal.diary
    if settings is None:
        return bare
    return replace(
        bare,
        base_town=settings.base_place.town if settings.base_place else NOWHERE,
        buffer_minutes=settings.buffer_minutes,
        day_limit=settings.day_limit,
        week_limit=settings.week_limit,
        evening_limit=settings.evening_limit,
    )


def _out_of_office(principal: Principal) -> list[Away]:
    """The days before they came and after they leave."""
    found = []
    if principal.from_on is not None:
        found.append(Away(key="before", words="not in office yet", last_on=principal.from_on - DAY))
    if principal.until_on is not None:
        found.append(Away(key="after", words="not in office any more", first_on=principal.until_on + DAY))
    return found


def _taken(days: AllDay, principal_ids: Collection[int], except_ids: Collection[int]) -> dict[int, list[Taken]]:
    """Engagements and holds by principal; read as plain rows, since a year has hundreds."""
    found: dict[int, list[Taken]] = defaultdict(list)
    for principal_id, taken in chain(
        _engagements(days, principal_ids, except_ids), _holds(days, principal_ids, except_ids)
    ):
        found[principal_id].append(taken)
    return found


def _engagements(
    days: AllDay, principal_ids: Collection[int], except_ids: Collection[int]
) -> Iterator[tuple[int, Taken]]:
    rows = db.session.execute(
        select(
            EngagementPrincipal.principal_id,
            Engagement.id.label("engagement_id"),
            Engagement.title,
            Engagement.starts_at,
            Engagement.ends_at,
            Engagement.starts_on,
            Engagement.ends_on,
            Engagement.uid,
            Engagement.revised_at,
            Engagement.handling,
            Engagement.place_kind,
            Place.town,
        )
        .join(Engagement, Engagement.id == EngagementPrincipal.engagement_id)
        .outerjoin(Place, Place.id == Engagement.place_id)
        .where(
            EngagementPrincipal.principal_id.in_(principal_ids),
            touching(days),
            Engagement.status.not_in(OFF_THE_DIARY),
            Engagement.id.not_in(except_ids),
        )
    )
    for row in rows:
        when = _when(row.starts_at, row.ends_at, row.starts_on, row.ends_on)
        key = f"engagement:{row.engagement_id}"
        yield row.principal_id, Taken(key=key, when=when, uid=row.uid, revised_at=row.revised_at, **_shared(row))


def _holds(days: AllDay, principal_ids: Collection[int], except_ids: Collection[int]) -> Iterator[tuple[int, Taken]]:
    begins, ends = bounds_of(days)
    rows = db.session.execute(
        select(
            EngagementPrincipal.principal_id,
            Hold.id.label("hold_id"),
            Hold.uid,
            Hold.starts_at,
            Hold.ends_at,
            Hold.created_at,
            Hold.expires_at,
            Engagement.id.label("engagement_id"),
            Engagement.title,
            Engagement.revised_at,
            Engagement.handling,
            Engagement.place_kind,
            Place.town,
        )
        .join(Engagement, Engagement.id == Hold.engagement_id)
        .join(EngagementPrincipal, EngagementPrincipal.engagement_id == Engagement.id)
        .outerjoin(Place, Place.id == Engagement.place_id)
        .where(
            EngagementPrincipal.principal_id.in_(principal_ids),
            Hold.released_at.is_(None),
            Hold.starts_at < ends,
            Hold.ends_at > begins,
            Engagement.id.not_in(except_ids),
        )
    )
    for row in rows:
        taken = Taken(
            key=f"hold:{row.hold_id}",
            when=Timed(row.starts_at, row.ends_at),
            uid=row.uid,
            revised_at=max(row.created_at, row.revised_at),
            held_until=local_day(row.expires_at),
            **_shared(row),
        )
        yield row.principal_id, taken


def _shared(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """What an engagement and a time held for it have in common."""
    return {
        "engagement_id": row.engagement_id,
        "title": row.title,
        "town": NOWHERE if row.place_kind is PlaceKind.ONLINE else row.town or NOWHERE,
        "is_sensitive": row.handling is Handling.OFFICIAL_SENSITIVE,
    }


def _when(
    starts_at: datetime | None, ends_at: datetime | None, first_on: date | None, last_on: date | None
) -> Timed | AllDay:
    if starts_at is not None and ends_at is not None:
        return Timed(starts_at, ends_at)
    assert first_on is not None
    assert last_on is not None
    return AllDay(first_on, last_on)


def _away(days: AllDay, principal_ids: Collection[int]) -> dict[int, list[Away]]:
    query = (
        select(Absence)
        .where(
            Absence.principal_id.in_(principal_ids),
            Absence.first_on <= days.last_on,
            Absence.last_on >= days.first_on,
        )
        .order_by(Absence.first_on, Absence.id)
    )
    found: dict[int, list[Away]] = defaultdict(list)
    for each in db.session.scalars(query):
        away = Away(key=f"absence:{each.id}", words=each.words, first_on=each.first_on, last_on=each.last_on)
        found[each.principal_id].append(away)
    return found


def _office_week() -> Week:
    office = find_office()
    return office_week(office.opens_at, office.closes_at) if office else office_week(*OFFICE_DAY)
