"""Tables of invitations, dates on offer, counter-proposals and chasers."""

from scheduler.invitations.models.chasers import Chaser, ChaserLadder, ReminderStop, Wave, WaveMember
from scheduler.invitations.models.dates import (
    DateOffer,
    OfferedSlot,
    OfferLink,
    OfferPartner,
    SlotChoice,
    SuggestedTime,
)
from scheduler.invitations.models.invitations import Invitation, InvitationLink, Reply, Substitution
from scheduler.invitations.models.proposals import CounterProposal, ProposedTime

__all__ = [
    "Chaser",
    "ChaserLadder",
    "CounterProposal",
    "DateOffer",
    "Invitation",
    "InvitationLink",
    "OfferLink",
    "OfferPartner",
    "OfferedSlot",
    "ProposedTime",
    "ReminderStop",
    "Reply",
    "SlotChoice",
    "Substitution",
    "SuggestedTime",
    "Wave",
    "WaveMember",
]
