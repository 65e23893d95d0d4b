"""Who has heard of an engagement, counted before a change is made."""

from scheduler.engagements.models import Engagement
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.queries.invitations import live_invitations, live_links
from scheduler.invitations.rules import PartStat


def count_told(engagement: Engagement, is_end: bool) -> int:  # noqa: FBT001 - registered, never called by hand
    """Addresses that a change is mailed to; who sent apologies need not hear of an end."""
    return sum(
        _hears(link, is_end=is_end and invitation.partstat is PartStat.DECLINED)
        for invitation in live_invitations(engagement)
        for link in live_links(invitation)
    )


def _hears(link: InvitationLink, *, is_end: bool) -> bool:
    return link.told_sequence is not None and (link.organizer is not None or not is_end)
