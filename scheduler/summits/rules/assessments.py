"""An assessment's stages, when it is late, and on which working days its agency is reminded."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import StrEnum

from scheduler.almanac.rules import add_working_days, is_working_day
from scheduler.core.clock import local_day
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words

RUNGS = (7, 2, -1)
"""Working days before the day it is due; below zero: after it."""
PATIENCE = 3
"""Working days for which a rung that nobody could climb may still be caught up."""
MOST_VERSIONS = 30
SECURE_ROUTE = (
    "Do not send it here or by ordinary e-mail. Telephone the office, and we shall agree how it reaches us securely."
)
"""Until the office has written its own."""


class Stage(StrEnum):
    """How far an agency's assessment has come; the last one that is true."""

    NOT_ASKED = "not asked"
    ASKED = "asked"
    PROMISED = "promised"
    RECEIVED = "received"
    SHARED = "shared"
    CONSIDERED = "considered"
    HAS_NONE = "has none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides about one agency's assessment."""

    due_on: date
    is_asked: bool = True
    is_needed: bool = True
    has_file: bool = False
    is_first_late: bool = False
    promised_for_on: date | None = None
    is_shared: bool = False
    is_considered: bool = False

    @property
    def expected_on(self) -> date:
        """The day that they are reminded of: their own promise when it is a later one."""
        return max(self.due_on, self.promised_for_on or self.due_on)

    @property
    def is_open(self) -> bool:
        """Whether we wait for it."""
        return self.is_asked and self.is_needed and not self.has_file


def stage_of(standing: Standing | None) -> Stage:
    """None: there is no request yet."""
    if standing is None:
        return Stage.NOT_ASKED
    reached = (
        (not standing.is_needed, Stage.HAS_NONE),
        (standing.has_file and standing.is_considered, Stage.CONSIDERED),
        (standing.has_file and standing.is_shared, Stage.SHARED),
        (standing.has_file, Stage.RECEIVED),
        (standing.promised_for_on is not None, Stage.PROMISED),
        (standing.is_asked, Stage.ASKED),
    )
    return next((stage for is_so, stage in reached if is_so), Stage.NOT_ASKED)


def is_late(due_on: date, now: datetime) -> bool:
    """Whether what comes now comes after the day it was due; that whole day is in time."""
    return local_day(now) > due_on


def is_overdue(standing: Standing, today: date) -> bool:
    """Whether we wait for it in vain: the day is over, and so is the one that they promised."""
    return standing.is_open and today > standing.expected_on


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder that is due: `key` is stored, so that it goes once for this day."""

    rung: int
    expected_on: date

    @property
    def key(self) -> str:
        """“7:2026-10-21”."""
        return f"{self.rung}:{self.expected_on.isoformat()}"


def reminder_due(standing: Standing, asked_on: date, today: date, holidays: AbstractSet[date]) -> Reminder | None:
    """The latest rung that was reached and is still fresh; None on days off, and for who was asked after it."""
    if not standing.is_open or not is_working_day(today, holidays):
        return None
    for rung in sorted(RUNGS):
        on = add_working_days(standing.expected_on, -rung, holidays)
        if on <= today:
            is_fresh = asked_on < on and today <= add_working_days(on, PATIENCE, holidays)
            return Reminder(rung, standing.expected_on) if is_fresh else None
    return None


def reminder_words(expected_on: date, today: date) -> str:
    """“is due on Friday 2 October 2026”, “was due on …”."""
    day = day_words(expected_on, weekday=True)
    return f"was due on {day}" if today > expected_on else f"is due on {day}"


def size_words(size: int) -> str:
    """“312 kB”, “1.4 MB”, “1 byte”."""
    if size < 1000:
        return count_words(size, "byte")
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB"
