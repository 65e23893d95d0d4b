"""Words of the record: how an engagement came about, whose side somebody sat on, kinds of notes, fates of gifts."""

from collections.abc import Mapping
from enum import StrEnum


class Initiator(StrEnum):
    """How an engagement came about; the Panel asks it of visits."""

    OURS = "ours"
    PARTNER = "partner"
    PLEDGE = "pledge"
    PANEL = "panel"
    PUBLIC = "public"


INITIATOR_WORDS: Mapping[Initiator, str] = {
    Initiator.OURS: "We asked for it",
    Initiator.PARTNER: "The partner invited us",
    Initiator.PLEDGE: "It fulfils a pledge",
    Initiator.PANEL: "The Panel asked for it",
    Initiator.PUBLIC: "A member of the public asked for it",
}


class Side(StrEnum):
    """Whose side somebody sat on."""

    OURS = "ours"
    THEIRS = "theirs"


class NoteKind(StrEnum):
    """The three standing items of every agenda."""

    ISSUE = "issue"
    FUTURE_WORK = "future work"
    RISK = "threat or risk"


class GiftDecision(StrEnum):
    """What became of an offer; every offer is published, taken or not."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    PASSED_ON = "passed on"
