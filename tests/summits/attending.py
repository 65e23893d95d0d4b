"""A summit with people who hold places, for tests of the day."""

import itertools
from typing import Any

from scheduler.core.db import db
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import Answer, PartStat, ReplySource
from scheduler.invitations.service import invite, record_reply
from scheduler.summits.models import Attendee, Party, Summit
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState
from tests import factories
from tests.factories import NOW

_numbers = itertools.count(1)


def seat(summit: Summit, name: str, organisation: str = "Melton Borough Council", **changes: Any) -> Attendee:
    """Somebody with a place, without the invitation behind it."""
    state = changes.pop("state", PlaceState.CONFIRMED)
    waits = state is PlaceState.WAITING
    party = Party(summit_id=summit.id, state=state, waiting_number=next(_numbers) if waits else None)
    facts = {"kind": AttendeeKind.INVITEE, "role": "Leader"} | changes
    attendee = Attendee(name=name, organisation_name=organisation, **facts)
    party.attendees = [attendee]
    db.session.add(party)
    db.session.flush()
    return attendee


def invited(summit: Summit, name: str = "Rowan Ashdown") -> tuple[Invitation, Attendee]:
    """Somebody who was invited in a post and has accepted."""
    tenure = factories.tenure(person=factories.person(name=name))
    (invitation,) = invite(summit.engagement, [tenure.post], now=NOW).invited
    record_reply(invitation, Answer(PartStat.ACCEPTED), source=ReplySource.LINK, link=invitation.links[0], now=NOW)
    attendee = db.session.query(Attendee).join(Party).filter(Party.invitation_id == invitation.id).one()
    return invitation, attendee
