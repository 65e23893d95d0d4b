"""What may be said of the joint strategy, and what the answers to the questions afterwards come to."""

from collections.abc import Sequence
from datetime import date

from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.summits.rules.vocabulary import SignOffState

QUESTIONS = {
    "useful": "Was the day worth your time?",
    "right_people": "Were the right people in the room?",
    "homework": "Did the assessments help the discussion?",
    "organised": "Was it well organised?",
}
"""Each from 1, not at all, to 5, very much; the fifth question is in words."""
WORDS_QUESTION = "What should we do differently?"
LEVELS = {1: "1 – not at all", 2: "2", 3: "3", 4: "4", 5: "5 – very much"}
FEWEST_SHOWN = 3
"""Below so many answers nothing but their number is shown: whoever wrote them could be guessed."""

STATE_WORDS = {
    SignOffState.NOT_ASKED: "Not asked",
    SignOffState.ASKED: "Asked",
    SignOffState.MEETING_SET: "Meeting set",
    SignOffState.SIGNED: "Signed",
    SignOffState.WITH_RESERVATION: "Signed with a reservation",
    SignOffState.NOT_SIGNED: "Not signed",
}
DECIDED = frozenset({SignOffState.SIGNED, SignOffState.WITH_RESERVATION, SignOffState.NOT_SIGNED})
TEXT_LENGTH, STRATEGY_LENGTH, LINE_LENGTH = 4_000, 200_000, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffDraft:
    """What an agency tells of its approval."""

    state: SignOffState
    approval: str = ""
    meets_on: date | None = None
    decided_on: date | None = None
    reservation: str = ""
    signed_by: str = ""


def checked_sign_off(draft: SignOffDraft, today: date) -> SignOffDraft:
    """Cleaned, with what its state needs and nothing else. Raises RuleBroken."""
    cleaned = SignOffDraft(
        state=draft.state,
        approval=line(draft.approval, "approval"),
        meets_on=draft.meets_on,
        decided_on=draft.decided_on if draft.state in DECIDED else None,
        reservation=text(draft.reservation, "reservation") if draft.state in DECIDED else "",
        signed_by=line(draft.signed_by, "signed_by") if draft.state in DECIDED else "",
    )
    if cleaned.state is SignOffState.MEETING_SET and (not cleaned.approval or cleaned.meets_on is None):
        raise RuleBroken(
            "Say which meeting decides, and when it meets.", "approval" if not cleaned.approval else "meets_on"
        )
    if cleaned.state not in DECIDED:
        return cleaned
    if not cleaned.signed_by:
        raise RuleBroken("Enter the role and name of whoever decided, such as “Leader, Rowan Ashdown”.", "signed_by")
    if cleaned.decided_on is None:
        raise RuleBroken("Enter the day on which it was decided.", "decided_on")
    if cleaned.decided_on > today:
        raise RuleBroken("That day is still to come. Say when it meets instead.", "decided_on")
    if cleaned.state is not SignOffState.SIGNED and not cleaned.reservation:
        sentence = "Say what the reservation is." if cleaned.state is SignOffState.WITH_RESERVATION else "Say why not."
        raise RuleBroken(sentence, "reservation")
    return cleaned


@dataclass(frozen=True, slots=True)
class Result:
    """Answers to one question: how many, their mean, and how many gave each level from 1 to 5."""

    key: str
    question: str
    answers: int
    mean: float | None
    levels: tuple[int, ...]


def result_of(key: str, given: Sequence[int | None]) -> Result:
    """A question that somebody left out counts for nothing."""
    said = [each for each in given if each is not None]
    mean = sum(said) / len(said) if said else None
    return Result(key, QUESTIONS[key], len(said), mean, tuple(said.count(level) for level in range(1, 6)))


def line(typed: str, field: str) -> str:
    """One line. Raises RuleBroken."""
    return _within(clean_line(typed), LINE_LENGTH, field)


def text(typed: str, field: str, limit: int = TEXT_LENGTH) -> str:
    """Several lines. Raises RuleBroken."""
    return _within(clean_text(typed), limit, field)


def _within(cleaned: str, limit: int, field: str) -> str:
    if len(cleaned) > limit:
        sentence = f"That is too long. Use {limit:,} characters or fewer."
        raise RuleBroken(sentence, field)
    return cleaned
