"""Offers of gifts and hospitality: what is written down of each, and what the sums mean; pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.records.rules.vocabulary import GiftDecision

LINE, WHAT = 200, 300
TRIVIAL_PENCE, APPROVAL_PENCE = 5_00, 25_00
MOST_PENCE = 1_000_000_00
THRESHOLD_WORDS = (
    "Refreshments of about £5 at a meeting need not be written down. From £5 every offer is, taken or refused;"
    " above £25 ask the Chief Executive before it is accepted."
)
DECISION_WORDS: Mapping[GiftDecision, str] = {
    GiftDecision.ACCEPTED: "Accepted",
    GiftDecision.DECLINED: "Declined",
    GiftDecision.PASSED_ON: "Accepted and passed on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftDraft:
    """One offer. `offered_on` None: the day of its engagement, or today; without giver or recipient: its first."""

    what: str
    decision: GiftDecision
    offered_on: date | None = None
    engagement_id: int | None = None
    organisation_id: int | None = None
    body_id: int | None = None
    offered_by: str = ""
    principal_id: int | None = None
    recipient: str = ""
    value_pence: int | None = None
    reason: str = ""


def checked_gift(draft: GiftDraft) -> GiftDraft:
    """Its text cleaned. Raises RuleBroken beside the field."""
    what = clean_line(draft.what)
    if not what:
        raise RuleBroken("Say what was offered, for example “Lunch for two” or “A book”.", "what")
    if draft.value_pence is not None and not 0 <= draft.value_pence <= MOST_PENCE:
        raise RuleBroken("Enter the value in pounds, for example 15 or 7.50.", "value")
    return replace(
        draft,
        what=_bounded(what, WHAT, "what"),
        offered_by=_bounded(clean_line(draft.offered_by), LINE, "offered_by"),
        recipient=_bounded(clean_line(draft.recipient), LINE, "recipient"),
        reason=_bounded(clean_line(draft.reason), WHAT, "reason"),
    )


def pence_of(typed: str) -> int | None:
    """“£7.50”, “15” or “about 20” in pence; None for nothing. Raises RuleBroken."""
    words = clean_line(typed).casefold().removeprefix("about").replace("£", "").replace(",", "").strip()
    if not words:
        return None
    try:
        pence = Decimal(words) * 100
    except InvalidOperation:
        pence = Decimal(-1)
    if not pence.is_finite() or pence != pence.to_integral_value() or not 0 <= pence <= MOST_PENCE:
        raise RuleBroken("Enter the value in pounds, for example 15 or 7.50.", "value")
    return int(pence)


def pounds_words(pence: int | None) -> str:
    """“£15”, “£7.50”, “not known”."""
    if pence is None:
        return "not known"
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02d}" if rest else f"£{pounds:,}"


def needs_approval(pence: int | None, decision: GiftDecision) -> bool:
    """Whether somebody should have been asked before it was taken."""
    return pence is not None and pence > APPROVAL_PENCE and decision is not GiftDecision.DECLINED


def _bounded(text: str, most: int, field: str) -> str:
    if len(text) > most:
        too_long = f"Use {most} characters or fewer."
        raise RuleBroken(too_long, field)
    return text
