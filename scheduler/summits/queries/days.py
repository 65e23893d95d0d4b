"""The scored days of a period, the times held with their approvals, and a day for next year; few statements each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.almanac.queries import (
    bank_holidays,
    deadlines_between,
    holidays_known_until,
    marks_between,
    travel_table,
)
from scheduler.almanac.queries.holidays import bank_holiday_names
from scheduler.almanac.rules import LayerKind, is_working_day
from scheduler.almanac.rules.marks import days_between
from scheduler.core.clock import from_local
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.availability.obstacles import marks_that_count, town_of
from scheduler.engagements.models import Hold, Principal
from scheduler.engagements.queries import holds_of
from scheduler.engagements.queries.diaries import diaries_between
from scheduler.engagements.rules.diaries import minutes_of
from scheduler.engagements.rules.obstacles import Wanted, obstacles_to
from scheduler.ical.event import Timed
from scheduler.summits.models import HostApproval, Summit
from scheduler.summits.rules.days import Ground, ScoredDay, next_year_day, scored
from scheduler.summits.rules.timeline import earliest_day

Found = TypeVar("Found")
Key = TypeVar("Key")

SEARCHED = timedelta(weeks=26)
USUAL_HOURS = (time(9, 30), time(16))
AROUND = timedelta(days=28)
"""How far from the same week next year another day is looked for."""
RULED_OUT = frozenset({LayerKind.SCHOOL_HOLIDAYS, LayerKind.PRE_ELECTION})


@dataclass(frozen=True, slots=True)
class HeldDay:
    """A time held for the summit, which host approved it, and which has not yet."""

    hold: Hold
    approvals: tuple[HostApproval, ...]
    missing: tuple[Principal, ...]

    @property
    def is_approved(self) -> bool:
        """Whether every host said yes."""
        return bool(self.approvals) and not self.missing


def usual_period(summit: Summit, today: date) -> tuple[date, date]:
    """From the first day that leaves time for every step of the timeline, half a year long."""
    first_on = earliest_day(summit.timeline, today, bank_holidays())
    return first_on, first_on + SEARCHED


def scored_days(summit: Summit, first_on: date, last_on: date, hours: tuple[time, time]) -> list[ScoredDay]:
    """Every Monday to Friday of the period for all hosts, with what speaks against it."""
    engagement = summit.engagement
    days = [day for day in days_between(first_on, last_on) if day.weekday() < 5]
    if not days:
        return []
    diaries = diaries_between(
        days[0], days[-1], [each.id for each in engagement.principals], except_engagement_ids=(engagement.id,)
    )
    marks = marks_that_count(marks_between(days[0], days[-1]), diaries)
    ground = Ground(
        marks=_grouped(marks, lambda mark: mark.day),
        deadlines=_grouped(deadlines_between(days[0], days[-1]), lambda each: each.due_on),
        holidays=bank_holiday_names(),
        known_until=holidays_known_until(),
    )
    roads, town = travel_table(), town_of(engagement)
    minutes = (minutes_of(hours[0]), minutes_of(hours[1]))
    found = []
    for day in days:
        when = Timed(from_local(day, hours[0]), from_local(day, hours[1]))
        obstacles = obstacles_to(Wanted(when=when, town=town), diaries, (), roads)
        found.append(scored(day, when, minutes, obstacles, ground))
    return found


def held_days(summit: Summit) -> list[HeldDay]:
    """The times that are held now, by the hour, each with its approvals."""
    query = (
        select(HostApproval)
        .where(HostApproval.summit_id == summit.id)
        .options(joinedload(HostApproval.principal))
        .order_by(HostApproval.at, HostApproval.principal_id)
    )
    approvals = _grouped(db.session.scalars(query), lambda each: each.hold_id)
    hosts = summit.engagement.principals
    return [_held(hold, approvals.get(hold.id, []), hosts) for hold in holds_of(summit.engagement_id)]


def held_day(summit: Summit, hold_id: int) -> HeldDay | None:
    """One of them."""
    return next((each for each in held_days(summit) if each.hold.id == hold_id), None)


def proposed_next_year(day: date) -> tuple[date, tuple[str, ...]]:
    """A day a year after `day`, off bank holidays, school holidays and what forbids a day; and why it was shifted."""
    middle = day + timedelta(weeks=52)
    marks = _grouped(marks_between(middle - AROUND, middle + AROUND), lambda mark: mark.day)
    holidays, names = bank_holidays(), bank_holiday_names()

    def against(tried: date) -> Sequence[str]:
        found = [mark.sentence() for mark in marks.get(tried, ()) if mark.is_hard or mark.kind in RULED_OUT]
        if not is_working_day(tried, holidays):
            found.insert(0, f"Bank holiday: {names[tried]}" if tried in names else f"{tried:%A}")
        return found

    return next_year_day(day, against)


def _held(hold: Hold, approvals: Sequence[HostApproval], hosts: Iterable[Principal]) -> HeldDay:
    yes = {each.principal_id for each in approvals}
    ours = [host for host in hosts if host.id not in yes]
    own = {host.id for host in hosts}
    return HeldDay(hold, tuple(each for each in approvals if each.principal_id in own), tuple(ours))


def _grouped(items: Iterable[Found], key: Callable[[Found], Key]) -> dict[Key, list[Found]]:
    found: dict[Key, list[Found]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return dict(found)
