"""The two counters that keep a summit from being overbooked, and the one lock in front of them.

Whoever gives or takes a place locks in this order: engagement (shared), invitation, the summit's places; agencies and
parties are written only by who holds the places.
"""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, null, select, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import ReturningUpdate

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
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


def wait_for_places(engagement: Engagement) -> None:
    """The same before anything of its summit was read; harmless for what is none."""
    db.session.flush()
    if db.engine.dialect.name != "sqlite":
        row = select(SummitPlaces.summit_id).join(SummitPlaces.summit).where(Summit.engagement_id == engagement.id)
        db.session.execute(row.with_for_update(of=SummitPlaces))


def _forget_what_was_read(summit: Summit) -> None:
    for each in list(db.session.identity_map.values()):
        if isinstance(each, SummitPlaces | Agency | Party):
            db.session.expire(each)
    db.session.expire(summit, ["places"])


def count_taken(summit: Summit, agency: Agency | None, delta: int) -> None:
    """Both counters at once; the database adds, so that its checks hold even if somebody forgot the lock."""
    db.session.flush()
    _count(summit.places, summit.id, delta)
    if agency is not None:
        _count(agency, agency.id, delta)


def _count(row: SummitPlaces | Agency, key: int, delta: int) -> None:
    change = _counting(type(row), gives_back=delta < 0)
    taken, ceiling = db.session.execute(change, {"its_key": key, "delta": delta}).one()
    set_committed_value(row, "taken", taken)
    set_committed_value(row, "ceiling", ceiling)


@cache
def _counting(model: type[SummitPlaces | Agency], *, gives_back: bool) -> ReturningUpdate[int, int | None]:
    """A ceiling that was kept for what had been given sinks with what is given back; it never rises here."""
    is_of_all = model is SummitPlaces
    key, limit = (SummitPlaces.summit_id, SummitPlaces.places) if is_of_all else (Agency.id, Agency.quota)
    taken = model.taken + bindparam("delta")
    values: dict[str, Any] = {"taken": taken}
    if gives_back:
        values["ceiling"] = case((limit.is_(None), null()), (taken > limit, taken), else_=limit)
    change = update(model).where(key == bindparam("its_key")).values(values).returning(model.taken, model.ceiling)
    return change.execution_options(synchronize_session=False)


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
