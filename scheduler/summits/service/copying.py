"""A summit copied to next year: what was arranged, not who came, what they need or what they handed in."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from scheduler.almanac.queries import bank_holidays
from scheduler.audit.service import record
from scheduler.core.clock import from_local, local_day, to_local
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import draft_of, when_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementDraft
from scheduler.engagements.rules.spans import days_of_time
from scheduler.engagements.service import copy_engagement
from scheduler.ical.event import AllDay, Timed
from scheduler.summits.models import (
    Agency,
    PlannedMember,
    PlannedWave,
    Session,
    Summit,
    SummitChapter,
    SummitPlaces,
    SummitRoom,
    Workshop,
)
from scheduler.summits.queries.days import proposed_next_year
from scheduler.summits.rules.timeline import kept_distance
from scheduler.summits.service.chapters import date_words_of

A_YEAR = timedelta(weeks=52)

COPIED = (
    "outcomes",
    "timeline",
    "access_facts",
    "offer_hours",
    "needs_days",
    "wanted_band",
    "wants_authority",
    "takes_companions",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyDraft:
    """The next one: its title, and its time when that is known."""

    title: str
    when: Timed | AllDay | None = None
    clash_reason: str = ""
    clashes_seen: frozenset[str] | None = None


def copy_summit(original: Summit, draft: CopyDraft, *, now: datetime) -> Summit:
    """Engagement, settings, rooms, quotas, waves, programme. Raises RuleBroken, and ClashFound as planning does."""
    engagement = copy_engagement(original.engagement, _draft(original.engagement, draft), now=now)
    summit = Summit(engagement=engagement, copied_from_id=original.id)
    for name in COPIED:
        setattr(summit, name, getattr(original, name))
    summit.places = _places(original.places)
    summit.chapters = [
        SummitChapter(known_on=local_day(now), title=engagement.title, date_words=date_words_of(engagement))
    ]
    db.session.add(summit)
    db.session.flush()
    rooms = {room.id: _room(summit, room) for room in original.rooms}
    days = _days(original.engagement, engagement)
    _copy_agencies(original, summit, local_day(now))
    _copy_waves(original, summit, days)
    _copy_programme(original, summit, rooms, days[1] - days[0])
    db.session.flush()
    words = f"Copied {original.engagement.title} as {engagement.title}"
    record("summit.copied", "engagement", engagement.id, words)
    return summit


def usual_copy(original: Summit) -> tuple[Timed | AllDay | None, tuple[str, ...]]:
    """The time proposed for next year, and why it is not simply the same weekday of the same week; None: no day yet."""
    when = when_of(original.engagement)
    if when is None:
        return None, ()
    first_on, last_on = days_of_time(when)
    day, reasons = proposed_next_year(first_on)
    if isinstance(when, AllDay):
        return AllDay(day, day + (last_on - first_on)), reasons
    return Timed(_shifted(when.starts_at, day - first_on), _shifted(when.ends_at, day - first_on)), reasons


def _draft(engagement: Engagement, draft: CopyDraft) -> EngagementDraft:
    return replace(
        draft_of(engagement),
        title=draft.title,
        when=draft.when,
        post_ids=(),
        reply_by_at=None,
        clash_reason=draft.clash_reason,
        clashes_seen=draft.clashes_seen,
    )


def _places(places: SummitPlaces) -> SummitPlaces:
    return SummitPlaces(places=places.places, ceiling=places.places, quota=places.quota)


def _days(original: Engagement, copy: Engagement) -> tuple[date, date]:
    """The old day and the new one; a year later while the new one is not known, so that times keep their order."""
    was, new = when_of(original), when_of(copy)
    was_on = days_of_time(was)[0] if was is not None else local_day(original.created_at)
    return was_on, days_of_time(new)[0] if new is not None else was_on + A_YEAR


def _room(summit: Summit, room: SummitRoom) -> SummitRoom:
    copy = SummitRoom(
        name=room.name,
        capacity=room.capacity,
        is_step_free=room.is_step_free,
        has_hearing_loop=room.has_hearing_loop,
        notes=room.notes,
        position=room.position,
    )
    summit.rooms.append(copy)
    return copy


def _copy_agencies(original: Summit, summit: Summit, today: date) -> None:
    """Those with a quota of their own that still exist; the others come back when they are invited."""
    for agency in original.agencies:
        home = agency.organisation or agency.body
        if home is None or not agency.has_own_quota or (home.ended_on is not None and home.ended_on < today):
            continue
        db.session.add(
            Agency(
                summit_id=summit.id,
                organisation_id=agency.organisation_id,
                body_id=agency.body_id,
                name=home.name,
                area_id=agency.area_id,
                quota=agency.quota,
                ceiling=agency.quota,
                has_own_quota=True,
            )
        )


def _copy_waves(original: Summit, summit: Summit, days: tuple[date, date]) -> None:
    query = select(PlannedWave).where(PlannedWave.summit_id == original.id).options(selectinload(PlannedWave.members))
    for wave in db.session.scalars(query.order_by(PlannedWave.position)):
        planned_on = wave.planned_on and kept_distance(wave.planned_on, *days, bank_holidays())
        copy = PlannedWave(
            summit_id=summit.id, kind=wave.kind, name=wave.name, position=wave.position, planned_on=planned_on
        )
        copy.members = [
            PlannedMember(post_id=each.post_id, person_id=each.person_id, group_id=each.group_id)
            for each in wave.members
        ]
        db.session.add(copy)


def _copy_programme(original: Summit, summit: Summit, rooms: dict[int, SummitRoom], shift: timedelta) -> None:
    query = select(Session).where(Session.summit_id == original.id).options(selectinload(Session.workshops))
    for session in db.session.scalars(query.order_by(Session.starts_at, Session.id)):
        copy = Session(
            summit_id=summit.id,
            kind=session.kind,
            title=session.title,
            words=session.words,
            starts_at=_shifted(session.starts_at, shift),
            ends_at=_shifted(session.ends_at, shift),
            room=rooms.get(session.room_id or 0),
        )
        copy.workshops = list(_workshops(session.workshops, rooms))
        db.session.add(copy)


def _workshops(workshops: Iterable[Workshop], rooms: dict[int, SummitRoom]) -> Iterable[Workshop]:
    for each in workshops:
        yield Workshop(
            letter=each.letter,
            title=each.title,
            words=each.words,
            room=rooms.get(each.room_id or 0),
            capacity=each.capacity,
            ceiling=each.capacity,
        )


def _shifted(at: datetime, shift: timedelta) -> datetime:
    """The same time of day so many days later."""
    local = to_local(at)
    return from_local(local.date() + shift, local.time())
