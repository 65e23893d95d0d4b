"""What an answer is, what a link may do, and who is invited; pure."""

from scheduler.invitations.rules.answers import Answer, StandIn, checked_answer, differs, is_about_earlier_time
from scheduler.invitations.rules.links import Door, Gate, gate, masked_address
from scheduler.invitations.rules.vocabulary import (
    ANSWER_WORDS,
    AUTHORITY_WORDS,
    BAND_WORDS,
    CHOICE_WORDS,
    PRESELECTION,
    SOURCE_WORDS,
    STATE_KEYS,
    Answerer,
    Audience,
    Authority,
    Choice,
    OfferState,
    PartStat,
    ReplySource,
)

__all__ = [
    "ANSWER_WORDS",
    "AUTHORITY_WORDS",
    "BAND_WORDS",
    "CHOICE_WORDS",
    "PRESELECTION",
    "SOURCE_WORDS",
    "STATE_KEYS",
    "Answer",
    "Answerer",
    "Audience",
    "Authority",
    "Choice",
    "Door",
    "Gate",
    "OfferState",
    "PartStat",
    "ReplySource",
    "StandIn",
    "checked_answer",
    "differs",
    "gate",
    "is_about_earlier_time",
    "masked_address",
]
