"""Ladders: after how many working days before a deadline the silent are written to, called, and the coming reminded."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from scheduler.almanac.rules.working_days import add_working_days
from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.engagements.rules import EngagementKind

QUIET_DAYS = 2
"""Working days for which nobody is chased after an invitation, an update or a chaser reached them."""
FURTHEST = 60
"""Most working days before a deadline that a rung may stand; a look ahead needs an end."""
MOST_RUNGS = 5
BY_HAND = "now"


class Step(StrEnum):
    """What a rung does."""

    CHASE = "chase"
    CALL = "call"
    REMIND = "remind"


@dataclass(frozen=True, slots=True)
class Ladder:
    """In working days: `chase_days` and `call_days` before the answer is due, `remind_days` before it begins."""

    chase_days: tuple[int, ...] = ()
    """Longest first."""
    call_days: int | None = None
    remind_days: tuple[int, ...] = ()
    is_on: bool = True

    def days_of(self, step: Step) -> tuple[int, ...]:
        """The rungs of one kind, longest first; none while the ladder is switched off."""
        if not self.is_on:
            return ()
        if step is Step.CALL:
            return () if self.call_days is None else (self.call_days,)
        return self.chase_days if step is Step.CHASE else self.remind_days


@dataclass(frozen=True, slots=True)
class Rung:
    """One step on its day; `counted_to_on` is the day that its working days are counted back from."""

    step: Step
    days: int
    due_on: date
    counted_to_on: date

    @property
    def key(self) -> str:
        """“chase:14”, “call” or “remind:2”: what the database keeps."""
        return str(self.step) if self.step is Step.CALL else f"{self.step}:{self.days}"


@dataclass(frozen=True, slots=True)
class ByHand:
    """A chaser that the office sends itself: one a day, beside the ladder."""

    due_on: date
    counted_to_on: date

    @property
    def key(self) -> str:
        """“now:2026-09-07”."""
        return f"{BY_HAND}:{self.due_on.isoformat()}"


DEFAULTS: Mapping[EngagementKind, Ladder] = {
    EngagementKind.MEETING: Ladder((7, 2), 1, (2,)),
    EngagementKind.VISIT: Ladder((7, 2), 1, (2,)),
    EngagementKind.BOARD: Ladder((5,), 1, (2,)),
    EngagementKind.SUMMIT: Ladder((14, 7, 2), 1, (2,)),
    EngagementKind.CALL: Ladder(),
}


@lru_cache(maxsize=2048)
def rungs_of(days: tuple[int, ...], step: Step, counted_to_on: date, holidays: AbstractSet[date]) -> tuple[Rung, ...]:
    """The rungs with their days, the earliest first."""
    return tuple(
        Rung(step, each, add_working_days(counted_to_on, -each, holidays), counted_to_on)
        for each in sorted(days, reverse=True)
    )


def typed_days(text: str, field: str) -> tuple[int, ...]:
    """“14, 7, 2” as numbers, longest first; empty text means none. Raises RuleBroken naming the field."""
    parts = [part for part in re.split(r"[\s,;]+|\band\b", text.strip()) if part]
    if not all(part.isascii() and part.isdecimal() for part in parts):
        raise RuleBroken("Enter numbers of working days with commas between them, for example 14, 7, 2.", field)
    numbers = sorted({int(part[:6]) for part in parts}, reverse=True)
    if len(numbers) > MOST_RUNGS:
        raise RuleBroken(f"Enter {MOST_RUNGS} numbers at most.", field)
    if any(not 1 <= number <= FURTHEST for number in numbers):
        raise RuleBroken(f"Each number must be from 1 to {FURTHEST} working days.", field)
    if any(later - sooner < QUIET_DAYS for later, sooner in pairwise(numbers)):
        raise RuleBroken(f"Leave {QUIET_DAYS} working days or more between two mails.", field)
    return tuple(numbers)


def typed_call_day(text: str, chase_days: Sequence[int], field: str) -> int | None:
    """The one number of the call day; empty: nobody is called. Raises RuleBroken when a mail would come after it."""
    numbers = typed_days(text, field)
    if len(numbers) > 1:
        raise RuleBroken("Enter one number, or leave it empty to call nobody.", field)
    if numbers and chase_days and numbers[0] >= min(chase_days):
        raise RuleBroken(f"Calls come last: enter a number below {min(chase_days)}, the last mail’s.", field)
    return numbers[0] if numbers else None


def shown_days(days: Sequence[int]) -> str:
    """As they are typed: “14, 7, 2”."""
    return ", ".join(str(each) for each in days)


STEP_WORDS = {Step.CHASE: "Chaser", Step.CALL: "Call list", Step.REMIND: "Reminder"}


def rung_words(key: str) -> str:
    """“Chaser, 7 working days before the answer is due”; a key as the database keeps it."""
    name, _, number = key.partition(":")
    if name == BY_HAND:
        return "Chaser, sent by hand"
    step = Step(name)
    if step is Step.CALL:
        return STEP_WORDS[step]
    until = "it begins" if step is Step.REMIND else "the answer is due"
    return f"{STEP_WORDS[step]}, {count_words(int(number), 'working day')} before {until}"
