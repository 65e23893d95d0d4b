"""Another time instead of the planned one: what may be proposed, when a proposal is moot, how its state is said."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_text
from scheduler.core.values import dataclass
from scheduler.core.wording import list_words, span_words
from scheduler.engagements.rules import check_clear_times
from scheduler.ical.event import AllDay, Timed
from scheduler.invitations.rules.answers import MESSAGE_LENGTH
from scheduler.invitations.rules.vocabulary import PartStat, ProposalState

MOST_TIMES = 3
LONGEST = timedelta(days=1)
"""A longer one is a slip of the typing finger, or a calendar program's whole week."""

SETTLING = frozenset({PartStat.ACCEPTED, PartStat.DELEGATED})
"""Answers that take a proposal back: they, or somebody for them, come at the planned time after all."""

PROPOSAL_WORDS = {
    ProposalState.OPEN: "Waiting for us",
    ProposalState.ACCEPTED: "Accepted",
    ProposalState.DECLINED: "Declined",
    ProposalState.OVERTAKEN: "Overtaken",
}

PAST = "That time is past. Enter one that is to come."
DIFFICULT = "That time may be difficult for us. Enter another, or send it again to propose it all the same."
"""All that a partner learns of a diary: not what we do, where, or why, nor whether it is private."""


def checked_times(times: Sequence[Timed], planned: Timed | AllDay | None, now: datetime) -> tuple[Timed, ...]:
    """One to three different times that are to come, earliest first. Raises RuleBroken naming the box."""
    if not times:
        raise RuleBroken("Enter at least one day and time that would suit.", "day_1")
    for number, when in enumerate(times, 1):
        if refusal := reason_to_refuse(when, planned, now):
            raise RuleBroken(refusal, f"day_{number}")
        check_clear_times(when)
    different = sorted(set(times), key=lambda when: (when.starts_at, when.ends_at))
    if len(different) > MOST_TIMES:
        raise RuleBroken(f"Propose no more than {MOST_TIMES} times.", f"day_{MOST_TIMES}")
    return tuple(different)


def reason_to_refuse(when: Timed, planned: Timed | AllDay | None, now: datetime) -> str:
    """Why no office could take a time; empty when one could."""
    if when.ends_at - when.starts_at > LONGEST:
        return "That is longer than a day. Check when it ends."
    if when.starts_at <= now:
        return PAST
    return "That is the time that is planned already. Enter another." if when == planned else ""


def checked_message(message: str) -> str:
    """Cleaned. Raises RuleBroken when it is too long."""
    cleaned = clean_text(message)
    if len(cleaned) > MESSAGE_LENGTH:
        raise RuleBroken(f"Your message is too long. Use {MESSAGE_LENGTH:,} characters or fewer.", "message")
    return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Everything that decides whether a proposal still waits; sequences are of the engagement, then and now."""

    state: ProposalState
    is_withdrawn: bool
    sequence: int
    present_sequence: int
    is_over: bool


def state_now(standing: Standing) -> ProposalState:
    """An open one is overtaken by a withdrawal, a later plan or the end of the engagement without anybody's doing."""
    moot = standing.is_withdrawn or standing.is_over or standing.sequence != standing.present_sequence
    return ProposalState.OVERTAKEN if standing.state is ProposalState.OPEN and moot else standing.state


def times_words(times: Sequence[Timed]) -> str:
    """“Tuesday 6 October 2026, 2pm to 3pm or Wednesday 7 October 2026, 10am to 11am”."""
    return list_words([span_words(when.starts_at, when.ends_at) for when in times], conjunction="or")


def courteous_words(times: Sequence[Timed], planned: str) -> str:
    """What a refusal says unless the office writes something else."""
    kept = f"We would still be glad to see you at the time planned: {planned}." if planned else ""
    one, other = ("this time", "it") if len(times) == 1 else ("these times", "them")
    thanks = f"Thank you for proposing {one}: {times_words(times)}."
    return "\n\n".join(part for part in (thanks, f"We are sorry that we cannot make {other}.", kept) if part)
