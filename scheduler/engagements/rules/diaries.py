"""A principal's diary as plain values: what is taken or held, hours, leave, limits and where their days begin."""

from collections.abc import Sequence
from datetime import date, datetime, time

from scheduler.core.values import dataclass
from scheduler.ical.event import AllDay, Timed
from scheduler.proposer.problem import Span

WORKING_WEEK = range(5)
NOWHERE = ""
"""The town of what is online or whose place nobody knows: no road leads there."""

Week = tuple[tuple[Span, ...], ...]
"""The working spans of Monday to Sunday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An engagement in the diary, or a time held for one (`held_until` is the last day of the hold).

    `key` is “engagement:12” or “hold:4”; `uid` and `revised_at` are those of the entry in calendars.
    """

    key: str
    engagement_id: int
    title: str
    when: Timed | AllDay
    uid: str
    revised_at: datetime
    town: str = NOWHERE
    held_until: date | None = None
    is_sensitive: bool = False
    """OFFICIAL-SENSITIVE: in no feed but the office's own."""

    @property
    def is_held(self) -> bool:
        """Whether it is only held, and free again when nobody chooses it."""
        return self.held_until is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Days on which a principal takes part in nothing, both included; an open end is None."""

    key: str
    words: str
    first_on: date | None = None
    last_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether they are away on that day."""
        return (self.first_on is None or self.first_on <= day) and (self.last_on is None or day <= self.last_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """One principal's, for a period. `layer_ids` are busy calendars that count for this principal only."""

    principal_id: int
    title: str
    hours: Week
    base_town: str = NOWHERE
    buffer_minutes: int = 15
    day_limit: int = 3
    week_limit: int = 8
    evening_limit: int = 1
    taken: tuple[Taken, ...] = ()
    away: tuple[Away, ...] = ()
    layer_ids: frozenset[int] = frozenset()


def office_week(opens_at: time, closes_at: time) -> Week:
    """Monday to Friday, from the office's opening until its closing."""
    span = Span(minutes_of(opens_at), minutes_of(closes_at))
    return tuple((span,) if weekday in WORKING_WEEK else () for weekday in range(7))


def own_week(hours: Sequence[tuple[int, time, time]]) -> Week:
    """From rows of weekday (0 is Monday), start and end; a weekday without a row is free of work."""
    spans = {weekday: Span(minutes_of(starts), minutes_of(ends)) for weekday, starts, ends in hours}
    return tuple((spans[weekday],) if weekday in spans else () for weekday in range(7))


def minutes_of(at: time) -> int:
    """Since midnight."""
    return at.hour * 60 + at.minute


def time_of(minute: int) -> time:
    """The wall time of a minute of the day; the day's end is midnight."""
    return time(minute // 60 % 24, minute % 60)
