"""Dates for one engagement, best first, with the reasons that the office sends or keeps."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from scheduler.almanac.queries import travel_table
from scheduler.almanac.rules.travel import town_key
from scheduler.core.clock import from_local
from scheduler.core.values import dataclass
from scheduler.engagements.availability.ground import direction_of, ground, partner_key, principal_key
from scheduler.engagements.availability.obstacles import organisations_of, town_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules.diaries import time_of
from scheduler.proposer.problem import EVERYBODY, Demand, Mark, Problem
from scheduler.proposer.slots import best_slots

NUMBER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSlot:
    """A time for all of ours who take part, and what speaks for it."""

    starts_at: datetime
    ends_at: datetime
    reasons: tuple[str, ...]


def slots_for(
    engagement: Engagement, *, now: datetime, first_on: date, last_on: date, count: int = NUMBER
) -> list[ProposedSlot]:
    """Up to `count` times on different days, all principals free, no hard layer against them, travel fitting.

    Held times count as taken, its own too: fresh dates are other ones. Empty when nothing fits.
    """
    ids = [each.id for each in engagement.principals]
    problem = ground(first_on, last_on, ids, now=now)
    if not problem.days or not problem.principals:
        return []
    demand = _demand(engagement, problem)
    offers = best_slots(replace(problem, demands=(demand,), marks=_marks(problem, engagement)), demand.key, count)
    return [
        _proposed(offer.slot.day, offer.slot.start, engagement.minutes, offer.reasons)
        for offer in sorted(offers, key=lambda each: each.slot)
    ]


def _proposed(day: date, start: int, minutes: int, reasons: Iterable[str]) -> ProposedSlot:
    starts_at = from_local(day, time_of(start))
    return ProposedSlot(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), reasons=tuple(reasons))


def _demand(engagement: Engagement, problem: Problem) -> Demand:
    """No day of the period is better than another by itself: what the days hold decides, then the earlier one."""
    key, town = f"engagement:{engagement.id}", town_of(engagement)
    base = problem.principals[0].base
    return Demand(
        key=key,
        chain=key,
        number=1,
        title=engagement.title,
        partner=partner_key(engagement.posts[0]) if engagement.posts else key,
        place=town_key(town),
        minutes=engagement.minutes,
        ours=(tuple(principal_key(each.id) for each in engagement.principals),),
        ideal=problem.days[0],
        earliest=problem.days[0],
        latest=problem.days[-1],
        direction=direction_of(town, base, travel_table()),
        points_a_day=0,
    )


def _marks(problem: Problem, engagement: Engagement) -> tuple[Mark, ...]:
    """Those that concern any of its partners, as if there were one: the proposer knows one partner a meeting."""
    partners = {f"organisation:{each}" for each in organisations_of(engagement.posts)}
    partners |= {partner_key(post) for post in engagement.posts}
    return tuple(
        replace(mark, scope=EVERYBODY) if mark.scope & partners else mark
        for mark in problem.marks
        if mark.scope & partners or not mark.scope or any(key.startswith("principal:") for key in mark.scope)
    )
