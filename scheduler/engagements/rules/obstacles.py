"""What stands in the way of a time, in words for the office: partners never read them (leave is private)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum

from scheduler.almanac.rules.marks import DayMark, days_between
from scheduler.almanac.rules.travel import TravelTable
from scheduler.almanac.rules.vocabulary import LayerKind
from scheduler.core.clock import to_local
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words, list_words, time_range_words, time_words
from scheduler.engagements.rules.diaries import Away, Diary, Taken, minutes_of, time_of
from scheduler.engagements.rules.spans import days_of_time, overlap, span_on
from scheduler.ical.event import AllDay, Timed
from scheduler.proposer.problem import Span


class ObstacleKind(StrEnum):
    """Which rule it is."""

    TAKEN = "taken"
    HELD = "held"
    ROAD = "road"
    AWAY = "away"
    HOURS = "hours"
    LAYER = "layer"
    DAY = "day"
    PAST = "past"


IMPOSSIBLE = frozenset({ObstacleKind.TAKEN, ObstacleKind.ROAD, ObstacleKind.AWAY})
"""One of ours cannot be there: a partner's choice makes no agreement then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One thing in the way. `needs_reason`: the office goes on only by saying why; others are for its information.

    `key` stays the same while the obstacle does; `engagement_id` leads to the page of what is in the way.
    """

    kind: ObstacleKind
    key: str
    words: str
    needs_reason: bool = True
    engagement_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The time, town and partners that somebody has in mind."""

    when: Timed | AllDay
    town: str = ""
    organisation_ids: frozenset[int] = frozenset()


def obstacles_to(
    wanted: Wanted, diaries: Sequence[Diary], marks: Iterable[DayMark], roads: TravelTable
) -> list[Obstacle]:
    """What our diaries say against it, then what the layers do; always in the same order."""
    private = {layer: diary.title for diary in diaries for layer in diary.layer_ids}
    found = [
        *_of_time(wanted, diaries),
        *(obstacle for diary in diaries for obstacle in _of_roads(wanted, diary, roads)),
        *(obstacle for diary in diaries for obstacle in _of_leave(wanted, diary)),
        *(obstacle for diary in diaries for obstacle in _of_hours(wanted, diary)),
        *_of_layers(wanted, marks, private),
    ]
    return list({each.key: each for each in found}.values())


def _of_time(wanted: Wanted, diaries: Sequence[Diary]) -> Iterator[Obstacle]:
    """One for each engagement or hold, however many of ours it takes."""
    taken = {each.key: each for diary in diaries for each in diary.taken if overlap(each.when, wanted.when)}
    for key, each in taken.items():
        titles = [diary.title for diary in diaries if any(other.key == key for other in diary.taken)]
        kind = ObstacleKind.HELD if each.is_held else ObstacleKind.TAKEN
        yield Obstacle(
            kind=kind, key=key, words=_taken_words(each, titles, wanted.when), engagement_id=each.engagement_id
        )


def _taken_words(taken: Taken, titles: Sequence[str], wanted: Timed | AllDay) -> str:
    who = f"The {list_words(titles)}"
    times = _times_words(taken.when, wanted)
    if taken.held_until is None:
        return f"{who} {'has' if len(titles) == 1 else 'have'} “{taken.title}” {times}"
    until = day_words(taken.held_until, year=False)
    return f"{who} {'keeps' if len(titles) == 1 else 'keep'} time free for “{taken.title}” {times}, held until {until}"


def _times_words(when: Timed | AllDay, wanted: Timed | AllDay) -> str:
    """“from 2pm to 3:30pm”; with its day where the wanted time has another."""
    first, last = days_of_time(when)
    day = "" if (first, last) == days_of_time(wanted) else f" on {day_words(first, year=False)}"
    if isinstance(when, AllDay):
        return f"all day{day}" if first == last else f"from {day_words(first, year=False)} to {day_words(last)}"
    return f"from {time_range_words(to_local(when.starts_at).time(), to_local(when.ends_at).time())}{day}"


