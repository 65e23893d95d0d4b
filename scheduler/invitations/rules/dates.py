"""Which date it will be, what a link to dates may do now, and how each choice is said."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.ical.event import Timed
from scheduler.invitations.rules.vocabulary import Answerer, Choice, OfferState

MOST_DATES = 6
MOST_SUGGESTIONS = 3
USUAL_DATES = 3
WORKING_DAYS_TO_ANSWER = 5

LIVE = frozenset({OfferState.OPEN, OfferState.NOTHING_FITS})
"""Partners may still choose, or choose anew."""

SAID_WORDS = {Choice.YES: "Yes", Choice.IF_NEED_BE: "If need be", Choice.NO: "No"}
"""In the order of the page."""

OFFER_WORDS = {
    OfferState.OPEN: "On offer",
    OfferState.SETTLED: "Agreed",
    OfferState.EXPIRED: "Nobody chose in time",
    OfferState.WITHDRAWN: "Withdrawn",
    OfferState.NOTHING_FITS: "Nothing fits",
    OfferState.TAKEN: "Taken by others",
}


def length_words(minutes: int) -> str:
    """“1 hour”, “45 minutes”, “2 hours 30 minutes”."""
    hours, rest = divmod(minutes, 60)
    parts = [count_words(hours, "hour")] * bool(hours) + [count_words(rest, "minute")] * bool(rest)
    return " ".join(parts)


def age_words(days: int) -> str:
    """“today”, “yesterday”, “14 days ago”."""
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


class Finding(StrEnum):
    """What the answers so far come to."""

    WAITING = "waiting"
    AGREED = "agreed"
    NOTHING_FITS = "nothing fits"


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one partner said to each date by its number; None before they answered. A date not named is not refused."""

    is_required: bool
    said: Mapping[int, Choice] | None


@dataclass(frozen=True, slots=True)
class Decision:
    """The finding and, when it is AGREED, every date that works for all, the best one first."""

    finding: Finding
    ranked: tuple[int, ...] = ()


def decide(dates: Sequence[int], ballots: Sequence[Ballot]) -> Decision:
    """Required partners decide, the others break ties, yes counts before “if need be”, then the earlier date.

    `dates` come in the order of the calendar. Where nobody is required, everybody is.
    """
    is_anybody_required = any(each.is_required for each in ballots)
    required = [each for each in ballots if each.is_required or not is_anybody_required]
    others = [each for each in ballots if is_anybody_required and not each.is_required]
    possible = [day for day in dates if not any(_said(each, day) is Choice.NO for each in required)]
    if not possible:
        return Decision(Finding.NOTHING_FITS)
    if any(each.said is None for each in required):
        return Decision(Finding.WAITING)
    ranked = sorted(possible, key=lambda day: (-_count(required, day, Choice.YES), *_tie(others, day)))
    return Decision(Finding.AGREED, tuple(ranked))


def _tie(others: Sequence[Ballot], day: int) -> tuple[int, int]:
    """How well it suits those who do not decide; sorting is stable, so the earlier date comes first."""
    return -_count(others, day, Choice.YES), -_count(others, day, Choice.IF_NEED_BE)


def _count(ballots: Sequence[Ballot], day: int, choice: Choice) -> int:
    return sum(_said(each, day) is choice for each in ballots)


def _said(ballot: Ballot, day: int) -> Choice | None:
    return (ballot.said or {}).get(day)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another time that would suit, and what spoke against it when it was typed (words for the office)."""

    when: Timed
    obstacles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """One answer: what is said to each date by the key of its slot, other times, and a message."""

    said: Mapping[int, Choice]
    answered_by: Answerer = Answerer.INVITEE
    message: str = ""
    suggestions: tuple[Suggestion, ...] = ()


class DateGate(StrEnum):
    """Why a link shows the dates, or the page that it shows instead."""

    OPEN = "open"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"
    CALLED_OFF = "called off"
    TAKEN = "taken"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class DateDoor:
    """Everything that decides what a link shows."""

    state: OfferState
    answer_by_at: datetime
    is_revoked: bool = False
    is_called_off: bool = False
    """Its engagement left the diary after the date was agreed."""
    has_newer: bool = False
    """The same reader has a later link to other dates for the same engagement."""


CLOSED_GATES = {
    OfferState.TAKEN: DateGate.TAKEN,
    OfferState.WITHDRAWN: DateGate.WITHDRAWN,
    OfferState.EXPIRED: DateGate.EXPIRED,
}


def date_gate(door: DateDoor, now: datetime) -> DateGate:
    """The one state of a link at `now`."""
    if door.is_revoked:
        return DateGate.REPLACED
    if door.state is OfferState.SETTLED:
        return DateGate.CALLED_OFF if door.is_called_off else DateGate.SETTLED
    if door.has_newer and door.state is not OfferState.TAKEN:
        return DateGate.REPLACED
    if door.state in CLOSED_GATES:
        return CLOSED_GATES[door.state]
    return DateGate.EXPIRED if now >= door.answer_by_at else DateGate.OPEN
