"""Times as instants, as local days, and as minutes of a local day's wall clock."""

from datetime import date, datetime, timedelta

from scheduler.core.clock import local_day, start_of_day, to_local
from scheduler.ical.event import AllDay, Timed
from scheduler.proposer.problem import Span

DAY = timedelta(days=1)
WHOLE_DAY = Span(0, 24 * 60)
"""However many hours the clocks give it."""


def bounds_of(when: Timed | AllDay) -> tuple[datetime, datetime]:
    """The first instant, and the one after the last."""
    if isinstance(when, AllDay):
        return start_of_day(when.first_on), start_of_day(when.last_on + DAY)
    return when.starts_at, when.ends_at


def days_of_time(when: Timed | AllDay) -> tuple[date, date]:
    """The first and last local day that it touches; one that ends at midnight does not touch the next day."""
    if isinstance(when, AllDay):
        return when.first_on, when.last_on
    return local_day(when.starts_at), local_day(when.ends_at - timedelta(microseconds=1))


def overlap(one: Timed | AllDay, other: Timed | AllDay) -> bool:
    """Whether two times share an instant; one that ends as the other begins does not."""
    (begins, ends), (starts, finish) = bounds_of(one), bounds_of(other)
    return begins < finish and starts < ends


def span_on(day: date, when: Timed | AllDay) -> Span | None:
    """Its minutes on that day by the wall clock; None when it is not on it."""
    first, last = days_of_time(when)
    if not first <= day <= last:
        return None
    if isinstance(when, AllDay):
        return WHOLE_DAY
    starts = minute_of(when.starts_at) if day == first else 0
    ends = minute_of(when.ends_at) if local_day(when.ends_at) == day else WHOLE_DAY.ends
    return Span(starts, max(ends, starts + 1))


def minute_of(instant: datetime) -> int:
    """Minutes since the local midnight, as the wall clock shows them: 9:30am is 570 on every day of the year."""
    local = to_local(instant)
    return local.hour * 60 + local.minute
