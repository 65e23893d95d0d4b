"""What stands in the way of the same hours on many days, in a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from scheduler.almanac.queries import marks_between, travel_table
from scheduler.almanac.queries.holidays import bank_holiday_names
from scheduler.engagements.availability.obstacles import marks_that_count, organisations_of, town_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries.diaries import diaries_between
from scheduler.engagements.rules.obstacles import Obstacle, ObstacleKind, Wanted, obstacles_to
from scheduler.engagements.rules.spans import days_of_time
from scheduler.ical.event import AllDay, Timed

When = Timed | AllDay


def obstacles_on_days(engagement: Engagement, times: Sequence[When]) -> Mapping[When, list[Obstacle]]:
    """For each time, what our diaries, the layers and the bank holidays say against it."""
    if not times:
        return {}
    spans = [days_of_time(when) for when in times]
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    diaries = diaries_between(first, last, [each.id for each in engagement.principals])
    marks = marks_that_count(marks_between(first, last), diaries)
    roads, holidays = travel_table(), bank_holiday_names()
    town, ids = town_of(engagement), organisations_of(engagement.posts)
    wanted = {when: Wanted(when=when, town=town, organisation_ids=ids) for when in times}
    return {
        when: [*_holiday(days_of_time(when)[0], holidays), *obstacles_to(each, diaries, marks, roads)]
        for when, each in wanted.items()
    }


def _holiday(on: date, holidays: Mapping[date, str]) -> Iterable[Obstacle]:
    if on in holidays:
        yield Obstacle(
            kind=ObstacleKind.DAY, key=f"day:{on}", words=f"Bank holiday: {holidays[on]}", needs_reason=False
        )
