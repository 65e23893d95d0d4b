"""What the office says of a seat of ours, and what it may not say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from scheduler.core.addresses import clean_address
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words
from scheduler.invitations.rules import Authority
from scheduler.representation.rules.vocabulary import CadenceUnit, Capacity

LINE_LENGTH = 200
WORDS_LENGTH = 300
MOST_BETWEEN, MOST_DAYS = 60, 60
UNSAID = "Not said"
AUTHORITY_WORDS: Mapping[Authority, str] = {
    Authority.FULL: "May commit us",
    Authority.LIMITED: "May commit us within limits",
    Authority.NONE: "Listens and reports back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatDraft:
    """A representation as the office means it."""

    body_id: int
    capacity: Capacity
    from_on: date
    principal_id: int | None = None
    role: str = ""
    name: str = ""
    address: str = ""
    authority: Authority | None = None
    authority_words: str = ""
    is_by_invitation: bool = False
    every: int | None = None
    unit: CadenceUnit = CadenceUnit.MONTHS
    owes_report: bool = True
    report_days: int = 5
    source: str = ""
    until_on: date | None = None
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class AlternateDraft:
    """Who stands in."""

    principal_id: int | None = None
    role: str = ""
    authority: Authority | None = None


def checked_seat(draft: SeatDraft) -> SeatDraft:
    """Its texts cleaned. Raises RuleBroken."""
    if draft.principal_id is None and not clean_line(draft.role):
        raise RuleBroken("Choose who of ours sits there, or enter the role.", "role")
    if draft.until_on is not None and draft.until_on < draft.from_on:
        raise RuleBroken("The last day is before the first. Change one of them.", "until_on")
    if draft.every is not None and not 1 <= draft.every <= MOST_BETWEEN:
        between = f"Enter a number from 1 to {MOST_BETWEEN}, or nothing when the rhythm is not known."
        raise RuleBroken(between, "every")
    if not 1 <= draft.report_days <= MOST_DAYS:
        days = f"Enter a number of working days from 1 to {MOST_DAYS}."
        raise RuleBroken(days, "report_days")
    return replace(
        draft,
        role="" if draft.principal_id is not None else _line(draft.role, "role"),
        name="" if draft.principal_id is not None else _line(draft.name, "name"),
        address=_address(draft.address),
        authority_words=_line(draft.authority_words, "authority_words", WORDS_LENGTH),
        source=_line(draft.source, "source"),
    )


def checked_alternate(draft: AlternateDraft) -> AlternateDraft:
    """Somebody, by principal or by role. Raises RuleBroken."""
    if draft.principal_id is None and not clean_line(draft.role):
        raise RuleBroken("Choose who stands in, or enter the role.", "role")
    return replace(draft, role="" if draft.principal_id is not None else _line(draft.role, "role"))


def check_end(from_on: date, until_on: date | None) -> date:
    """The last day. Raises RuleBroken."""
    if until_on is None:
        raise RuleBroken("Enter the last day.", "until_on")
    if until_on < from_on:
        before = f"It began on {day_words(from_on)}: the last day cannot be before that."
        raise RuleBroken(before, "until_on")
    return until_on


def authority_words(authority: Authority | None, words: str = "") -> str:
    """“May commit us within limits: up to £5,000”."""
    said = AUTHORITY_WORDS[authority] if authority is not None else ""
    return ": ".join(part for part in (said, words) if part) or UNSAID


def _line(text: str, field: str, length: int = LINE_LENGTH) -> str:
    cleaned = clean_line(text)
    if len(cleaned) > length:
        too_long = f"Use {length} characters or fewer."
        raise RuleBroken(too_long, field)
    return cleaned


def _address(address: str) -> str:
    if not address.strip():
        return ""
    try:
        return clean_address(address)
    except RuleBroken as broken:
        raise RuleBroken(broken.message, "address") from broken
