"""The two counters that keep a summit from being overbooked, and the one lock in front of them.

Whoever gives or takes a place locks in this order: engagement (shared), invitation, the summit's places; agencies and
parties are written only by who holds the places.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, null, select, update
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.attributes import set_committed_value

from scheduler.core.db import db
from scheduler.summits.models import Agency, Party, Summit, SummitPlaces
from scheduler.summits.rules.places import Allowance
from scheduler.summits.rules.vocabulary import TAKES_PLACES, AttendeeKind, PlaceState
from scheduler.summits.service.signals import place_changed


def lock_places(summit: Summit) -> SummitPlaces:
    """Wait for whoever gives or takes a place of this summit, then see what they did.

    On SQLite a writing transaction has had the whole database since its first statement: what it read still holds.
    """
    db.session.flush()
    if db.engine.dialect.name != "sqlite":
        row = select(SummitPlaces.summit_id).where(SummitPlaces.summit_id == summit.id)
        db.session.execute(row.with_for_update())
        _forget_what_was_read(summit)
    return summit.places


def _forget_what_was_read(summit: Summit) -> None:
    for each in list(db.session.identity_map.values()):
        if isinstance(each, SummitPlaces | Agency | Party):
            db.session.expire(each)
    db.session.expire(summit, ["places"])


def count_taken(summit: Summit, agency: Agency | None, delta: int) -> None:
    """Both counters at once; the database adds, so that its checks hold even if somebody forgot the lock."""
    _count(summit.places, SummitPlaces.summit_id == summit.id, SummitPlaces.places, delta)
    if agency is not None:
        _count(agency, Agency.id == agency.id, Agency.quota, delta)


def _count(
    row: SummitPlaces | Agency, is_it: ColumnElement[bool], limit: InstrumentedAttribute[int | None], delta: int
) -> None:
    """A ceiling that was kept for what had been given sinks with what is given back; it never rises here."""
    model = type(row)
    taken = model.taken + delta
    values: dict[str, Any] = {"taken": taken}
    if delta < 0:
        values["ceiling"] = case((limit.is_(None), null()), (taken > limit, taken), else_=limit)
    db.session.flush()
    change = update(model).where(is_it).values(values).returning(model.taken, model.ceiling)
    now_taken, ceiling = db.session.execute(change, execution_options={"synchronize_session": False}).one()
    set_committed_value(row, "taken", now_taken)
    set_committed_value(row, "ceiling", ceiling)


def become(
    party: Party,
    state: PlaceState,
    *,
    waiting: tuple[int, datetime] | None = None,
    until: datetime | None = None,
) -> None:
    """The party's one change of state, its places counted; `waiting`: its number and since when; `until`: the offer's.

    Whoever loses their place loses those of their companions, who leave once everybody has heard of it.
    """
    before = party.state
    loses = before in TAKES_PLACES and state not in TAKES_PLACES
    if loses:
        count_taken(party.summit, party.agency, -party.size)
        party.size = 1
    elif state in TAKES_PLACES and before not in TAKES_PLACES:
        count_taken(party.summit, party.agency, party.size)
    party.state, party.offer_until_at = state, until
    party.offers += state is PlaceState.OFFERED
    party.waiting_number, party.waiting_since_at = waiting or (None, None)
    db.session.flush()
    if before is not state:
        place_changed.send(party, before=before)
    if loses:
        _leave_companions(party)


def _leave_companions(party: Party) -> None:
    for each in [each for each in party.attendees if each.kind is AttendeeKind.COMPANION]:
        party.attendees.remove(each)
    db.session.flush()


def places_of(summit: Summit) -> Allowance:
    """The summit's places as the rules count them."""
    return Allowance(summit.places.places, summit.places.taken)


def allowance_of(party: Party) -> Allowance:
    """Those of the party's organisation; without one there is no limit."""
    return Allowance(party.agency.quota, party.agency.taken) if party.agency else Allowance(None, 0)
