"""Engagements with others that took place: what every register and the public page are made of."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from scheduler.core.clock import local_day, start_of_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import when_of
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OVER, EngagementKind, EngagementStatus, Handling, PlaceKind
from scheduler.engagements.rules.spans import DAY, bounds_of
from scheduler.records.models import EngagementRecord
from scheduler.records.queries.presence import people_in_many
from scheduler.records.queries.records import records_of
from scheduler.records.rules.people import Came
from scheduler.records.rules.vocabulary import Side
from scheduler.reports.rules.registers import RegisterPeriod

NOT_HELD_YET = (EngagementStatus.AGREED, EngagementStatus.TO_ARRANGE, EngagementStatus.OFFERING_DATES)


@dataclass(frozen=True, slots=True)
class Held:
    """One that took place, the day it began, who came and how it came about."""

    engagement: Engagement
    on: date
    people: tuple[Came, ...]
    record: EngagementRecord | None

    @property
    def ours(self) -> list[Came]:
        """Of ours, who came."""
        return [each for each in self.people if each.side is Side.OURS and each.came]

    @property
    def theirs(self) -> list[Came]:
        """Of others, who came."""
        return [each for each in self.people if each.side is Side.THEIRS and each.came]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Of a period, what its register leaves out, for the office alone."""

    not_marked: int
    """In the diary, over, and not marked as held."""
    sensitive: int


def held_with_others(
    period: RegisterPeriod, now: datetime, kinds: Collection[EngagementKind] = tuple(EngagementKind)
) -> list[Held]:
    """In the order of time. OFFICIAL-SENSITIVE ones are never read, nor those that are not over yet.

    With others: somebody of theirs came, or it was not at our place. A fixed number of statements.
    """
    found = db.session.scalars(
        _held(period).where(Engagement.handling == Handling.OFFICIAL, Engagement.kind.in_(list(kinds)))
    ).all()
    over = [each for each in found if _is_over(each, now)]
    people, records = people_in_many(over), records_of([each.id for each in over])
    dated = ((each, first_day_of(each)) for each in over)
    told = [Held(each, on, people[each.id], records.get(each.id)) for each, on in dated if on is not None]
    return sorted((each for each in told if _is_external(each)), key=_order)


def left_out(period: RegisterPeriod, now: datetime) -> LeftOut:
    """Counted, not named."""
    unmarked = _in(period) & Engagement.status.in_(NOT_HELD_YET) & (Engagement.handling == Handling.OFFICIAL)
    over = or_(Engagement.ends_at <= now, Engagement.ends_on < local_day(now))
    sensitive = _in(period) & Engagement.status.in_(OVER) & (Engagement.handling == Handling.OFFICIAL_SENSITIVE)
    return LeftOut(_count(unmarked & over), _count(sensitive))


def _held(period: RegisterPeriod) -> Select[Engagement]:
    query = select(Engagement).where(_in(period), Engagement.status.in_(OVER))
    return query.options(selectinload(Engagement.place))


def _in(period: RegisterPeriod) -> ColumnElement[bool]:
    """It began on one of the days."""
    return or_(
        and_(
            Engagement.starts_at >= start_of_day(period.from_on),
            Engagement.starts_at < start_of_day(period.until_on + DAY),
        ),
        and_(Engagement.starts_on >= period.from_on, Engagement.starts_on <= period.until_on),
    )


def _count(condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Engagement).where(condition)) or 0


def _is_over(engagement: Engagement, now: datetime) -> bool:
    when = when_of(engagement)
    return when is not None and bounds_of(when)[1] <= now


def _is_external(held: Held) -> bool:
    return bool(held.theirs) or held.engagement.place_kind is not PlaceKind.OURS


def _order(held: Held) -> tuple[date, datetime, int]:
    when = when_of(held.engagement)
    assert when is not None
    return held.on, bounds_of(when)[0], held.engagement.id


def roles_by_home(people: Sequence[Came]) -> list[tuple[str, list[Came]]]:
    """Most senior organisation first, as `people_in` gave them; guests without one come last, under no name."""
    found: dict[str, list[Came]] = {}
    for each in people:
        found.setdefault(each.home, []).append(each)
    return sorted(found.items(), key=lambda pair: not pair[0])