def _of_roads(wanted: Wanted, diary: Diary, roads: TravelTable) -> Iterator[Obstacle]:
    """The ways from what is before it and to what is after it on the same day that are too short."""
    if isinstance(wanted.when, AllDay) or not wanted.town:
        return
    for each in diary.taken:
        if isinstance(each.when, AllDay) or not each.town or overlap(each.when, wanted.when):
            continue
        minutes = roads.minutes(each.town, wanted.town)
        stops = sorted([(each.when, each.town), (wanted.when, wanted.town)], key=lambda stop: stop[0].starts_at)
        between = (stops[1][0].starts_at - stops[0][0].ends_at).total_seconds() / 60
        if minutes and between < minutes + diary.buffer_minutes:
            words = _road_words(stops, minutes, diary)
            yield Obstacle(
                kind=ObstacleKind.HELD if each.is_held else ObstacleKind.ROAD,
                key=f"road:{diary.principal_id}:{each.key}",
                words=words,
                engagement_id=each.engagement_id,
            )


def _road_words(stops: Sequence[tuple[Timed, str]], minutes: int, diary: Diary) -> str:
    """“The Commissioner cannot be in Oakham until 5pm and in Narborough at 5:30pm: the road takes 55 minutes, …”."""
    (earlier, here), (later, there) = stops
    leaves, arrives = time_words(to_local(earlier.ends_at).time()), time_words(to_local(later.starts_at).time())
    spare = f", and {diary.buffer_minutes} are kept free" if diary.buffer_minutes else ""
    way = f"The {diary.title} cannot be in {here} until {leaves} and in {there} at {arrives}"
    return f"{way}: the road takes {count_words(minutes, 'minute')}{spare}"


def _of_leave(wanted: Wanted, diary: Diary) -> Iterator[Obstacle]:
    first, last = days_of_time(wanted.when)
    for away in diary.away:
        if any(away.covers(day) for day in days_between(first, last)):
            key = f"away:{diary.principal_id}:{away.key}"
            yield Obstacle(kind=ObstacleKind.AWAY, key=key, words=f"The {diary.title} is {_away_words(away)}")


def _away_words(away: Away) -> str:
    if away.first_on is None or away.last_on is None:
        return away.words
    days = f"on {day_words(away.first_on, year=False)}"
    if away.first_on != away.last_on:
        days = f"from {day_words(away.first_on, year=False)} to {day_words(away.last_on, year=False)}"
    return f"away {days}" + (f": {away.words}" if away.words else "")


def _of_hours(wanted: Wanted, diary: Diary) -> Iterator[Obstacle]:
    if isinstance(wanted.when, AllDay):
        return
    first, last = days_of_time(wanted.when)
    for day in days_between(first, last):
        span = span_on(day, wanted.when)
        spans = diary.hours[day.weekday()]
        if span is not None and not any(each.starts <= span.starts and span.ends <= each.ends for each in spans):
            key = f"hours:{diary.principal_id}:{day}"
            words = f"The {diary.title} {_hours_words(day, spans)}"
            yield Obstacle(kind=ObstacleKind.HOURS, key=key, words=words, needs_reason=False)


def _hours_words(day: date, spans: Sequence[Span]) -> str:
    if not spans:
        return f"does not work on {day:%A}s"
    hours = list_words([time_range_words(time_of(each.starts), time_of(each.ends)) for each in spans])
    return f"works from {hours} on {day:%A}s"


def _of_layers(wanted: Wanted, marks: Iterable[DayMark], private: dict[int, str]) -> Iterator[Obstacle]:
    """`private` names the principal of each calendar that counts for one of ours only."""
    for mark in marks:
        owner = private.get(mark.layer_id)
        if _touches(mark, wanted.when) and (owner is not None or mark.concerns(wanted.organisation_ids)):
            words = mark.sentence() if owner is None else f"The {owner}’s calendar: {mark.sentence()}"
            if mark.kind is LayerKind.PRE_ELECTION:
                words = f"Pre-election period: {mark.words or mark.layer_name}"
            yield Obstacle(
                kind=ObstacleKind.LAYER,
                key=f"layer:{mark.layer_id}:{mark.day}",
                words=words,
                needs_reason=mark.is_hard or mark.kind is LayerKind.PRE_ELECTION,
            )


def _touches(mark: DayMark, when: Timed | AllDay) -> bool:
    span = span_on(mark.day, when)
    if span is None or mark.starts is None or mark.ends is None:
        return span is not None
    return minutes_of(mark.starts) < span.ends and span.starts < minutes_of(mark.ends)
