"""The database as the proposer's problem: days, hours, what is taken or held, layers, roads."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from scheduler.almanac.queries import bank_holidays, marks_between, travel_table
from scheduler.almanac.rules import is_working_day
from scheduler.almanac.rules.marks import DayMark, days_between
from scheduler.almanac.rules.travel import UNKNOWN_MINUTES, TravelTable, town_key
from scheduler.core.clock import local_day
from scheduler.engagements.queries import bodies_covering, layers_of_ours
from scheduler.engagements.queries.diaries import diaries_between
from scheduler.engagements.rules.diaries import Away, Diary, Taken, minutes_of
from scheduler.engagements.rules.spans import DAY, WHOLE_DAY, days_of_time, span_on
from scheduler.ical.event import AllDay
from scheduler.proposer.problem import NOWHERE, Busy, Mark, Principal, Problem, Span
from scheduler.stakeholders.models import Post

STARTS = tuple(range(9 * 60, 19 * 60 + 31, 30))
"""Each half hour from 9am to 7:30pm, as minutes of the day; the principals' hours decide which of them count."""
LEAST_BUFFER = 0


def ground(
    first_on: date,
    last_on: date,
    principal_ids: Collection[int],
    *,
    now: datetime,
    except_engagement_ids: Collection[int] = (),
) -> Problem:
    """A problem without demands for the working days from tomorrow on; some engagements may be thought away.

    Keys: `principal_key`, `partner_key`, towns folded by `almanac.rules.travel.town_key`. Times are minutes of the
    local wall clock, so clock changes need no care. A bounded number of statements.
    """
    first_on = max(first_on, local_day(now) + DAY)
    monday, sunday = first_on - first_on.weekday() * DAY, last_on + (6 - last_on.weekday()) * DAY
    # Whole weeks, since a week's limit counts what lies before the period too.
    diaries = diaries_between(monday, sunday, principal_ids, except_engagement_ids=except_engagement_ids)
    roads = travel_table()
    days = [day for day in days_between(first_on, last_on) if is_working_day(day, bank_holidays())]
    titles = {town_key(town): town for town in _towns(diaries, roads)}
    return Problem(
        days=tuple(days),
        starts=STARTS,
        principals=tuple(_principal(diary, days, roads) for diary in diaries),
        demands=(),
        marks=tuple(_marks(marks_between(first_on, last_on), diaries)),
        travel={(here, there): roads.minutes(here, there) for here in titles for there in titles if here < there},
        unknown_travel=UNKNOWN_MINUTES,
        place_titles=titles,
        buffer=max((diary.buffer_minutes for diary in diaries), default=LEAST_BUFFER),
    )


def principal_key(principal_id: int) -> str:
    """One of ours, as the proposer knows them."""
    return f"principal:{principal_id}"


def partner_key(post: Post) -> str:
    """The organisation or body of a post, as the proposer knows it and as layers name it."""
    return f"organisation:{post.organisation_id}" if post.organisation_id is not None else f"body:{post.body_id}"


def direction_of(town: str, base_town: str, roads: TravelTable) -> str:
    """The cluster that a journey belongs to, or the town itself; none within the town where days begin."""
    if town_key(town) in {NOWHERE, town_key(base_town)}:
        return NOWHERE
    return roads.direction(town) or town_key(town)


def _towns(diaries: Iterable[Diary], roads: TravelTable) -> list[str]:
    """The area's, and wherever something is in a diary."""
    towns = [facts.name for facts in roads.towns.values()]
    for diary in diaries:
        towns += [diary.base_town, *(each.town for each in diary.taken)]
    return [town for town in towns if town_key(town)]


def _principal(diary: Diary, days: Collection[date], roads: TravelTable) -> Principal:
    busy = [each for taken in diary.taken for each in _busy(taken, diary, roads)]
    leave = [_leave(away, day) for away in diary.away for day in days if away.covers(day)]
    return Principal(
        key=principal_key(diary.principal_id),
        title=diary.title,
        base=town_key(diary.base_town),
        hours=diary.hours,
        busy=(*busy, *leave),
        per_day=diary.day_limit,
        per_week=diary.week_limit,
        evenings_per_week=diary.evening_limit,
    )


def _busy(taken: Taken, diary: Diary, roads: TravelTable) -> Iterable[Busy]:
    first, last = days_of_time(taken.when)
    is_whole_day = isinstance(taken.when, AllDay)
    for day in days_between(first, last):
        span = span_on(day, taken.when) or WHOLE_DAY
        yield Busy(
            day=day,
            starts=span.starts,
            ends=span.ends,
            words=f"held for “{taken.title}”" if taken.is_held else f"“{taken.title}”",
            place=None if is_whole_day else town_key(taken.town),
            direction=NOWHERE if is_whole_day else direction_of(taken.town, diary.base_town, roads),
        )


def _leave(away: Away, day: date) -> Busy:
    return Busy(day=day, starts=WHOLE_DAY.starts, ends=WHOLE_DAY.ends, words=away.words or "away", counts=False)


def _marks(marks: Iterable[DayMark], diaries: Collection[Diary]) -> Iterable[Mark]:
    """A layer that belongs to some of ours concerns them only; one of organisations, also the bodies over them."""
    owned, covering = layers_of_ours(), bodies_covering()
    ours = {diary.principal_id for diary in diaries}
    for mark in marks:
        if mark.layer_id in owned:
            scope = {principal_key(each) for each in owned[mark.layer_id] & ours}
            if not scope:
                continue
        else:
            scope = {f"organisation:{each}" for each in mark.organisation_ids}
            scope |= {f"body:{body}" for each in mark.organisation_ids for body in covering.get(each, ())}
        yield Mark(day=mark.day, words=mark.sentence(), scope=frozenset(scope), span=_hours(mark), weight=mark.weight)


def _hours(mark: DayMark) -> Span | None:
    if mark.starts is None or mark.ends is None:
        return None
    return Span(minutes_of(mark.starts), minutes_of(mark.ends))
