"""When each of ours leaves for an engagement, by the diaries of its day."""

from collections.abc import Collection
from datetime import date

from scheduler.almanac.queries import travel_table
from scheduler.briefs.rules.facts import Road
from scheduler.core.clock import to_local
from scheduler.core.values import dataclass
from scheduler.core.wording import time_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries.diaries import diaries_between
from scheduler.engagements.rules import PlaceKind
from scheduler.engagements.rules.travel import Travel, travel_on


@dataclass(frozen=True, slots=True)
class DayOut:
    """The roads of one of ours on one day, and where that day begins; no town: nobody said."""

    base_town: str = ""
    roads: tuple[Travel, ...] = ()


Roads = dict[tuple[date, int], DayOut]
"""By day and principal."""
NOT_KNOWN = DayOut()


def roads_on(days: Collection[date], principal_ids: Collection[int]) -> Roads:
    """Every road of these principals on these days; a fixed number of statements a day."""
    table = travel_table() if days else None
    return {
        (day, diary.principal_id): DayOut(diary.base_town, tuple(travel_on(day, diary, table)))
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
    return tuple(
        _way(each.title, roads.get((on, each.id), NOT_KNOWN), engagement, engagement.place.town)
        for each in engagement.principals
    )


def _leads_to(road: Travel, engagement: Engagement) -> bool:
    return road.of.engagement_id == engagement.id and not road.is_back and not road.of.is_held


def _way(title: str, day: DayOut, engagement: Engagement, town: str) -> Road:
    road = next((each for each in day.roads if _leads_to(each, engagement)), None)
    if road is None:
        return Road(who=title, why=_why_none(day, town))
    starts = to_local(road.when.starts_at).time()
    leave = f"{time_words(starts)} from {road.from_town}" if road.from_town else time_words(starts)
    return Road(who=title, leave=leave, takes=_takes(road), warnings=road.warnings)


def _why_none(day: DayOut, town: str) -> str:
    if not town:
        return "the town of the place is not known"
    return f"no road to take, already in {town}" if day.base_town else "where the day begins is not known"


def _takes(road: Travel) -> str:
    free = int((road.when.ends_at - road.when.starts_at).total_seconds() / 60) - road.minutes
    return f"{road.minutes} minutes on the road" + (f", {free} kept free" if free else "")
