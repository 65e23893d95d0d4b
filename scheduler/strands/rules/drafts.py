"""What the office types about strands, milestones and priorities, and what is refused."""

from dataclasses import replace
from datetime import date

from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.strands.rules.vocabulary import StrandKind

LINE_LENGTH = 200
NAME_LENGTH = 120
WORDS_LENGTH = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StrandDraft:
    """A strand as the office means it; it is about one partner at most."""

    title: str
    kind: StrandKind
    started_on: date
    ended_on: date | None = None
    words: str = ""
    owner_id: int | None = None
    co_owner: str = ""
    organisation_id: int | None = None
    body_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneDraft:
    """A day that matters; `source` says who set it."""

    title: str
    due_on: date
    done_on: date | None = None
    source: str = ""


def checked_strand(draft: StrandDraft) -> StrandDraft:
    """Its text cleaned. Raises RuleBroken."""
    if draft.ended_on is not None and draft.ended_on < draft.started_on:
        raise RuleBroken("The strand ends before it begins. Check both days.", "ended_on")
    if draft.organisation_id is not None and draft.body_id is not None:
        raise RuleBroken("Choose one partner that it is about.", "home")
    words = clean_text(draft.words)
    if len(words) > WORDS_LENGTH:
        message = f"That is too long. Use {WORDS_LENGTH:,} characters or fewer."
        raise RuleBroken(message, "words")
    title = _line(draft.title, "title", "Enter what it is called, for example “Lubbesthorpe: Section 106”.")
    return replace(draft, title=title, words=words, co_owner=_line(draft.co_owner, "co_owner"))


def checked_milestone(draft: MilestoneDraft) -> MilestoneDraft:
    """Its text cleaned. Raises RuleBroken."""
    title = _line(draft.title, "title", "Enter what happens on that day.")
    return replace(draft, title=title, source=_line(draft.source, "source"))


def checked_priority(name: str) -> str:
    """The name cleaned. Raises RuleBroken."""
    cleaned = _line(name, "name", "Enter the priority as the plan words it.")
    if len(cleaned) > NAME_LENGTH:
        message = f"Use {NAME_LENGTH} characters or fewer."
        raise RuleBroken(message, "name")
    return cleaned


def _line(text: str, field: str, missing: str = "") -> str:
    cleaned = clean_line(text)
    if missing and not cleaned:
        raise RuleBroken(missing, field)
    if len(cleaned) > LINE_LENGTH:
        message = f"Use {LINE_LENGTH} characters or fewer."
        raise RuleBroken(message, field)
    return cleaned
