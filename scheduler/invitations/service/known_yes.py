"""A yes that is known from what somebody chose or proposed: stored with its door, but without a mail of its own.

The invitation or the update that goes out at the same time says the same.
"""

from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.invitations.models import Invitation, Reply
from scheduler.invitations.rules import PartStat
from scheduler.invitations.service.signals import rsvp_recorded
from scheduler.invitations.service.substitutes import follow_substitute


def store_yes(invitation: Invitation, reply: Reply, why: str, *, now: datetime) -> None:
    """Make `reply`, which says by which door and by whom, the answer to the engagement as it is now."""
    reply.invitation_id, reply.at, reply.partstat = invitation.id, now, PartStat.ACCEPTED
    reply.sequence = invitation.engagement.sequence
    db.session.add(reply)
    invitation.partstat, invitation.answered_at = PartStat.ACCEPTED, now
    invitation.answered_sequence = invitation.engagement.sequence
    db.session.flush()
    db.session.expire(invitation, ["replies"])
    follow_substitute(invitation, reply, now=now)
    details = {"after": str(reply.partstat), "reply": reply.id}
    record("invitation.answered", "invitation", invitation.id, f"{invitation.invitee_label}: {why}", details=details)
    rsvp_recorded.send(invitation, reply=reply)
