"""The answers' vocabulary (RFC 5545 PARTSTAT), who gave them, and how a page says each."""

from enum import StrEnum


class PartStat(StrEnum):
    """RFC 5545 3.2.12; DELEGATED means that somebody else comes."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"
    DELEGATED = "DELEGATED"


class ReplySource(StrEnum):
    """By which door an answer came."""

    LINK = "link"
    TELEPHONE = "telephone"
    EMAIL = "e-mail"
    DOOR = "door"
    """Noted when they arrived."""
    SYSTEM = "other system"
    """Recorded by another system of the office, with a key of its own."""


class Answerer(StrEnum):
    """Who says they are answering."""

    INVITEE = "invitee"
    OFFICE = "their office"
    SUBSTITUTE = "in their place"


class Audience(StrEnum):
    """To whom a link of an invitation was given."""

    PRINCIPAL = "principal"
    PA = "pa"
    SUBSTITUTE = "substitute"


class Authority(StrEnum):
    """Whether a substitute can commit their organisation."""

    FULL = "full"
    LIMITED = "limited"
    NONE = "none"


ANSWER_WORDS = {
    PartStat.NEEDS_ACTION: "No answer",
    PartStat.ACCEPTED: "Coming",
    PartStat.TENTATIVE: "Maybe",
    PartStat.DECLINED: "Apologies",
    PartStat.DELEGATED: "Someone else",
}

STATE_KEYS = {
    PartStat.NEEDS_ACTION: "no_answer",
    PartStat.ACCEPTED: "coming",
    PartStat.TENTATIVE: "maybe",
    PartStat.DECLINED: "apologies",
    PartStat.DELEGATED: "someone_else",
}
"""Names of `templates/components/state.html`, also the values of the filter by answer."""

CHOICE_WORDS = {
    PartStat.ACCEPTED: "Yes",
    PartStat.TENTATIVE: "Maybe",
    PartStat.DELEGATED: "Someone else will come",
    PartStat.DECLINED: "No, apologies",
}
"""What an invitee may choose, in the order of the page."""

PRESELECTION = {
    "yes": PartStat.ACCEPTED,
    "maybe": PartStat.TENTATIVE,
    "no": PartStat.DECLINED,
    "other": PartStat.DELEGATED,
}
"""What `?answer=` in a link may wish; it never submits."""

BAND_WORDS = {
    1: "Elected or statutory head",
    2: "Chief officer or director",
    3: "Head of service or superintendent",
    4: "Manager",
    5: "Officer or observer",
}

AUTHORITY_WORDS = {
    Authority.FULL: "Yes",
    Authority.LIMITED: "Within limits",
    Authority.NONE: "No, to listen",
}

SOURCE_WORDS = {
    ReplySource.LINK: "by link",
    ReplySource.TELEPHONE: "by telephone",
    ReplySource.EMAIL: "by e-mail",
    ReplySource.DOOR: "at the door",
    ReplySource.SYSTEM: "by another system",
}


class OfferState(StrEnum):
    """What became of dates on offer."""

    OPEN = "open"
    SETTLED = "settled"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    NOTHING_FITS = "nothing fits"
    TAKEN = "taken"
    """By other engagements, before everybody needed had chosen."""


class Choice(StrEnum):
    """What a partner says to one date."""

    YES = "yes"
    IF_NEED_BE = "if need be"
    NO = "no"


class ProposalState(StrEnum):
    """What became of another time that a partner proposed."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    OVERTAKEN = "overtaken"
    """By a newer one, an answer, a move or a cancellation."""


class ChaserState(StrEnum):
    """What became of one rung of the ladder for one invitation."""

    POSTED = "posted"
    LEFT_OUT = "left out"
    """A later rung was due as well, or its day had passed: after an outage one mail goes, not three."""
    TO_CALL = "to call"
    CALLED = "called"
