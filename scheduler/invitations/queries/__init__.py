"""Named reads of invitations, their links and whom a choice means today."""

from scheduler.invitations.queries.invitations import (
    current_reply,
    invitation_by_id,
    invitations_of,
    link_by_id,
    link_by_token,
    link_to_answer,
    live_invitations,
    live_links,
    stand_in_of,
    standing_reply,
    successor_of,
)
from scheduler.invitations.queries.invitees import Invitee, Recipient, Roll, Skipped, resolve, roll_for, sort_out

__all__ = [
    "Invitee",
    "Recipient",
    "Roll",
    "Skipped",
    "current_reply",
    "invitation_by_id",
    "invitations_of",
    "link_by_id",
    "link_by_token",
    "link_to_answer",
    "live_invitations",
    "live_links",
    "resolve",
    "roll_for",
    "sort_out",
    "stand_in_of",
    "standing_reply",
    "successor_of",
]
