"""A strand's story: milestones and engagements in the order of their days, what has no day yet at the end."""

from collections.abc import Iterable
from datetime import date, datetime, time

from scheduler.core.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of it; exactly one of the two ids says of what. `at` orders what shares a day."""

    on: date | None
    at: time = time.min
    milestone_id: int | None = None
    engagement_id: int | None = None


def in_order(events: Iterable[Event]) -> list[Event]:
    """By day and hour; a milestone before what happens on its day."""
    return sorted(events, key=_place)


def next_after(events: Iterable[Event], today: date) -> Event | None:
    """What comes next, today's included."""
    return next((each for each in in_order(events) if each.on is not None and each.on >= today), None)


def _place(event: Event) -> tuple[bool, datetime, bool, int]:
    moment = datetime.combine(event.on or date.max, event.at)
    return event.on is None, moment, event.milestone_id is None, event.milestone_id or event.engagement_id or 0
