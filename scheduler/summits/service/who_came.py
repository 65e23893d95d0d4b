"""What the door knows, kept with the record of the engagement: who of the invited came, at what level; no names."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from scheduler.core.db import db
from scheduler.records.rules.drafts import PresenceDraft
from scheduler.records.rules.vocabulary import Side
from scheduler.records.service.presences import write_presences
from scheduler.records.service.signals import presence_changed
from scheduler.summits.models import Attendee, Party, Summit
from scheduler.summits.queries.check_in import presences_at
from scheduler.summits.rules.check_in import ABSENT, Presence
from scheduler.summits.rules.vocabulary import AttendeeKind

OF_OURS = "principal:"
"""How the human key of a host of ours begins."""


def keep_who_came(summit: Summit) -> None:
    """Once attendance is final. Where nobody was noted at the door nothing is known, and nothing is written."""
    there = presences_at(summit)
    if not there:
        return
    found = [_drafted(each, there.get(each.id, ABSENT)) for each in _attendees(summit)]
    write_presences(summit.engagement, [each for each in found if each is not None])
    presence_changed.send(summit.engagement)


def _attendees(summit: Summit) -> Iterator[Attendee]:
    query = select(Attendee).join(Attendee.party).where(Party.summit_id == summit.id).order_by(Attendee.id)
    party = contains_eager(Attendee.party)
    yield from db.session.scalars(query.options(party.joinedload(Party.invitation), party.joinedload(Party.agency)))


def _drafted(attendee: Attendee, presence: Presence) -> PresenceDraft | None:
    """Support is left out: that somebody had an interpreter or a carer is nobody's business afterwards."""
    came = presence.is_there or presence.has_left
    if attendee.kind is AttendeeKind.HOST:
        return _host(attendee, came=came)
    invitation = attendee.party.invitation
    if attendee.kind is AttendeeKind.INVITEE and invitation is not None and invitation.post_id is not None:
        return PresenceDraft(
            post_id=invitation.post_id,
            came=came,
            role=attendee.role[:200] if attendee.is_substitute else "",
            is_substitute=attendee.is_substitute,
            band=attendee.band if attendee.is_substitute else None,
            authority=attendee.authority if attendee.is_substitute else None,
        )
    return _somebody(attendee) if came and attendee.kind is not AttendeeKind.SUPPORT else None


def _host(attendee: Attendee, *, came: bool) -> PresenceDraft | None:
    number = attendee.human_key.removeprefix(OF_OURS)
    if attendee.human_key.startswith(OF_OURS) and number.isdecimal():
        return PresenceDraft(side=Side.OURS, principal_id=int(number), came=came)
    if not came or attendee.organisation_name:
        return _somebody(attendee) if came else None
    return PresenceDraft(side=Side.OURS, role=attendee.role[:200] or "Host")


def _somebody(attendee: Attendee) -> PresenceDraft:
    agency = attendee.party.agency
    home = "" if agency is not None else attendee.organisation_name
    role = ", ".join(part for part in (attendee.role or "In attendance", home) if part)
    return PresenceDraft(
        role=role[:200],
        organisation_id=agency.organisation_id if agency else None,
        body_id=agency.body_id if agency else None,
        band=attendee.band,
        authority=attendee.authority,
    )
