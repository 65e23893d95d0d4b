"""What everybody may see of past engagements: which days, which kinds, and what an entry says."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.engagements.rules import EngagementKind
from scheduler.reports.rules.registers import RegisterPeriod

MOST_DAYS = 365
USUAL_KINDS = tuple(kind for kind in EngagementKind if kind is not EngagementKind.CALL)
FEED_LENGTH = timedelta(days=366)
"""A calendar program keeps what it once read; a year is as far back as anybody scrolls."""
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishingDraft:
    """As an administrator means it; no kinds are the usual ones."""

    is_public: bool = False
    days_after: int = 1
    from_on: date | None = None
    kinds: tuple[EngagementKind, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """One past engagement as the public page shows it: never a word that somebody typed about it."""

    on: date
    format: str
    ours: tuple[str, ...]
    partners: tuple[str, ...]
    """“Melton Borough Council (Leader)”."""
    place: str
    """Of our list: name and town; empty when it is in no list."""


def checked_publishing(draft: PublishingDraft) -> PublishingDraft:
    """Raises RuleBroken."""
    if not 0 <= draft.days_after <= MOST_DAYS:
        too_many = f"Enter a number of days from 0 to {MOST_DAYS}."
        raise RuleBroken(too_many, "days_after")
    return draft


def kinds_shown(stored: Collection[str]) -> tuple[EngagementKind, ...]:
    """The values that are stored, as kinds; none are the usual ones."""
    chosen = tuple(kind for kind in EngagementKind if kind.value in set(stored))
    return chosen or USUAL_KINDS


def shown_period(from_on: date | None, days_after: int, today: date) -> RegisterPeriod | None:
    """Everything that may be shown today; None when that is nothing."""
    first, last = from_on or EARLIEST, today - timedelta(days=days_after)
    return RegisterPeriod(first, last) if first <= last else None


def part_of(whole: RegisterPeriod, asked: RegisterPeriod) -> RegisterPeriod | None:
    """The days that both have."""
    first, last = max(whole.from_on, asked.from_on), min(whole.until_on, asked.until_on)
    return RegisterPeriod(first, last) if first <= last else None


def title_of(entry: PublicEntry) -> str:
    """“Meeting, in person: Melton Borough Council (Leader)”; a long list is cut by whole partners."""
    shown: Sequence[str] = entry.partners[:3]
    more = len(entry.partners) - len(shown)
    whom = "; ".join(shown) + (f" and {more} more" if more else "")
    return f"{entry.format}: {whom}" if whom else entry.format


def public_uid(uid: str) -> str:
    """Of the public calendar's entry: its own for life, and nobody learns the engagement's from it."""
    return f"{uuid.uuid5(uuid.NAMESPACE_URL, f'held:{uid}')}@{uid.rpartition('@')[2]}"
