"""The waiting list of a summit, in the order of giving, and offers whose time is up."""

from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import LoaderOption

from scheduler.core.db import db
from scheduler.invitations.models import Invitation
from scheduler.summits.models import Agency, Party, Summit
from scheduler.summits.rules.places import Allowance, Position, Turn, Waiter, position_of, waiting_order
from scheduler.summits.rules.vocabulary import PlaceState

EXPIRED_AT_ONCE = 5
"""Offers of one summit that one transaction ends: each keeps whoever answers waiting for some 8 ms."""


def waiters_of(summit: Summit) -> list[Waiter]:
    """Everybody who waits, in the order of coming."""
    query = select(Party.id, Party.waiting_number, Party.agency_id).where(
        Party.summit_id == summit.id, Party.state == PlaceState.WAITING
    )
    rows = db.session.execute(query.order_by(Party.waiting_number))
    return [Waiter(party_id, number or 0, agency_id) for party_id, number, agency_id in rows]


def turns_of(summit: Summit) -> list[Turn]:
    """Everybody who waits, in the order in which places are given."""
    return _turns_at(summit.id)


def _turns_at(summit_id: int) -> list[Turn]:
    rows = db.session.execute(_waiting(), {"summit_id": summit_id}).all()
    numbers = {agency_id: (quota, taken) for _, _, agency_id, quota, taken in rows if agency_id}
    agencies = {agency_id: Allowance(*each) for agency_id, each in numbers.items()}
    return waiting_order(
        [Waiter(party_id, number or 0, agency_id) for party_id, number, agency_id, *_ in rows], agencies
    )


@cache
def _waiting() -> Select[int, int | None, int | None, int | None, int]:
    """Written once: asked by every mail to somebody who waits."""
    return (
        select(Party.id, Party.waiting_number, Party.agency_id, Agency.quota, Agency.taken)
        .outerjoin(Agency, Agency.id == Party.agency_id)
        .where(Party.summit_id == bindparam("summit_id"), Party.state == PlaceState.WAITING)
        .order_by(Party.waiting_number)
    )


def position(party: Party) -> Position | None:
    """Where the party stands on the waiting list; None when it is not on it."""
    return position_of(party.id, _turns_at(party.summit_id)) if party.state is PlaceState.WAITING else None


def parties_by_id(ids: list[int]) -> dict[int, Party]:
    """Parties as they are now, with whom an offer goes to and against whose number it counts."""
    return {each.id: each for each in db.session.scalars(_by_ids(), {"ids": ids}).unique()}


@cache
def _by_ids() -> Select[Party]:
    """Written once: to put it together costs twice what it costs to run it."""
    return select(Party).where(Party.id.in_(bindparam("ids", expanding=True))).options(*_whom_to_tell())


def _whom_to_tell() -> list[LoaderOption]:
    """For many at once: each of them would be three more statements while everybody who answers waits."""
    return [joinedload(Party.invitation).joinedload(Invitation.links), joinedload(Party.agency)]


def summits_with_offers_due(now: datetime) -> list[int]:
    """Ids of summits with an offer that nobody took in time."""
    return sorted(db.session.scalars(select(Party.summit_id).where(Party.offer_until_at <= now).distinct()))


def offers_due(summit: Summit, now: datetime) -> list[Party]:
    """The oldest offers of one summit that nobody took in time, as many as one transaction ends."""
    query = select(Party).where(Party.summit_id == summit.id, Party.offer_until_at <= now)
    query = query.options(*_whom_to_tell(), selectinload(Party.attendees))
    first = query.order_by(Party.offer_until_at, Party.id).limit(EXPIRED_AT_ONCE)
    return list(db.session.scalars(first).unique())


def party_by_id(summit: Summit, party_id: int) -> Party | None:
    """One party of this summit."""
    return db.session.scalar(select(Party).where(Party.id == party_id, Party.summit_id == summit.id))
