"""Places that come free: offered to the next on the waiting list, taken, let go, lapsed, and offered on."""

from datetime import datetime

from scheduler.almanac.queries import working_hours_after
from scheduler.audit.service import record
from scheduler.core.clock import start_of_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import moment_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY, OVER
from scheduler.invitations.queries.locks import lock_row
from scheduler.summits.models import Party, Summit
from scheduler.summits.queries import summit_by_id
from scheduler.summits.queries.waiting import offers_due, parties_by_id, summits_with_offers_due, turns_of
from scheduler.summits.rules.places import GIVEN, LAPSED, OFFERED, next_turns
from scheduler.summits.rules.vocabulary import PlaceState
from scheduler.summits.service.counters import allowance_of, become, lock_places, places_of
from scheduler.summits.service.place_mails import tell_of_place


def begins_at(engagement: Engagement) -> datetime | None:
    """The instant at which it begins; None while it has no date."""
    if engagement.starts_at is not None:
        return engagement.starts_at
    return start_of_day(engagement.starts_on) if engagement.starts_on is not None else None


def may_offer(summit: Summit, now: datetime) -> bool:
    """Whether a free place is of use to anybody: not when all is off, nor once it has begun."""
    engagement = summit.engagement
    begins = begins_at(engagement)
    return engagement.status not in OFF_THE_DIARY | OVER and begins is not None and now < begins


def offer_on(summit: Summit, *, now: datetime) -> int:
    """Offer every free place to whoever is next; returns how many. The places are locked.

    Where there is no limit nobody need hurry: who waited only for their organisation's number has the place at once.
    """
    free = places_of(summit).free
    if free == 0 or not may_offer(summit, now):
        return 0
    turns = next_turns(turns_of(summit), free)
    if not turns:
        return 0
    found = parties_by_id([turn.waiter.party_id for turn in turns])
    until = _deadline(summit, None, now)
    for turn in turns:
        if free is None:
            _give(found[turn.waiter.party_id], now)
        else:
            offer(found[turn.waiter.party_id], f"{turn.why}, number {turn.waiter.number}", until=until, now=now)
    return len(turns)


def _give(party: Party, now: datetime) -> None:
    become(party, PlaceState.CONFIRMED)
    note(party, "place_given", "has a place: there is no limit")
    tell_of_place(party, GIVEN, now=now)


def offer(party: Party, why: str, *, until: datetime, now: datetime) -> None:
    """Keep a place for the party until then, and tell it so. The places are locked and one of them is free."""
    become(party, PlaceState.OFFERED, until=until)
    note(party, "place_offered", f"is offered a place until {_until(party)} ({why})")
    tell_of_place(party, OFFERED, now=now)


def _deadline(summit: Summit, hours: int | None, now: datetime) -> datetime:
    until = working_hours_after(now, hours or summit.offer_hours).replace(microsecond=0)
    begins = begins_at(summit.engagement)
    return until if begins is None else min(until, begins)


def _until(party: Party) -> str:
    return moment_words(party.offer_until_at) if party.offer_until_at else ""


def note(party: Party, action: str, words: str) -> None:
    """In the log of the engagement, by the invitee's label."""
    label = party.invitation.invitee_label if party.invitation else "Somebody"
    record(f"summit.{action}", "engagement", party.summit.engagement_id, f"{label} {words}")


def lapse(party: Party, why: str, *, now: datetime) -> None:
    """The offer ends, the party leaves the list and hears how to come back. The places are locked."""
    become(party, PlaceState.LAPSED)
    note(party, "place_lapsed", f"is offered a place no longer: {why}")
    tell_of_place(party, LAPSED, now=now)


def expire_places(now: datetime) -> int:
    """End some offers that nobody took in time and offer their places on; how many ended, 0 when none was left."""
    return sum(_expire_in(summit_id, now) for summit_id in summits_with_offers_due(now))


def _expire_in(summit_id: int, now: datetime) -> int:
    summit = summit_by_id(summit_id)
    if summit is None:
        return 0
    lock_row(summit.engagement, shared=True)
    lock_places(summit)
    due = offers_due(summit, now)  # somebody may have taken one meanwhile
    for party in due:
        lapse(party, "nobody took it in time", now=now)
    offer_on(summit, now=now)
    return len(due)


def cap_offers(summit: Summit, *, now: datetime) -> None:
    """No offer lasts beyond the beginning, when that has come nearer. The places are locked."""
    begins = begins_at(summit.engagement)
    if begins is None:
        return
    query = db.select(Party).where(Party.summit_id == summit.id, Party.offer_until_at > begins).order_by(Party.id)
    for party in db.session.scalars(query):
        party.offer_until_at = max(begins, now)
        db.session.flush()
        tell_of_place(party, OFFERED, now=now)


def offer_out_of_order(party: Party, reason: str, *, now: datetime) -> None:
    """The office gives a free place to somebody who is not next; the log keeps why. Raises RuleBroken."""
    _lock(party)
    if party.state is not PlaceState.WAITING:
        raise RuleBroken("They are not on the waiting list any more. Look at the list again.")
    if not places_of(party.summit).takes(1):
        raise RuleBroken("No place is free. Withdraw an offer or raise the number of places first.")
    if not allowance_of(party).takes(1):
        raise RuleBroken("Their organisation has all its places. Raise its own number first.")
    if not may_offer(party.summit, now):
        raise RuleBroken("The summit has begun, or is off: no place can be offered.")
    if not reason:
        raise RuleBroken("Say why they come before the others. It is kept in the log.", "reason")
    offer(party, f"out of order: {reason}", until=_deadline(party.summit, None, now), now=now)


def withdraw_offer(party: Party, reason: str, *, now: datetime) -> None:
    """The office takes an open offer back, and the place goes to whoever is next. Raises RuleBroken."""
    _lock(party)
    if party.state is not PlaceState.OFFERED:
        raise RuleBroken("This offer was taken or has ended already.")
    lapse(party, f"the office took it back ({reason})" if reason else "the office took it back", now=now)
    offer_on(party.summit, now=now)


def extend_offer(party: Party, hours: int, *, now: datetime) -> None:
    """Keep an open offer for so many working hours from now, if that is longer. Raises RuleBroken."""
    _lock(party)
    if party.state is not PlaceState.OFFERED or party.offer_until_at is None:
        raise RuleBroken("This offer was taken or has ended already.")
    until = _deadline(party.summit, hours, now)
    if until <= party.offer_until_at:
        raise RuleBroken(f"The place is kept until {_until(party)} as it is. Enter more working hours.", "hours")
    party.offer_until_at = until
    db.session.flush()
    note(party, "place_offered", f"is offered the place for longer, until {_until(party)}")
    tell_of_place(party, OFFERED, now=now)


def _lock(party: Party) -> None:
    lock_row(party.summit.engagement, shared=True)
    lock_places(party.summit)
