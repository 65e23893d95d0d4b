"""The roads of a principal's day: out from where it begins, from place to place, and back, with minutes kept free."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from scheduler.almanac.rules.travel import TravelTable, town_key
from scheduler.core.clock import local_day, to_local
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, time_range_words
from scheduler.engagements.rules.diaries import Diary, Taken
from scheduler.engagements.rules.spans import overlap
from scheduler.ical.event import Timed

WORTH_GOING_BACK = timedelta(minutes=60)
"""Between two places one goes back to the base only when there is that much time there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """Time on the road to or from an engagement (`of`), the minutes kept free included.

    `is_back`: the way home after it; otherwise the way to it. `warnings` say what it runs into.
    """

    when: Timed
    from_town: str
    to_town: str
    minutes: int
    of: Taken
    is_back: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """“Travel to Oakham”."""
        return f"Travel back to {self.to_town}" if self.is_back else f"Travel to {self.to_town}"

    @property
    def uid(self) -> str:
        """Of its entry in the principal's own feed: the same for life, and no engagement's."""
        return f"travel-{'from' if self.is_back else 'to'}-{self.of.uid}"

    def details(self) -> str:
        """“55 minutes from Enderby, 15 kept free”."""
        road = f"{count_words(self.minutes, 'minute')} from {self.from_town}"
        free = int((self.when.ends_at - self.when.starts_at).total_seconds() / 60) - self.minutes
        return f"{road}, {free} kept free" if free else road


def travel_on(day: date, diary: Diary, roads: TravelTable) -> list[Travel]:
    """Every road of that local day, by the hour. What is all day long, online or of unknown place has none."""
    timed = [each for each in diary.taken if isinstance(each.when, Timed)]
    stops = [each for each in timed if town_key(each.town) and local_day(_times(each).starts_at) == day]
    if not stops:
        return []
    found = [*_out(stops[0], diary, roads), *_between(stops, diary, roads), *_back(stops[-1], diary, roads)]
    return sorted((_warned(each, timed) for each in found), key=lambda each: each.when.starts_at)


def _out(stop: Taken, diary: Diary, roads: TravelTable) -> Iterator[Travel]:
    """From the base, to be there with the free minutes to spare."""
    yield from _to(stop, diary.base_town, diary, roads)


def _to(stop: Taken, here: str, diary: Diary, roads: TravelTable) -> Iterator[Travel]:
    minutes = roads.minutes(here, stop.town)
    if minutes:
        starts = _times(stop).starts_at
        when = Timed(starts - _road(minutes, diary), starts)
        yield Travel(when=when, from_town=here, to_town=stop.town, minutes=minutes, of=stop)


def _back(stop: Taken, diary: Diary, roads: TravelTable) -> Iterator[Travel]:
    minutes = roads.minutes(stop.town, diary.base_town)
    if minutes:
        ends = _times(stop).ends_at
        when = Timed(ends, ends + _road(minutes, diary))
        yield Travel(when=when, from_town=stop.town, to_town=diary.base_town, minutes=minutes, of=stop, is_back=True)


def _between(stops: Sequence[Taken], diary: Diary, roads: TravelTable) -> Iterator[Travel]:
    """From each place to the next; by way of the base where that leaves an hour there."""
    for stop, following in pairwise(stops):
        if not roads.minutes(stop.town, following.town):
            continue
        home = [*_back(stop, diary, roads), *_to(following, diary.base_town, diary, roads)]
        if len(home) == 2 and home[1].when.starts_at - home[0].when.ends_at >= WORTH_GOING_BACK:
            yield from home
        else:
            yield from _to(following, stop.town, diary, roads)


def _road(minutes: int, diary: Diary) -> timedelta:
    return timedelta(minutes=minutes + diary.buffer_minutes)


def _warned(travel: Travel, timed: Sequence[Taken]) -> Travel:
    """Says which engagements and held times the road runs into."""
    warnings = [
        f"Runs into “{each.title}”, {_clock(_times(each))}" for each in timed if overlap(each.when, travel.when)
    ]
    return replace(travel, warnings=tuple(warnings)) if warnings else travel


def _times(taken: Taken) -> Timed:
    assert isinstance(taken.when, Timed)
    return taken.when


def _clock(when: Timed) -> str:
    return time_range_words(to_local(when.starts_at).time(), to_local(when.ends_at).time())
