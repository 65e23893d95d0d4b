"""One calendar entry as a value, and the rule that says when its SEQUENCE must rise."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from scheduler.core.values import dataclass


class Status(StrEnum):
    """STATUS of a VEVENT (RFC 5545 3.8.1.11)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class Transparency(StrEnum):
    """Whether the entry blocks its time (TRANSP, RFC 5545 3.8.2.7)."""

    OPAQUE = "OPAQUE"
    TRANSPARENT = "TRANSPARENT"


@dataclass(frozen=True)
class Timed:
    """From one UTC instant to a later one; written as Europe/London wall time."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        """Refuses naive or other-zone instants, and an entry that ends when or before it starts."""
        for instant in (self.starts_at, self.ends_at):
            _require_utc(instant)
        if self.ends_at <= self.starts_at:
            raise ValueError("an entry must end after it starts")


@dataclass(frozen=True)
class AllDay:
    """Whole days, the last one included: a two-day summit is (day one, day two)."""

    first_on: date
    last_on: date

    def __post_init__(self) -> None:
        """Refuses a last day before the first."""
        if self.last_on < self.first_on:
            raise ValueError("the last day must not be before the first")


@dataclass(frozen=True, kw_only=True)
class CalendarEvent:
    """A VEVENT's facts: `uid` stored for life, `stamped_at` (DTSTAMP) the last revision and never the present."""

    uid: str
    sequence: int
    stamped_at: datetime
    created_at: datetime
    modified_at: datetime
    when: Timed | AllDay
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    status: Status = Status.CONFIRMED
    transparency: Transparency = Transparency.OPAQUE

    def __post_init__(self) -> None:
        """Refuses an unusable identifier, a negative counter and instants that are not aware UTC."""
        if not self.uid or not self.uid.isascii() or not self.uid.isprintable() or " " in self.uid:
            raise ValueError("a UID is printable ASCII without spaces")
        if self.sequence < 0:
            raise ValueError("SEQUENCE starts at 0")
        for instant in (self.stamped_at, self.created_at, self.modified_at):
            _require_utc(instant)


def changes_sequence(before: CalendarEvent, after: CalendarEvent) -> bool:
    """True when time, place or status differ: then partners must look again, and SEQUENCE rises (RFC 5546 2.1.4)."""
    return (before.when, before.location, before.status) != (after.when, after.location, after.status)


def _require_utc(instant: datetime) -> None:
    if instant.utcoffset() != timedelta(0):
        raise ValueError("instants must be aware and in UTC")
