"""A place for whoever says that they come; a number on the waiting list when there is none. One claim an invitation."""

from datetime import datetime

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.invitations.models import Invitation, Reply
from scheduler.invitations.queries.locks import lock_row
from scheduler.invitations.rules import PartStat
from scheduler.stakeholders.models import Body, Organisation
from scheduler.summits.models import Agency, Party, Summit
from scheduler.summits.queries import claim_in_full, parties_of, party_of, summit_of
from scheduler.summits.queries.waiting import turns_of
from scheduler.summits.rules.places import next_turns
from scheduler.summits.rules.vocabulary import TAKES_PLACES, PlaceState
from scheduler.summits.service.attendees import refresh_attendees
from scheduler.summits.service.counters import allowance_of, become, lock_places, places_of, wait_for_places
from scheduler.summits.service.offers import note, offer_on

__all__ = [
    "adopt_invitations",
    "ensure_agency",
    "ensure_party",
    "follow_answer",
    "free_all",
    "give_up_place",
    "lock_for",
    "lock_places",
    "seat",
    "take",
    "unseat",
    "welcome",
]

COMES = frozenset({PartStat.ACCEPTED, PartStat.DELEGATED})
"""Answers that want a place; a substitute sits where the invitee would have."""


def ensure_party(invitation: Invitation, *, now: datetime) -> Party:
    """The claim of one invitation, made when there is none yet. Raises ValueError when its engagement is no summit."""
    found = party_of(invitation)
    return found if found is not None else _new_party(invitation, now)


def _new_party(invitation: Invitation, now: datetime) -> Party:
    summit = summit_of(invitation.engagement)
    if summit is None:
        message = "Only who is invited to a summit has a claim on its places"
        raise ValueError(message)
    lock_places(summit)
    found = party_of(invitation)
    if found is not None:
        return found
    party = Party(summit=summit, invitation=invitation, agency=_agency_of(summit, invitation), size=1, offers=0)
    party.state = PlaceState.NOT_WANTED
    db.session.add(party)
    db.session.flush()
    if invitation.withdrawn_at is None and invitation.partstat in COMES:
        seat(party, now=now)
    refresh_attendees(party, now=now)
    return party


def adopt_invitations(summit: Summit, *, now: datetime) -> None:
    """Claims for those who were invited before the engagement became a summit, in the order of their answers."""
    query = select(Invitation).where(Invitation.engagement_id == summit.engagement_id)
    for invitation in db.session.scalars(query.order_by(Invitation.answered_at, Invitation.id)):
        ensure_party(invitation, now=now)


def welcome(invitation: Invitation, *, now: datetime) -> None:
    """Somebody is invited, or invited again, perhaps in another seat than before; nothing is wanted yet."""
    if summit_of(invitation.engagement) is None:
        return
    party = ensure_party(invitation, now=now)
    lock_places(party.summit)
    unseat(party, now=now)
    party.agency = _agency_of(party.summit, invitation)
    db.session.flush()
    refresh_attendees(party, now=now)


def _agency_of(summit: Summit, invitation: Invitation) -> Agency | None:
    home = (invitation.post.organisation or invitation.post.body) if invitation.post else None
    return ensure_agency(summit, home) if home is not None else None


def ensure_agency(summit: Summit, home: Organisation | Body) -> Agency:
    """The organisation or body at this summit, made when it is new. The places are locked."""
    column = Agency.organisation_id if isinstance(home, Organisation) else Agency.body_id
    found = db.session.scalar(select(Agency).where(Agency.summit_id == summit.id, column == home.id))
    if found is not None:
        return found
    quota = summit.places.quota
    made = Agency(summit_id=summit.id, name=home.name, area_id=home.area_id, quota=quota, ceiling=quota, taken=0)
    if isinstance(home, Organisation):
        made.organisation_id = home.id
    else:
        made.body_id = home.id
    db.session.add(made)
    db.session.flush()
    db.session.expire(summit, ["agencies"])
    return made


def follow_answer(invitation: Invitation, reply: Reply, *, now: datetime) -> None:
    """What an answer means for the places; harmless for what is no summit. Engagement and invitation are locked."""
    wait_for_places(invitation.engagement)
    party = claim_in_full(invitation)
    if party is None:
        if summit_of(invitation.engagement) is None:
            return
        party = ensure_party(invitation, now=now)
    if invitation.partstat in COMES:
        seat(party, now=now)
    else:
        unseat(party, now=now)
    refresh_attendees(party, reply=reply, now=now)


def give_up_place(invitation: Invitation, *, now: datetime) -> None:
    """The invitation is taken back: its place goes to the next. Harmless for what is no summit."""
    party = party_of(invitation)
    if party is not None:
        lock_places(party.summit)
        unseat(party, now=now)
        refresh_attendees(party, now=now)


def seat(party: Party, *, now: datetime) -> None:
    """They come: they have the place that is kept for them, or a free one, or a number on the waiting list."""
    if party.state is PlaceState.OFFERED:
        take(party)
    if party.state in TAKES_PLACES or party.state is PlaceState.WAITING:
        return
    if is_free_for(party):
        become(party, PlaceState.CONFIRMED)
        return
    party.summit.places.last_number += 1
    number = party.summit.places.last_number
    become(party, PlaceState.WAITING, waiting=(number, now))
    note(party, "place_awaited", f"waits for a place, as number {number} to come")
    offer_on(party.summit, now=now)


def take(party: Party) -> None:
    """The place that was kept is theirs."""
    become(party, PlaceState.CONFIRMED)
    note(party, "place_taken", "took the place that was offered")


def is_free_for(party: Party) -> bool:
    """And nobody waits who could have it."""
    places = places_of(party.summit)
    if not places.takes(1) or not allowance_of(party).takes(1):
        return False
    return places.free is None or not next_turns(turns_of(party.summit), 1)


def unseat(party: Party, *, now: datetime) -> None:
    """They do not come, or not for certain: a place of theirs is offered on; one who only waited frees nothing."""
    held_place = party.state in TAKES_PLACES
    if party.state is not PlaceState.NOT_WANTED:
        become(party, PlaceState.NOT_WANTED)
    if held_place:
        offer_on(party.summit, now=now)


def free_all(summit: Summit, *, now: datetime) -> None:
    """The summit does not take place: nobody has a place, nobody waits and nobody is offered anything."""
    lock_places(summit)
    for party in parties_of(summit):
        unseat(party, now=now)


def lock_for(party: Party) -> None:
    """Everything that a press on a party's own page may change, in the order of the house."""
    lock_row(party.summit.engagement, shared=True)
    if party.invitation is not None:
        lock_row(party.invitation)
    lock_places(party.summit)
