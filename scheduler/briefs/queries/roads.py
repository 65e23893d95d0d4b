"""When each of ours leaves for an engagement, by the diaries of its day."""

from collections.abc import Collection, Sequence
from datetime import date

from scheduler.almanac.queries import travel_table
from scheduler.briefs.rules.facts import Road
from scheduler.core.clock import to_local
from scheduler.core.wording import time_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries.diaries import diaries_between
from scheduler.engagements.rules import PlaceKind
from scheduler.engagements.rules.travel import Travel, travel_on

Roads = dict[tuple[date, int], list[Travel]]
"""By day and principal."""


def roads_on(days: Collection[date], principal_ids: Collection[int]) -> Roads:
    """Every road of these principals on these days; a fixed number of statements a day."""
    table = travel_table() if days else None
    return {
        (day, diary.principal_id): travel_on(day, diary, table)
        for day in days
        for diary in diaries_between(day, day, principal_ids)
        if table is not None
    }


def ways_to(engagement: Engagement, on: date | None, roads: Roads) -> tuple[Road, ...]:
    """One line for each of ours; none for what is online, has no hour or no place."""
    if on is None or engagement.starts_at is None or engagement.place_kind is PlaceKind.ONLINE:
        return ()
    if engagement.place is None:
        return ()
    found = [
        (each.title, [road for road in roads.get((on, each.id), ()) if _leads_to(road, engagement)])
        for each in engagement.principals
    ]
    return tuple(_way(title, there, engagement) for title, there in found)


def _leads_to(road: Travel, engagement: Engagement) -> bool:
    return road.of.engagement_id == engagement.id and not road.is_back and not road.of.is_held


def _way(title: str, there: Sequence[Travel], engagement: Engagement) -> Road:
    if not there:
        town = engagement.place.town if engagement.place else ""
        why = f"no road to take, already in {town}" if town else "the town of the place is not known"
        return Road(who=title, why=why)
    road = there[0]
    starts = to_local(road.when.starts_at).time()
    leave = f"{time_words(starts)} from {road.from_town}" if road.from_town else time_words(starts)
    return Road(who=title, leave=leave, takes=_takes(road), warnings=road.warnings)


def _takes(road: Travel) -> str:
    free = int((road.when.ends_at - road.when.starts_at).total_seconds() / 60) - road.minutes
    return f"{road.minutes} minutes on the road" + (f", {free} kept free" if free else "")
