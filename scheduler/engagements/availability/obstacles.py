"""What stands in the way of a time, from the diaries and the almanac as they are now."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from scheduler.almanac.queries import holidays_known_until, marks_between, travel_table
from scheduler.almanac.queries.deadlines import deadlines_between
from scheduler.almanac.queries.holidays import bank_holiday_names
from scheduler.almanac.rules.marks import DayMark, days_between
from scheduler.almanac.rules.verdict import Facts, reasons_against
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import layers_of_ours
from scheduler.engagements.queries.diaries import diaries_between
from scheduler.engagements.rules import PlaceKind
from scheduler.engagements.rules.diaries import NOWHERE, Diary
from scheduler.engagements.rules.obstacles import Obstacle, ObstacleKind, Wanted, obstacles_to
from scheduler.engagements.rules.spans import days_of_time
from scheduler.ical.event import Timed
from scheduler.stakeholders.models import Place, Post


def obstacles(engagement: Engagement, starts_at: datetime, ends_at: datetime, *, now: datetime) -> list[str]:
    """Everything that speaks against a time for an engagement, in words for the office; empty: nothing does.

    Its own holds are never in its way. Some reasons only cost (school holidays), some are private (leave): a partner
    is told that a time is not possible, never why.
    """
    wanted = wanted_of(engagement, Timed(starts_at, ends_at))
    found = obstacles_in_way(wanted, [each.id for each in engagement.principals], engagement.id)
    past = ["That time is past"] if starts_at <= now else []
    return past + [each.words for each in found]


def obstacles_in_way(wanted: Wanted, principal_ids: Collection[int], engagement_id: int | None) -> list[Obstacle]:
    """The same as values, for forms that ask for a reason; `engagement_id` is never in its own way."""
    first, last = days_of_time(wanted.when)
    diaries = diaries_between(
        first, last, principal_ids, except_engagement_ids=() if engagement_id is None else (engagement_id,)
    )
    marks = marks_that_count(marks_between(first, last), diaries)
    return [*obstacles_to(wanted, diaries, marks, travel_table()), *_of_days(wanted)]


def marks_that_count(marks: Iterable[DayMark], diaries: Collection[Diary]) -> list[DayMark]:
    """Without the calendars that count for others of ours only."""
    owned = layers_of_ours()
    theirs = {layer for diary in diaries for layer in diary.layer_ids}
    return [mark for mark in marks if mark.layer_id not in owned or mark.layer_id in theirs]


def wanted_of(engagement: Engagement, when: Timed) -> Wanted:
    """What an engagement asks of a time: its town and partners."""
    return Wanted(when=when, town=town_of(engagement), organisation_ids=organisations_of(engagement.posts))


def town_of(engagement: Engagement) -> str:
    """Where ours must be; nowhere for what is online or whose place nobody knows."""
    return town_at(engagement.place_kind, engagement.place)


def town_at(kind: PlaceKind, place: Place | None) -> str:
    """The same from a kind of place and a place."""
    return NOWHERE if place is None or kind is PlaceKind.ONLINE else place.town


def organisations_of(posts: Iterable[Post]) -> frozenset[int]:
    """The partners' organisations, those that a body covers among them: whose school holidays count."""
    return frozenset(number for post in posts for number in _organisations(post))


def _organisations(post: Post) -> list[int]:
    if post.body is not None:
        return [each.id for each in post.body.covers]
    return [post.organisation_id] if post.organisation_id is not None else []


def _of_days(wanted: Wanted) -> Iterator[Obstacle]:
    """Weekends, bank holidays, papers due: for information, since the office decides when it works."""
    first, last = days_of_time(wanted.when)
    facts = Facts(
        holidays=bank_holiday_names(),
        known_until=holidays_known_until(),
        deadlines=deadlines_between(first, last),
    )
    for day in days_between(first, last):
        for number, reason in enumerate(reasons_against(day, facts)):
            yield Obstacle(kind=ObstacleKind.DAY, key=f"day:{day}:{number}", words=reason.words, needs_reason=False)
