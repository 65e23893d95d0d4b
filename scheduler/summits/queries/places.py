"""Places of a summit as pages and mails say them."""

from datetime import datetime

from scheduler.core.wording import moment_words
from scheduler.invitations.models import Invitation
from scheduler.summits.models import Agency, Party, Summit
from scheduler.summits.queries.summits import party_of, summit_of
from scheduler.summits.queries.waiting import position
from scheduler.summits.rules.places import UNLIMITED, Allowance, left_words, quota_words
from scheduler.summits.rules.vocabulary import PlaceState


def places_of(summit: Summit) -> Allowance:
    """How many there are and how many are taken, kept ones with them."""
    return Allowance(summit.places.places, summit.places.taken)


def places_of_agency(agency: Agency | None) -> Allowance:
    """Those of one organisation; none, no limit."""
    return Allowance(agency.quota, agency.taken) if agency is not None else UNLIMITED


def free_places(summit: Summit) -> int | None:
    """How many may still be given; None without a limit."""
    return places_of(summit).free


def state_words(party: Party) -> str:
    """How a party stands, for staff: “Has a place”, “Waiting: number 3”."""
    if party.state is PlaceState.WAITING:
        where = position(party)
        return f"Waiting: number {where.number}" if where else "Waiting"
    if party.state is PlaceState.OFFERED and party.offer_until_at is not None:
        return f"Offered a place until {moment_words(party.offer_until_at)}"
    return STAFF_WORDS[party.state]


STAFF_WORDS = {
    PlaceState.NOT_WANTED: "No place wanted",
    PlaceState.CONFIRMED: "Has a place",
    PlaceState.WAITING: "Waiting",
    PlaceState.OFFERED: "Offered a place",
    PlaceState.LAPSED: "Offer lapsed",
    PlaceState.LET_GO: "Left the waiting list",
}


def your_words(party: Party, now: datetime) -> str:
    """How a party stands, for whoever holds its link; empty when no place is wanted."""
    if party.state is PlaceState.WAITING:
        where = position(party)
        return f"You are on the waiting list. {where.words if where else ''}."
    if party.state is PlaceState.OFFERED and party.offer_until_at is not None:
        if party.offer_until_at <= now:
            return YOUR_WORDS[PlaceState.LAPSED]
        return f"A place is kept for you until {moment_words(party.offer_until_at)}. Say whether you take it."
    return YOUR_WORDS.get(party.state, "")


YOUR_WORDS = {
    PlaceState.CONFIRMED: "You have a place.",
    PlaceState.LAPSED: "You have no place: the offer has ended.",
    PlaceState.LET_GO: "You are not on the waiting list any more.",
}


def asking_words(invitation: Invitation) -> str:
    """“Your organisation has 2 places; 1 is taken; 12 places are left.”, beside the question; empty without limits."""
    summit = summit_of(invitation.engagement)
    if summit is None:
        return ""
    party = party_of(invitation)
    parts = (quota_words(places_of_agency(party.agency if party else None)), left_words(places_of(summit)))
    said = "; ".join(part for part in parts if part)
    return f"{said[:1].upper()}{said[1:]}." if said else ""
