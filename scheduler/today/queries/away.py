"""One of ours on a day: their engagements, who expects us, and who of us could go instead."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from scheduler.almanac.queries import travel_table
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.availability.obstacles import town_of
from scheduler.engagements.calendar import when_of
from scheduler.engagements.models import Absence, Engagement, Principal
from scheduler.engagements.queries import engagements_between, live_principals
from scheduler.engagements.queries.diaries import diaries_between
from scheduler.engagements.rules import PLANNABLE
from scheduler.engagements.rules.obstacles import Obstacle, ObstacleKind, Wanted, obstacles_to
from scheduler.engagements.rules.spans import bounds_of, days_of_time
from scheduler.today.queries.contacts import contacts_of
from scheduler.today.rules.away import Contact, begins_soon

COUNTS = frozenset({ObstacleKind.TAKEN, ObstacleKind.HELD, ObstacleKind.ROAD, ObstacleKind.AWAY, ObstacleKind.HOURS})
"""What keeps a stand-in from going; school holidays and the like were weighed when the day was agreed."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of ours who might go instead, and what stands in the way."""

    principal: Principal
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """One engagement of the day. `others` of ours go as well; `candidates` do not yet."""

    engagement: Engagement
    contacts: Sequence[Contact]
    others: Sequence[Principal]
    candidates: Sequence[Candidate]
    is_soon: bool


def affected_by(absent: Principal, on: date, now: datetime, *, also: Collection[int] = ()) -> list[Affected]:
    """What is in the diary that day and not over, in order; a fixed number of statements.

    `also` names engagements that a page had shown, however they are by now.
    """
    engagements = [each for each in engagements_between(on, on, absent.id) if _goes_on(each, now)]
    missing = set(also).difference(each.id for each in engagements)
    engagements += [each for each in fresh_engagements(missing).values() if when_of(each) is not None]
    contacts = contacts_of(engagements, on)
    ground = _Ground.of(engagements, [each for each in live_principals(on) if each.id != absent.id])
    return [
        Affected(
            engagement=each,
            contacts=contacts[each.id],
            others=[ours for ours in each.principals if ours.id != absent.id],
            candidates=ground.candidates(each),
            is_soon=is_soon(each, now),
        )
        for each in engagements
    ]


def fresh_engagements(engagement_ids: Collection[int]) -> dict[int, Engagement]:
    """The named ones as they are now, whatever this session read before."""
    query = select(Engagement).where(Engagement.id.in_(engagement_ids)).order_by(Engagement.id)
    query = query.options(selectinload(Engagement.principals)).execution_options(populate_existing=True)
    return {each.id: each for each in db.session.scalars(query)}


def is_soon(engagement: Engagement, now: datetime) -> bool:
    """Whether a mail may be read too late for it."""
    when = when_of(engagement)
    return when is not None and begins_soon(bounds_of(when)[0], now)


def is_away(principal: Principal, on: date) -> bool:
    """Whether their diary says so already."""
    query = select(Absence.id).where(
        Absence.principal_id == principal.id, Absence.first_on <= on, Absence.last_on >= on
    )
    return db.session.scalar(query.limit(1)) is not None


def _goes_on(engagement: Engagement, now: datetime) -> bool:
    when = when_of(engagement)
    return engagement.status in PLANNABLE and when is not None and bounds_of(when)[1] > now


class _Ground:
    """The diaries of those who might go, read once for all engagements."""

    def __init__(self, ours: Sequence[Principal], first: date, last: date) -> None:
        self.ours = ours
        self.diaries = {each.principal_id: each for each in diaries_between(first, last, [each.id for each in ours])}
        self.roads = travel_table()

    @classmethod
    def of(cls, engagements: Iterable[Engagement], ours: Sequence[Principal]) -> "_Ground":
        days = [day for each in engagements if (when := when_of(each)) for day in days_of_time(when)]
        return cls(ours if days else (), min(days, default=date.today()), max(days, default=date.today()))  # noqa: DTZ011 - never read

    def candidates(self, engagement: Engagement) -> list[Candidate]:
        """Those who are free come first, then by the office's order."""
        when = when_of(engagement)
        assert when is not None
        wanted = Wanted(when=when, town=town_of(engagement))
        found = [self._candidate(each, wanted) for each in self.ours if each not in engagement.principals]
        return sorted(found, key=lambda each: bool(each.obstacles))

    def _candidate(self, principal: Principal, wanted: Wanted) -> Candidate:
        diary = self.diaries[principal.id]
        found = obstacles_to(wanted, [diary], (), self.roads)
        return Candidate(principal, tuple(each for each in found if each.kind in COUNTS))
