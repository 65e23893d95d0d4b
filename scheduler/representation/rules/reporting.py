"""Two lines after a meeting: until when they are owed, and when whoever owes them is reminded."""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from scheduler.almanac.rules import add_working_days
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_text
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words

WORDS_LENGTH = 4_000
STALE_AFTER = timedelta(days=30)
"""A meeting of the past that is entered only now: nobody is asked for two lines that were due so long ago."""
RUNGS = (1, 6)
"""Working days after the due day on which a reminder leaves: the day after, and again five later."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One mail after the due day; `key` makes it one."""

    rung: int
    key: str


def due_after(held_on: date, report_days: int, holidays: AbstractSet[date]) -> date:
    """So many working days after the meeting."""
    return add_working_days(held_on, report_days, holidays)


def is_wanted(due_on: date, today: date) -> bool:
    """Whether anybody is still asked."""
    return due_on >= today - STALE_AFTER


def reminder_due(due_on: date, asked_on: date, today: date, holidays: AbstractSet[date]) -> Reminder | None:
    """The latest rung that is reached; whoever was asked on its day or later is left in peace until the next."""
    for rung in reversed(RUNGS):
        rung_on = add_working_days(due_on, rung, holidays)
        if today >= rung_on:
            return Reminder(rung, f"{due_on}:{rung}") if asked_on < rung_on else None
    return None


def owed_words(due_on: date, today: date) -> str:
    """“by 3 November 2026”, “3 days late”."""
    return f"{count_words((today - due_on).days, 'day')} late" if due_on < today else f"by {day_words(due_on)}"


def checked_words(words: str) -> str:
    """What somebody tells, cleaned. Raises RuleBroken."""
    told = clean_text(words)
    if not told:
        raise RuleBroken("Write two lines: what was decided, and what it means for us.", "words")
    if len(told) > WORDS_LENGTH:
        too_long = f"That is too long. Use {WORDS_LENGTH:,} characters or fewer."
        raise RuleBroken(too_long, "words")
    return told
