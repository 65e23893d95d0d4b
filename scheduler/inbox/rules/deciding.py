"""What one answer of a calendar program is worth: a truth table over what it says, who sent it and what we hold."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from scheduler.core.values import dataclass
from scheduler.ical.itip import Method
from scheduler.inbox.rules.proving import Proof
from scheduler.inbox.rules.vocabulary import Doubt, Outcome
from scheduler.invitations.rules import Audience, Gate, PartStat


class Contact(StrEnum):
    """Whose an address is, seen from one invitation."""

    INVITEE = "invitee"
    OFFICE = "their office"
    SUBSTITUTE = "in their place"
    UNKNOWN = "unknown"


CONTACT_OF = {
    Audience.PRINCIPAL: Contact.INVITEE,
    Audience.PA: Contact.OFFICE,
    Audience.SUBSTITUTE: Contact.SUBSTITUTE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What came. `sequence` is 0 when it was missing (RFC 5545 3.8.7.4); instants are aware UTC."""

    method: Method
    partstat: PartStat | None
    """None when it was missing, made no sense or was no answer."""
    sequence: int = 0
    stamped_at: datetime | None = None
    """DTSTAMP, at most when it arrived: a clock that runs ahead must not silence what comes later."""
    arrived_at: datetime
    attendee: Contact
    sender: Contact
    proof: Proof
    is_deputys: bool = False
    """An unknown attendee who was sent by the invitee (DELEGATED-FROM)."""
    words: str = ""
    deputy: str = ""
    proposes_time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What we hold of the invitation; the `last_…` are of the current answer, None before the first."""

    sequence: int
    gate: Gate
    partstat: PartStat = PartStat.NEEDS_ACTION
    is_about_present: bool = True
    words: str = ""
    deputy: str = ""
    last_at: datetime | None = None
    last_stamped_at: datetime | None = None
    """DTSTAMP of the newest mailed answer of the same attendee about this SEQUENCE."""
    may_confirm: bool = False
    """It comes by the link of whoever was sent, and they have not said of the present plan that they come."""
    was_taken: bool = False
    """The very same answer was taken from another mail."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of it; `applies` says whether it is acted on, which a doubt does not always prevent."""

    outcome: Outcome
    doubt: Doubt | None = None
    applies: bool = False


TAKE = Decision(Outcome.TAKEN, applies=True)
REPEATED = Decision(Outcome.REPEATED)
UNKNOWN_MEETING = Decision(Outcome.TRIAGE, Doubt.UNKNOWN_MEETING)
WHICH_INVITEE = Decision(Outcome.TRIAGE, Doubt.WHICH_INVITEE)
SENDS_DEPUTY = Decision(Outcome.TRIAGE, Doubt.DEPUTY, applies=True)

Check = tuple[bool, Decision]


def decide(claim: Claim, held: Held) -> Decision:
    """The first check that holds; an answer that none stops is taken."""
    checks = (*_about_trust(claim), *_about_order(claim, held), *_about_content(claim, held))
    return next((decision for holds, decision in checks if holds), TAKE)


def distrust(claim: Claim) -> Decision | None:
    """Why nothing may be done for whoever sent it; None when they may be believed."""
    return next((decision for holds, decision in _about_trust(claim) if holds), None)


def _doubt(doubt: Doubt) -> Decision:
    return Decision(Outcome.TRIAGE, doubt)


def _about_trust(claim: Claim) -> Iterable[Check]:
    """A token proves who was invited; without one the sender's domain and the sender must be known."""
    has_token = claim.proof is Proof.TOKEN
    attendee_unknown = claim.attendee is Contact.UNKNOWN
    return (
        (claim.proof is Proof.FAILED, _doubt(Doubt.FAILED_DMARC)),
        (attendee_unknown and not claim.is_deputys, _doubt(Doubt.UNKNOWN_SENDER)),
        (not has_token and claim.sender is Contact.UNKNOWN and not claim.is_deputys, _doubt(Doubt.UNKNOWN_SENDER)),
        (claim.proof is Proof.NONE, _doubt(Doubt.UNPROVEN)),
        (attendee_unknown, _doubt(Doubt.DEPUTY)),
    )


def _about_order(claim: Claim, held: Held) -> Iterable[Check]:
    """RFC 5546 2.1.5: among one attendee's answers to one SEQUENCE the later DTSTAMP; among doors the later arrival."""
    asks_only = claim.method is Method.REFRESH
    is_stale = _before(claim.stamped_at, held.last_stamped_at) or _before(claim.arrived_at, held.last_at)
    return (
        (held.was_taken, REPEATED),
        (held.gate is not Gate.OPEN, _doubt(Doubt.CLOSED)),
        (claim.sequence < held.sequence and not asks_only, _doubt(Doubt.OLDER)),
        (is_stale and not asks_only, _doubt(Doubt.SUPERSEDED)),
    )


def _about_content(claim: Claim, held: Held) -> Iterable[Check]:
    if claim.method is Method.REFRESH:
        return ()
    if claim.method is Method.COUNTER:
        return ((not claim.proposes_time, _doubt(Doubt.NO_ANSWER)),)
    says_more = claim.words not in {"", held.words} or claim.deputy not in {"", held.deputy}
    says_known = claim.partstat is held.partstat and held.is_about_present and not says_more
    return (
        (claim.partstat is None, _doubt(Doubt.NO_ANSWER)),
        *_about_substitute(claim, held),
        (says_known, REPEATED),
        (claim.partstat is PartStat.DELEGATED, SENDS_DEPUTY),
    )


def _about_substitute(claim: Claim, held: Held) -> Iterable[Check]:
    """Who comes in somebody's place says no more than that they come, or do not."""
    is_theirs = Contact.SUBSTITUTE in {claim.attendee, claim.sender}
    comes = claim.partstat is PartStat.ACCEPTED
    return (
        (is_theirs and comes and held.may_confirm, TAKE),
        (is_theirs and comes and held.partstat is PartStat.DELEGATED, REPEATED),
        (is_theirs and claim.partstat is not PartStat.DECLINED, _doubt(Doubt.DEPUTY)),
    )


def _before(earlier: datetime | None, later: datetime | None) -> bool:
    return earlier is not None and later is not None and earlier < later
