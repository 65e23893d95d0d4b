"""Keeps the times held and the roads of each principal's days rendered, for that principal's own full feeds alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import delete, select

from scheduler.almanac.queries import travel_table
from scheduler.almanac.rules.marks import days_between
from scheduler.almanac.rules.travel import TravelTable
from scheduler.core.clock import local_day
from scheduler.core.db import db, insert_into
from scheduler.core.wording import day_words
from scheduler.engagements.calendar import when_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import all_principals
from scheduler.engagements.queries.diaries import diaries_between
from scheduler.engagements.rules.diaries import Diary, Taken
from scheduler.engagements.rules.spans import days_of_time
from scheduler.engagements.rules.travel import Travel, travel_on
from scheduler.feeds.fragments import stamp
from scheduler.feeds.models import FeedDay
from scheduler.feeds.rules import MONTHS_AHEAD, Scope, plus_months
from scheduler.ical.event import AllDay, CalendarEvent, Status, Timed
from scheduler.ical.render import render_event

LONGEST_DAYS = 31
"""An engagement that lasts longer has no roads; the daily round finds the rest."""

When = Timed | AllDay | None
DayKey = tuple[int, date]
"""A principal and a local day."""


def render_around(engagement: Engagement, before: When = None, *, now: datetime) -> None:
    """An engagement or its holds changed: the days that it takes, took (`before`) or holds are rendered again."""
    noted: dict[date, set[int]] = {}
    note_days(noted, engagement, before)
    render_noted(noted, now=now)


def note_days(noted: dict[date, set[int]], engagement: Engagement, before: When = None) -> None:
    """Add the days that an engagement takes, took or holds, and its principals, to what is to be rendered."""
    times: list[When] = [when_of(engagement), before]
    times += [Timed(hold.starts_at, hold.ends_at) for hold in engagement.holds]
    ids = {principal.id for principal in engagement.principals}
    for day in {day for when in times for day in _days(when)}:
        noted.setdefault(day, set()).update(ids)


def render_noted(noted: Mapping[date, Collection[int]], *, now: datetime) -> None:
    """Render days for these principals, and for whoever has something stored on them."""
    for day, ids in sorted(noted.items()):
        stored = select(FeedDay.principal_id).where(FeedDay.day == day)
        render_days({*ids, *db.session.scalars(stored)}, day, day, now=now)


def render_ahead(principal_ids: Collection[int] | None = None, *, now: datetime) -> None:
    """Every day from today on; what is past stays as it was. None: of all principals."""
    today = local_day(now)
    ids = [each.id for each in all_principals()] if principal_ids is None else principal_ids
    render_days(ids, today, plus_months(today, MONTHS_AHEAD), now=now)


def render_days(principal_ids: Collection[int], first_on: date, last_on: date, *, now: datetime) -> None:
    """Bring what is kept of these days in step, and raise the revision of the feeds of those whose days differ."""
    roads = travel_table()
    wanted = {
        (diary.principal_id, day): ics
        for diary in diaries_between(first_on, last_on, principal_ids)
        for day, ics in _rendered(diary, first_on, last_on, roads)
    }
    touched = _keep(wanted, _stored(principal_ids, first_on, last_on))
    stamp({(Scope.PRINCIPAL, each) for each in touched}, now)


def _days(when: When) -> list[date]:
    return [] if when is None else days_between(*days_of_time(when))[:LONGEST_DAYS]


def _rendered(diary: Diary, first_on: date, last_on: date, roads: TravelTable) -> Iterable[tuple[date, bytes]]:
    """The days on which there is anything; what is OFFICIAL-SENSITIVE is not even known by its roads."""
    shown = replace(diary, taken=tuple(each for each in diary.taken if not each.is_sensitive))
    by_day: dict[date, list[Taken]] = defaultdict(list)
    for taken in shown.taken:
        for day in _days(taken.when):
            if first_on <= day <= last_on:
                by_day[day].append(taken)
    for day, taken_then in sorted(by_day.items()):
        events = _events(day, replace(shown, taken=tuple(taken_then)), roads)
        if events:
            yield day, b"".join(render_event(event) for event in events)


def _events(day: date, diary: Diary, roads: TravelTable) -> list[CalendarEvent]:
    revised_at = max(each.revised_at for each in diary.taken)
    held = [_held(each) for each in diary.taken if each.is_held and days_of_time(each.when)[0] == day]
    return held + [_road(each, revised_at) for each in travel_on(day, diary, roads)]


def _held(taken: Taken) -> CalendarEvent:
    assert taken.held_until is not None
    return CalendarEvent(
        uid=taken.uid,
        sequence=0,
        stamped_at=taken.revised_at,
        created_at=taken.revised_at,
        modified_at=taken.revised_at,
        when=taken.when,
        summary=f"Held: {taken.title}",
        description=f"Held until {day_words(taken.held_until)}; the date is not agreed yet.",
        location=taken.town,
        status=Status.TENTATIVE,
    )


def _road(travel: Travel, revised_at: datetime) -> CalendarEvent:
    """Stamped with the day's last revision: the road to one place depends on the place before it."""
    return CalendarEvent(
        uid=travel.uid,
        sequence=0,
        stamped_at=revised_at,
        created_at=revised_at,
        modified_at=revised_at,
        when=travel.when,
        summary=travel.words,
        description="\n\n".join([travel.details(), *travel.warnings]),
        status=Status.TENTATIVE if travel.of.is_held else Status.CONFIRMED,
    )


def _stored(principal_ids: Collection[int], first_on: date, last_on: date) -> dict[DayKey, bytes]:
    query = select(FeedDay.principal_id, FeedDay.day, FeedDay.ics).where(
        FeedDay.principal_id.in_(principal_ids), FeedDay.day.between(first_on, last_on)
    )
    return {(principal_id, day): ics for principal_id, day, ics in db.session.execute(query)}


def _keep(wanted: Mapping[DayKey, bytes], stored: Mapping[DayKey, bytes]) -> set[int]:
    """The principals of whose days any byte differs."""
    gone = sorted(stored.keys() - wanted.keys())
    differs = {key: ics for key, ics in sorted(wanted.items()) if stored.get(key) != ics}
    for principal_id, day in gone:
        db.session.execute(delete(FeedDay).where(FeedDay.principal_id == principal_id, FeedDay.day == day))
    if differs:
        rows = [{"principal_id": each, "day": day, "ics": ics} for (each, day), ics in differs.items()]
        insert = insert_into(FeedDay)
        # Two changes of one day may both find no row: the later one's stands.
        upsert = insert.on_conflict_do_update(index_elements=["principal_id", "day"], set_={"ics": insert.excluded.ics})
        db.session.execute(upsert, rows)
    return {principal_id for principal_id, _ in (*gone, *differs)}
