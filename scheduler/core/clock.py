"""The only place that asks what time it is, and the only bridge between UTC instants and local days."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
APRIL = 4


def utc_now() -> datetime:
    """The present instant, aware, in UTC. Rules never call this: they take `now` as an argument."""
    return datetime.now(UTC)


def to_local(instant: datetime, zone: ZoneInfo = LONDON) -> datetime:
    """An aware instant as the wall clock of `zone` shows it."""
    return instant.astimezone(zone)


def local_day(instant: datetime, zone: ZoneInfo = LONDON) -> date:
    """The calendar day on which an aware instant falls in `zone`."""
    return instant.astimezone(zone).date()


def is_clear_wall_time(day: date, at: time, zone: ZoneInfo = LONDON) -> bool:
    """False for wall times that a clock change skips or repeats (compared in UTC: zoneinfo calls both folds equal)."""
    first = datetime.combine(day, at, tzinfo=zone).replace(fold=0).astimezone(UTC)
    second = datetime.combine(day, at, tzinfo=zone).replace(fold=1).astimezone(UTC)
    return first == second and first.astimezone(zone).time() == at


def from_local(day: date, at: time, zone: ZoneInfo = LONDON) -> datetime:
    """The UTC instant of a wall time; callers refuse unclear wall times first (`is_clear_wall_time`)."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def start_of_day(day: date, zone: ZoneInfo = LONDON) -> datetime:
    """The UTC instant at which `day` begins in `zone`."""
    return from_local(day, time.min, zone)


def financial_year(day: date) -> tuple[date, date]:
    """A public office's year around `day`: from 1 April to 31 March, both included."""
    begins = day.year if day.month >= APRIL else day.year - 1
    return date(begins, APRIL, 1), date(begins + 1, APRIL - 1, 31)
