"""What the stored facts of an engagement and a link mean for answering."""

from datetime import datetime, timedelta

from scheduler.core.clock import start_of_day
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OVER, EngagementStatus
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.rules import Door, Gate, gate


def over_at(engagement: Engagement) -> datetime | None:
    """The instant at which the engagement ends; None while it has no date."""
    if engagement.ends_at is not None:
        return engagement.ends_at
    return start_of_day(engagement.ends_on + timedelta(days=1)) if engagement.ends_on is not None else None


def is_over(engagement: Engagement, now: datetime) -> bool:
    """Whether nobody can be invited to it any more, also while nobody has marked it as held."""
    ends = over_at(engagement)
    return engagement.status in OVER or (ends is not None and ends <= now)


def door_of(invitation: Invitation, link: InvitationLink | None = None) -> Door:
    """The facts that decide whether an invitation may be answered; a mark “held” ends it early."""
    engagement = invitation.engagement
    ended = engagement.starts_at if engagement.status in OVER and engagement.starts_at else over_at(engagement)
    return Door(
        is_revoked=link is not None and link.revoked_at is not None,
        is_withdrawn=invitation.withdrawn_at is not None,
        is_cancelled=engagement.status in {EngagementStatus.CANCELLED, EngagementStatus.DECLINED},
        is_postponed=engagement.status is EngagementStatus.POSTPONED,
        over_at=ended,
        reply_by_at=engagement.reply_by_at,
    )


def gate_of(link: InvitationLink, now: datetime) -> Gate:
    """The state of a link at `now`."""
    return gate(door_of(link.invitation, link), now)


def closes_at(link: InvitationLink) -> datetime | None:
    """The first instant at which time alone may change what an open link shows; None while none is set."""
    door = door_of(link.invitation, link)
    return min((instant for instant in (door.over_at, door.reply_by_at) if instant is not None), default=None)
