"""How an action stands, who may own it, when it is late, and when its owner is reminded."""

from collections.abc import Set as AbstractSet
from datetime import date
from enum import StrEnum

from scheduler.almanac.rules import add_working_days
from scheduler.core.addresses import clean_address
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words

WORDS_LENGTH = 2_000
LINE_LENGTH = 200


class ActionState(StrEnum):
    """As its owner tells it."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    DROPPED = "dropped"


STATE_WORDS = {
    ActionState.OPEN: "Not begun",
    ActionState.STARTED: "Begun",
    ActionState.DONE: "Done",
    ActionState.DROPPED: "Dropped",
}
STATE_KEYS = {
    ActionState.OPEN: "proposed",
    ActionState.STARTED: "refining",
    ActionState.DONE: "held",
    ActionState.DROPPED: "declined",
}
"""Names of `templates/components/state.html`: how each is drawn."""
OVER = frozenset({ActionState.DONE, ActionState.DROPPED})


class OwnerKind(StrEnum):
    """Ours, or whose."""

    PRINCIPAL = "principal"
    ORGANISATION = "organisation"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who does it; as a form's value “organisation:4”."""

    kind: OwnerKind
    id: int

    @classmethod
    def read(cls, value: str) -> "Owner":
        """From a form. Raises RuleBroken."""
        kind, _, number = value.partition(":")
        if kind not in set(OwnerKind) or not number.isdecimal() or len(number) > 9:
            raise RuleBroken("Choose who does it.", "owner")
        return cls(OwnerKind(kind), int(number))

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDraft:
    """What the office types about one action."""

    words: str
    owner: Owner
    role: str = ""
    contact_name: str = ""
    contact_address: str = ""
    due_on: date | None = None
    heading: str = ""


def checked_draft(draft: ActionDraft) -> ActionDraft:
    """Its text cleaned. Raises RuleBroken."""
    words = clean_text(draft.words)
    if not words:
        raise RuleBroken("Say what is to be done.", "words")
    if len(words) > WORDS_LENGTH:
        too_long = f"That is too long. Use {WORDS_LENGTH:,} characters or fewer."
        raise RuleBroken(too_long, "words")
    return ActionDraft(
        words=words,
        owner=draft.owner,
        role=_line(draft.role, "role"),
        contact_name=_line(draft.contact_name, "contact_name"),
        contact_address=_address(draft.contact_address),
        due_on=draft.due_on,
        heading=_line(draft.heading, "heading"),
    )


def is_late(state: ActionState, due_on: date | None, today: date) -> bool:
    """Not over, and its day is."""
    return state not in OVER and due_on is not None and due_on < today


def due_words(state: ActionState, due_on: date | None, today: date) -> str:
    """“by 3 November 2026”, “3 days late”, or nothing."""
    if due_on is None or state in OVER:
        return ""
    if due_on < today:
        return f"{count_words((today - due_on).days, 'day')} late"
    return f"by {day_words(due_on)}"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One mail before or after the day; `key` makes it one."""

    key: str
    is_overdue: bool


BEFORE, AFTER = -3, 1
"""Working days from the day on which it is due."""


def reminder_due(due_on: date | None, told_on: date, today: date, holidays: AbstractSet[date]) -> Reminder | None:
    """What the owner of an open action is to hear today; whoever was told on a rung's day or later hears it once."""
    if due_on is None:
        return None
    for days, name in ((AFTER, "after"), (BEFORE, "before")):
        rung_on = add_working_days(due_on, days, holidays)
        if today >= rung_on:
            return Reminder(f"{name}:{due_on}", is_overdue=days > 0) if told_on < rung_on else None
    return None


def _line(text: str, field: str) -> str:
    cleaned = clean_line(text)
    if len(cleaned) > LINE_LENGTH:
        too_long = f"Use {LINE_LENGTH} characters or fewer."
        raise RuleBroken(too_long, field)
    return cleaned


def _address(address: str) -> str:
    if not address.strip():
        return ""
    try:
        return clean_address(address)
    except RuleBroken as broken:
        raise RuleBroken(broken.message, "contact_address") from broken
