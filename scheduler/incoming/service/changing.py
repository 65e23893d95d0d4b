"""What they change or call off, written over what we had; what we decided waits for a person to look again."""

from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.engagements.rules import OFF_THE_DIARY, OVER
from scheduler.ical.event import AllDay, Timed
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.queries.invitations import known_of
from scheduler.incoming.rules.arrivals import NO_TITLE, Arrival
from scheduler.incoming.rules.freshness import moves
from scheduler.incoming.rules.vocabulary import Decision


def take_over(invitation: IncomingInvitation, arrival: Arrival) -> bool:
    """Whether anything that people look at has changed. One that was called off and is asked again waits again."""
    has_moved = moves(arrival, known_of(invitation))
    is_asked_again = invitation.decision is Decision.CALLED_OFF
    has_new_title = arrival.title not in {invitation.title, NO_TITLE}
    invitation.sequence = max(invitation.sequence, arrival.sequence)
    invitation.stamped_at = arrival.stamped_at or invitation.stamped_at
    if not (has_moved or is_asked_again or has_new_title):
        db.session.flush()
        return False
    invitation.title = arrival.title if has_new_title else invitation.title
    invitation.words = arrival.words or invitation.words
    invitation.place_text = arrival.place_text or invitation.place_text
    invitation.online_url = arrival.online_url or invitation.online_url
    if arrival.when is not None:
        write_when(invitation, arrival.when)
    if is_asked_again:
        invitation.decision, invitation.decided_at, invitation.decided_by = Decision.WAITING, None, ""
    elif has_moved and _somebody_relies_on_it(invitation):
        invitation.has_changed = True
    db.session.flush()
    _note(invitation, "incoming.changed_by_them", "They changed")
    return True


def call_off(invitation: IncomingInvitation, arrival: Arrival, *, now: datetime) -> bool:
    """They cancelled it; what stands in our diary for it stays until somebody presses."""
    if invitation.decision is Decision.CALLED_OFF:
        return False
    invitation.has_changed = is_in_diary(invitation)
    invitation.decision, invitation.decided_at, invitation.decided_by = Decision.CALLED_OFF, now, ""
    invitation.sequence = max(invitation.sequence, arrival.sequence)
    invitation.stamped_at = arrival.stamped_at or invitation.stamped_at
    db.session.flush()
    _note(invitation, "incoming.called_off", "They called off")
    return True


def is_in_diary(invitation: IncomingInvitation) -> bool:
    """An engagement of ours stands for it and is still to come."""
    return invitation.engagement is not None and invitation.engagement.status not in OFF_THE_DIARY | OVER


def write_when(invitation: IncomingInvitation, when: Timed | AllDay | None) -> None:
    """Its time in the columns that fit."""
    timed = when if isinstance(when, Timed) else None
    days = when if isinstance(when, AllDay) else None
    invitation.starts_at, invitation.ends_at = (timed.starts_at, timed.ends_at) if timed else (None, None)
    invitation.starts_on, invitation.ends_on = (days.first_on, days.last_on) if days else (None, None)


def _somebody_relies_on_it(invitation: IncomingInvitation) -> bool:
    return is_in_diary(invitation) or invitation.decision is Decision.DECLINED


def _note(invitation: IncomingInvitation, what: str, verb: str) -> None:
    record(what, "incoming_invitation", invitation.id, f"{verb} {invitation.title}")
