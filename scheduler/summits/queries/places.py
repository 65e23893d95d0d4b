"""Places of a summit as pages and mails say them."""

from collections.abc import Mapping
from datetime import datetime

from scheduler.core.wording import moment_words
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation
from scheduler.summits.models import Agency, Party, Summit
from scheduler.summits.queries.summits import parties_of, party_of, summit_of
from scheduler.summits.queries.waiting import position, turns_of
from scheduler.summits.rules.places import UNLIMITED, Allowance, Position, left_words, position_of, quota_words
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
    return _staff_words(party, position(party))


def _staff_words(party: Party, where: Position | None) -> str:
    if where is not None:
        return f"Waiting: number {where.number}"
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


def shown_state(party: Party, now: datetime) -> PlaceState:
    """As its page shows it: an offer is over at its deadline, though the worker should be late."""
    until = party.offer_until_at
    return PlaceState.LAPSED if until is not None and until <= now else party.state


def your_words(party: Party, now: datetime) -> str:
    """How a party stands, for whoever holds its link; empty when no place is wanted."""
    state, where = shown_state(party, now), position(party)
    if where is not None:
        return f"You are on the waiting list. {where.words}."
    if state is PlaceState.OFFERED and party.offer_until_at is not None:
        return f"A place is kept for you until {moment_words(party.offer_until_at)}. Say whether you take it."
    return YOUR_WORDS.get(state, "")


YOUR_WORDS = {
    PlaceState.CONFIRMED: "You have a place.",
    PlaceState.LAPSED: "You have no place: the offer has ended.",
    PlaceState.LET_GO: "You are not on the waiting list any more.",
}


def asking_words(invitation: Invitation) -> str:
    """“Your organisation has 2 places; 1 is taken; 12 places are left.”, beside the question; empty without limits.

    Who has a place, or a number on the list, need not know how many are left.
    """
    summit = summit_of(invitation.engagement)
    if summit is None:
        return ""
    party = party_of(invitation)
    is_settled = party is not None and party.state in {PlaceState.CONFIRMED, PlaceState.OFFERED, PlaceState.WAITING}
    left = "" if is_settled else left_words(places_of(summit))
    parts = (quota_words(places_of_agency(party.agency if party else None)), left)
    said = "; ".join(part for part in parts if part)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def standing_words(invitation: Invitation, now: datetime) -> str:
    """What a receipt says of the place; empty for what is no summit."""
    party = party_of(invitation)
    return your_words(party, now) if party is not None else ""


def standing_by_invitation(engagement: Engagement) -> Mapping[int, str]:
    """How each invitee of a summit stands, for staff, by the invitation's id; whoever wants no place is left out."""
    summit = summit_of(engagement)
    if summit is None:
        return {}
    turns = turns_of(summit)
    return {
        party.invitation_id: _staff_words(party, position_of(party.id, turns))
        for party in parties_of(summit)
        if party.invitation_id is not None and party.state is not PlaceState.NOT_WANTED
    }
