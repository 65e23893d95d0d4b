"""Who is expected follows answers and invitations; whichever of a signal's hearers comes first, it ends the same."""

from typing import Any

from scheduler.core.clock import utc_now
from scheduler.engagements.rules import EngagementKind
from scheduler.invitations.models import Invitation
from scheduler.invitations.service.signals import invited, rsvp_recorded, withdrawn
from scheduler.summits.queries import summit_of
from scheduler.summits.service.attendees import refresh_attendees
from scheduler.summits.service.places import ensure_party


@rsvp_recorded.connect
@withdrawn.connect
@invited.connect
def follow_whoever_comes(invitation: Invitation, **_: Any) -> None:
    """Another human in the seat, or nobody."""
    engagement = invitation.engagement
    if engagement.kind is EngagementKind.SUMMIT and summit_of(engagement) is not None:
        now = utc_now()
        refresh_attendees(ensure_party(invitation, now=now), now=now)
