"""Makes the engine's problem of what the office knows: who is free when, what falls due, what must stay."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime

from sqlalchemy import select

from scheduler.almanac.queries import travel_table
from scheduler.almanac.rules.travel import TravelTable, town_key
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.availability import ground, principal_key
from scheduler.engagements.availability.ground import direction_of
from scheduler.forward_plan.queries.coverage import BoardRow, cadence_of, clock_of, coverage_board
from scheduler.forward_plan.queries.known_meetings import KnownMeetings, OpenMeeting, known_meetings
from scheduler.forward_plan.queries.partners import Home, key_of
from scheduler.forward_plan.rules.board import BoardFilter
from scheduler.forward_plan.rules.due_meetings import DueMeeting, due_meetings, spread
from scheduler.forward_plan.rules.proposals import Asked
from scheduler.forward_plan.rules.vocabulary import Ours
from scheduler.forward_plan.service.proposals_slots import slot_at
from scheduler.proposer.problem import NOWHERE, Demand, Mark, Problem, Slot
from scheduler.stakeholders.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Freedom:
    """What may move and what must stay: ids of engagements with one held time, slots of pinned demands by key."""

    may_move: frozenset[int] = frozenset()
    pins: Mapping[str, Slot] = field(default_factory=dict)


def build_problem(asked: Asked, freedom: Freedom, *, seed: int, now: datetime) -> Problem:
    """The problem as things stand now; a fixed number of statements, however many partners there are."""
    rows = wanted_rows(asked, local_day(now))
    known = known_meetings(rows, local_day(now), freedom.may_move)
    ours = {each.id for row in rows for each in row.commitment.rule.principals}
    ours |= {each for found in known.values() for meeting in found.open for each in meeting.principal_ids}
    base = ground(
        asked.period.from_on,
        asked.period.until_on,
        sorted(ours),
        now=now,
        except_engagement_ids=sorted(freedom.may_move),
    )
    towns = _towns_of(rows)
    roads = travel_table()
    never_met: dict[int, list[int]] = {}
    for row in rows:
        if row.standing.last is None:
            never_met.setdefault(row.commitment.rule_id, []).append(row.commitment.id)
    titles = {town_key(town): town for town in towns.values() if town_key(town)}
    terms = _Terms(asked, roads, towns, base.principals[0].base if base.principals else NOWHERE, never_met)
    taken: set[int] = set()
    demands = [demand for row in rows for demand in _demands(row, known[row.commitment.id], terms, taken)]
    demands = [replace(demand, pinned=freedom.pins.get(demand.key)) for demand in demands]
    return replace(
        base,
        demands=tuple(demands),
        marks=(*base.marks, *_refused(asked)),
        travel=dict(base.travel) | _more_roads(base, titles, roads),
        place_titles=dict(base.place_titles) | titles,
        seed=seed,
    )


def wanted_rows(asked: Asked, on: date) -> list[BoardRow]:
    """The commitments that a plan is about, in a fixed order; those whose partner invites us are the partner's."""
    wanted = BoardFilter(commitment_ids=frozenset(asked.commitment_ids) if asked.commitment_ids else None)
    rows = [
        row
        for row in coverage_board(on, wanted).rows
        if not row.commitment.rule.is_by_invitation
        and row.commitment.rule.principals
        and (not asked.pledge_ids or row.commitment.rule.pledge_id in asked.pledge_ids)
    ]
    return sorted(rows, key=lambda row: row.commitment.id)


def partner_key(home: Home) -> str:
    """“organisation:4”, as layers name whom they concern."""
    return ":".join(map(str, key_of(home)))


@dataclass(frozen=True, slots=True)
class _Terms:
    """What holds for all demands."""

    asked: Asked
    roads: TravelTable
    towns: Mapping[int, str]
    base_town: str
    never_met: Mapping[int, Sequence[int]]
    """Commitments without a meeting so far, by rule."""


def _demands(row: BoardRow, known: KnownMeetings, terms: _Terms, taken: set[int]) -> Iterator[Demand]:
    """What falls due, taken over by the engagements that are to be dated already, in their order.

    One that serves two promises is dated once: `taken` holds what an earlier row has asked for.
    """
    clock = clock_of(row.commitment, row.standing)
    due = due_meetings(cadence_of(row.commitment.rule), clock, known.days, terms.asked.period)
    waiting = list(known.open)
    chain = ""
    for meeting in _spread(row, due, terms):
        if meeting.begins_chain or not chain:
            chain = f"commitment:{row.commitment.id}:{meeting.number}"
        serves = waiting.pop(0) if waiting else None
        if serves is None or _takes(serves, taken):
            yield _demand(row, meeting, chain, serves, terms)
    yield from (_leftover(row, each, terms) for each in waiting if each.held_at is not None and _takes(each, taken))


