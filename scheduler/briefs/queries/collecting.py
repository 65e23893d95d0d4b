"""Collects what briefs are made from, for one engagement or for all of a day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from sqlalchemy import select

from scheduler.actions.models import Action
from scheduler.briefs.queries.partners import BODY, MANY, Earlier, Home, earlier_with, homes_of, told_of
from scheduler.briefs.queries.promises import actions_about, promises_between, raised_at, undertaken_about
from scheduler.briefs.queries.roads import Roads, roads_on, ways_to
from scheduler.briefs.rules.facts import Facts, Prepared
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import place_words, when_words
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Handling, PlaceKind
from scheduler.forward_plan.queries.partners import handovers
from scheduler.forward_plan.rules.lineage import forebears
from scheduler.records.models import EngagementRecord, Paper, RecordNote
from scheduler.records.queries.notes import open_notes_of
from scheduler.records.queries.presence import people_in_many
from scheduler.records.queries.records import records_of
from scheduler.records.rules.people import Came
from scheduler.records.rules.vocabulary import INITIATOR_WORDS
from scheduler.representation.models import Representation
from scheduler.representation.queries.seats import seats_of_bodies
from scheduler.representation.rules.vocabulary import CAPACITY_WORDS
from scheduler.strands.queries import priority_names, strand_titles
from scheduler.undertakings.models import Undertaking
from scheduler.undertakings.queries.undertakings import open_undertakings

AUTHORITY = {"full": "may commit us", "limited": "may commit us within limits", "none": "may not commit us"}


@dataclass(slots=True)
class Collected:
    """Rows of many briefs at once; the second half stays empty where only the gaps are asked for."""

    today: date
    rooms: Mapping[int, tuple[Came, ...]]
    homes: Mapping[int, frozenset[Home]]
    earlier: Sequence[Earlier]
    records: Mapping[int, EngagementRecord]
    actions: Sequence[Action] = ()
    notes: Sequence[RecordNote] = ()
    undertakings: Sequence[Undertaking] = ()
    seats: Sequence[Representation] = ()
    strands: Mapping[int, list[str]] = field(default_factory=dict)
    priorities: Mapping[int, list[str]] = field(default_factory=dict)
    papers: Sequence[tuple[int, str, Handling]] = ()
    roads: Roads = field(default_factory=dict)


def facts_of(engagements: Sequence[Engagement], today: date) -> dict[int, Facts]:
    """Everything, by engagement."""
    collected = _prepared(engagements, today)
    homes = frozenset(home for each in collected.homes.values() for home in each)
    ids, past = [each.id for each in engagements], [each.engagement_id for each in collected.earlier]
    days = {day for each in engagements if each.starts_at and (day := first_day_of(each))}
    collected.actions = actions_about(past, homes)
    collected.notes = open_notes_of(past)
    collected.undertakings = open_undertakings()
    collected.seats = seats_of_bodies([number for kind, number in homes if kind == BODY], today)
    collected.strands, collected.priorities = strand_titles(ids), priority_names(ids)
    collected.papers = _papers(ids)
    collected.roads = roads_on(sorted(days), sorted({one.id for each in engagements for one in each.principals}))
    return {each.id: _facts(each, collected) for each in engagements}


def preparation_of(engagements: Sequence[Engagement], today: date) -> dict[int, Facts]:
    """Only what can be missing from a brief; a third of the statements."""
    collected = _prepared(engagements, today)
    return {each.id: _facts(each, collected) for each in engagements}


def _prepared(engagements: Sequence[Engagement], today: date) -> Collected:
    rooms = people_in_many(engagements) if engagements else {}
    before_them = forebears(handovers(), today)
    told = {number: _told_of(homes_of(room), before_them) for number, room in rooms.items()}
    last_on = max((day for each in engagements if (day := first_day_of(each))), default=today)
    earlier = earlier_with(frozenset(home for each in told.values() for home in each), max(last_on, today))
    shown = {each.engagement_id for each in earlier} | {each.id for each in engagements}
    return Collected(today, rooms, told, earlier, records_of(shown))


def _told_of(homes: frozenset[Home], before_them: Mapping[Home, frozenset[Home]]) -> frozenset[Home]:
    """With whom the past is: these partners and whom they follow; nobody where they are too many."""
    if len(homes) > MANY:
        return frozenset()
    return homes.union(*(before_them.get(each, ()) for each in homes))


def _facts(engagement: Engagement, collected: Collected) -> Facts:
    room, homes = collected.rooms[engagement.id], collected.homes[engagement.id]
    on = first_day_of(engagement)
    earlier = [
        each
        for each in collected.earlier
        if each.homes & homes and each.engagement_id != engagement.id and (on is None or each.on < on)
    ]
    meetings = told_of(earlier, collected.records, collected.today)
    past, last = {each.engagement_id for each in earlier}, {each.engagement_id for each in meetings}
    return Facts(
        **_base(engagement),
        strands=tuple(collected.strands.get(engagement.id, ())),
        priorities=tuple(collected.priorities.get(engagement.id, ())),
        room=room,
        seats=_seats(collected.seats, homes),
        has_partners=bool(homes_of(room)),
        has_many_partners=len(homes_of(room)) > MANY,
        meetings=meetings,
        promises=promises_between(collected.actions, homes, past, last, collected.today),
        raised=raised_at(collected.notes, past),
        undertakings=undertaken_about(collected.undertakings, homes, past | {engagement.id}, collected.today),
        roads=ways_to(engagement, on, collected.roads),
        prepared=_written(collected.records.get(engagement.id)),
        papers=tuple(
            (title, handling is Handling.OFFICIAL_SENSITIVE)
            for number, title, handling in collected.papers
            if number == engagement.id
        ),
    )


def _base(engagement: Engagement) -> dict[str, Any]:
    place = engagement.place
    is_online = engagement.place_kind is PlaceKind.ONLINE
    return {
        "engagement_id": engagement.id,
        "title": engagement.title,
        "kind": engagement.kind.capitalize(),
        "when": when_words(engagement),
        "place": place_words(engagement),
        "is_dated": first_day_of(engagement) is not None,
        "is_placed": is_online or place is not None or bool(engagement.place_text),
        "is_sensitive": engagement.handling is Handling.OFFICIAL_SENSITIVE,
        "purpose": engagement.purpose,
        "online_url": engagement.online_url,
        "arriving": place.access_notes if place is not None and not is_online else "",
    }


def _written(record: EngagementRecord | None) -> Prepared | None:
    if record is None:
        return None
    initiated = INITIATOR_WORDS[record.initiated_by] if record.initiated_by else ""
    return Prepared(
        lines_to_take=record.lines_to_take,
        has_risk=record.has_risk,
        risk_words=record.risk_words,
        has_media_interest=record.has_media_interest,
        media_words=record.media_words,
        initiated=": ".join(part for part in (initiated, record.initiated_words) if part),
        portfolio_owner=record.portfolio_owner.title if record.portfolio_owner else "",
    )


def _seats(seats: Sequence[Representation], homes: Collection[Home]) -> dict[int, str]:
    found: dict[int, str] = {}
    for seat in seats:
        if seat.principal_id is None or (BODY, seat.body_id) not in homes:
            continue
        capacity = f"there as {CAPACITY_WORDS[seat.capacity].lower()}"
        authority = AUTHORITY[seat.authority.value] if seat.authority else ""
        found[seat.principal_id] = ", ".join(part for part in (capacity, authority) if part)
    return found


def _papers(ids: Collection[int]) -> list[tuple[int, str, Handling]]:
    query = select(Paper.engagement_id, Paper.title, Paper.handling).where(Paper.engagement_id.in_(ids))
    return [(number, title, handling) for number, title, handling in db.session.execute(query.order_by(Paper.id))]
