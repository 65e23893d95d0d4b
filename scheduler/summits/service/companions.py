"""A party grows and shrinks with its companions: counted whole or refused."""

from datetime import datetime

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import count_words
from scheduler.summits.models import Party
from scheduler.summits.queries.waiting import turns_of
from scheduler.summits.rules.places import Allowance, next_turns
from scheduler.summits.rules.vocabulary import PlaceState
from scheduler.summits.service.counters import allowance_of, count_taken, lock_places, places_of
from scheduler.summits.service.offers import note, offer_on


def resize_party(party: Party, size: int, *, now: datetime) -> None:
    """Places for the invitee and their companions, support not counted. Raises RuleBroken when they do not all fit.

    What a smaller party gives back is offered on. The engagement and the invitation are locked before the places.
    """
    lock_places(party.summit)
    if size == party.size:
        return
    _check(party, size)
    count_taken(party.summit, party.agency, size - party.size)
    is_smaller = size < party.size
    party.size = size
    db.session.flush()
    note(party, "party_resized", f"comes with {count_words(size - 1, 'companion')}")
    if is_smaller:
        offer_on(party.summit, now=now)


def _check(party: Party, size: int) -> None:
    if size < 1:
        raise RuleBroken("A party is at least one person.")
    if party.state is not PlaceState.CONFIRMED:
        raise RuleBroken("Companions can be named once you have a place.", "companions")
    more = size - party.size
    if more <= 0:
        return
    if not allowance_of(party).takes(more):
        raise RuleBroken(_too_many(allowance_of(party), "for your organisation"), "companions")
    if not places_of(party.summit).takes(more):
        raise RuleBroken(_too_many(places_of(party.summit), "at the summit"), "companions")
    if places_of(party.summit).limit is not None and next_turns(turns_of(party.summit), 1):
        raise RuleBroken("Others wait for a place, so no companion can be added.", "companions")


def _too_many(allowance: Allowance, where: str) -> str:
    """“Only 1 more place is free for your organisation.”."""
    if not allowance.free:
        return f"No more place is free {where}, so no companion can be added."
    free = count_words(allowance.free, "more place is", "more places are")
    return f"Only {free} free {where}. Name fewer companions."