def _takes(meeting: OpenMeeting, taken: set[int]) -> bool:
    """Whether nobody asked for this engagement before."""
    is_free = meeting.engagement_id not in taken
    taken.add(meeting.engagement_id)
    return is_free


def _spread(row: BoardRow, due: Sequence[DueMeeting], terms: _Terms) -> Sequence[DueMeeting]:
    """The first meeting with a partner who was never met shares the days with the others of the rule."""
    alike = terms.never_met.get(row.commitment.rule_id, ())
    if not due or due[0].number != 1 or row.commitment.id not in alike:
        return due
    return [spread(due[0], alike.index(row.commitment.id), len(alike)), *due[1:]]


def _demand(row: BoardRow, due: DueMeeting, chain: str, open_meeting: OpenMeeting | None, terms: _Terms) -> Demand:
    key = f"commitment:{row.commitment.id}:{due.number}"
    fresh = replace(
        _bare(row, terms),
        key=key,
        chain=chain,
        number=due.number,
        ideal=due.ideal_on,
        earliest=due.earliest_on,
        latest=due.latest_on,
        min_gap=due.shortest_gap,
        max_gap=due.longest_gap,
        previous_on=due.previous_on,
        points_a_day=due.points_a_day,
    )
    return fresh if open_meeting is None else _taken_over(fresh, open_meeting)


def _leftover(row: BoardRow, meeting: OpenMeeting, terms: _Terms) -> Demand:
    """A time is kept free although nothing falls due: it stays, or finds another day in the period."""
    chain = f"commitment:{row.commitment.id}:of engagement {meeting.engagement_id}"
    return _taken_over(replace(_bare(row, terms), chain=chain), meeting)


def _taken_over(demand: Demand, meeting: OpenMeeting) -> Demand:
    """About an engagement that exists; where a time is kept free for it, it stays there when possible."""
    own = tuple(principal_key(each) for each in sorted(meeting.principal_ids))
    others = [each for each in demand.ours if set(each) != set(own) and len(demand.ours) > 1]
    demand = replace(demand, key=f"engagement:{meeting.engagement_id}", ours=(own, *others))
    if meeting.held_at is None:
        return demand
    starts_at, ends_at = meeting.held_at
    current = slot_at(starts_at, sorted(meeting.principal_ids))
    return replace(
        demand,
        current=current,
        minutes=int((ends_at - starts_at).total_seconds()) // 60,
        ideal=current.day,
        earliest=min(demand.earliest, current.day),
        latest=max(demand.latest, current.day),
    )


def _bare(row: BoardRow, terms: _Terms) -> Demand:
    """What all meetings with the partner have in common."""
    rule, town = row.commitment.rule, terms.towns[row.commitment.id]
    ids = [principal_key(each.id) for each in rule.principals]
    period = terms.asked.period
    return Demand(
        key="",
        chain="",
        number=1,
        title=row.home.name,
        partner=partner_key(row.home),
        place=town_key(town),
        minutes=rule.minutes,
        ours=(tuple(ids),) if rule.ours is Ours.ALL_OF else tuple((each,) for each in ids),
        ideal=period.from_on,
        earliest=period.from_on,
        latest=period.until_on,
        direction=direction_of(town, terms.base_town, terms.roads),
    )


def _refused(asked: Asked) -> Iterator[Mark]:
    for each in asked.refusals:
        yield Mark(day=each.day, words=f"refused: {each.words}", scope=frozenset({each.partner}))


def _more_roads(base: Problem, titles: Mapping[str, str], roads: TravelTable) -> dict[tuple[str, str], int]:
    """Minutes to the partners' towns that the area's table does not name."""
    strange = titles.keys() - base.place_titles.keys()
    everywhere = strange | base.place_titles.keys()
    pairs = {(min(here, there), max(here, there)) for here in strange for there in everywhere if here != there}
    return {(here, there): roads.minutes(here, there) for here, there in sorted(pairs)}


def _towns_of(rows: Sequence[BoardRow]) -> dict[int, str]:
    """Each partner's town by commitment, in one statement."""
    ids = {row.home.place_id for row in rows}
    towns = {row.id: row.town for row in db.session.execute(select(Place.id, Place.town).where(Place.id.in_(ids)))}
    return {row.commitment.id: towns.get(row.home.place_id or 0, "") for row in rows}
