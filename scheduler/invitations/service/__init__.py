"""Named changes to invitations."""

from scheduler.invitations.service.inviting import InviteOutcome, check_may_invite, invite, review_groups
from scheduler.invitations.service.links import answer_url, give_address, send_again, send_new_link, token_of
from scheduler.invitations.service.replies import AnswerClosed, EngagementMoved, record_reply
from scheduler.invitations.service.signals import invited, rsvp_recorded
from scheduler.invitations.service.telling import note_failed, note_sent, tell_of_change, withdraw_invitation

__all__ = [
    "AnswerClosed",
    "EngagementMoved",
    "InviteOutcome",
    "answer_url",
    "check_may_invite",
    "give_address",
    "invite",
    "invited",
    "note_failed",
    "note_sent",
    "record_reply",
    "review_groups",
    "rsvp_recorded",
    "send_again",
    "send_new_link",
    "tell_of_change",
    "token_of",
    "withdraw_invitation",
]
