"""Places follow answers, invitations and the engagement."""

from typing import Any

from scheduler.core.clock import utc_now
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementChange, EngagementKind
from scheduler.engagements.service import engagement_changed
from scheduler.invitations.models import Invitation, Reply
from scheduler.invitations.queries.claims import Claims, register_claims
from scheduler.invitations.service.signals import invited, rsvp_recorded, withdrawn
from scheduler.summits.notices.places import register_place_renderers
from scheduler.summits.queries import summit_of
from scheduler.summits.queries.places import asking_words, standing_by_invitation, standing_words
from scheduler.summits.service.capacity import follow_plan
from scheduler.summits.service.places import follow_answer, give_up_place, welcome

register_place_renderers()
register_claims(
    EngagementKind.SUMMIT,
    Claims(asking_words, standing_words, standing_by_invitation, "summits.place", "summits.details"),
)


def _is_summit(engagement: Engagement) -> bool:
    """Asked of every engagement: nothing is read for the others."""
    return engagement.kind is EngagementKind.SUMMIT


@rsvp_recorded.connect
def follow_an_answer(invitation: Invitation, *, reply: Reply, **_: Any) -> None:
    """A place, a number on the waiting list, or none."""
    if _is_summit(invitation.engagement):
        follow_answer(invitation, reply, now=utc_now())


@invited.connect
def welcome_an_invitee(invitation: Invitation, **_: Any) -> None:
    """Each invitation has a claim, and its organisation is one of the summit's."""
    if _is_summit(invitation.engagement):
        welcome(invitation, now=utc_now())


@withdrawn.connect
def free_what_was_withdrawn(invitation: Invitation, **_: Any) -> None:
    """Nobody sits on a place without an invitation."""
    if _is_summit(invitation.engagement):
        give_up_place(invitation, now=utc_now())


@engagement_changed.connect
def follow_the_plan(engagement: Engagement, *, change: EngagementChange, **_: Any) -> None:
    """Cancelled, moved, or on again."""
    summit = summit_of(engagement) if _is_summit(engagement) else None
    if summit is not None:
        follow_plan(summit, change.kind, now=utc_now())
