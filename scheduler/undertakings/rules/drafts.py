"""What the office says about an undertaking and its evidence, checked."""

from dataclasses import replace
from datetime import date

from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.undertakings.rules.dates import a_year_after
from scheduler.undertakings.rules.vocabulary import UndertakingKind

WORDS_LENGTH = 4_000
SOURCE_LENGTH = 200
REFERENCE_LENGTH = 120
EVIDENCE_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class UndertakingDraft:
    """As it was said or minuted. `review_on` None: by the rules, a year after, for what is to be reviewed."""

    words: str
    source: str
    source_on: date
    kind: UndertakingKind = UndertakingKind.PROMISE
    source_reference: str = ""
    body_id: int | None = None
    principal_id: int | None = None
    due_on: date | None = None
    due_engagement_id: int | None = None
    review_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceDraft:
    """What shows that it was kept: any of an engagement, an action, a stored file, words."""

    engagement_id: int | None = None
    action_id: int | None = None
    upload_id: int | None = None
    words: str = ""


def checked_draft(draft: UndertakingDraft) -> UndertakingDraft:
    """Its text cleaned, its days in order. Raises RuleBroken."""
    words = clean_text(draft.words)
    if not words:
        raise RuleBroken("Say what was promised, as it was said or minuted.", "words")
    if len(words) > WORDS_LENGTH:
        too_long = f"That is too long. Use {WORDS_LENGTH:,} characters or fewer."
        raise RuleBroken(too_long, "words")
    source = _line(draft.source, "source", SOURCE_LENGTH)
    if not source:
        raise RuleBroken("Say where it was promised, such as Police and Crime Panel.", "source")
    if draft.due_on is not None and draft.due_on < draft.source_on:
        raise RuleBroken("It cannot be due before it was promised.", "due_on")
    if draft.review_on is not None and draft.review_on <= draft.source_on:
        raise RuleBroken("Choose a day after the promise.", "review_on")
    reference = _line(draft.source_reference, "source_reference", REFERENCE_LENGTH)
    return replace(draft, words=words, source=source, source_reference=reference, review_on=_review_on(draft))


def checked_evidence(draft: EvidenceDraft) -> EvidenceDraft:
    """With something in it. Raises RuleBroken."""
    words = _line(draft.words, "words", EVIDENCE_LENGTH)
    if not words and draft.engagement_id is None and draft.action_id is None and draft.upload_id is None:
        raise RuleBroken("Choose a meeting or an action, or say in words what shows it.", "words")
    return replace(draft, words=words)


def _review_on(draft: UndertakingDraft) -> date | None:
    if draft.review_on is None and draft.kind is UndertakingKind.REVIEW:
        return a_year_after(draft.source_on)
    return draft.review_on


def _line(text: str, field: str, limit: int) -> str:
    cleaned = clean_line(text)
    if len(cleaned) > limit:
        too_long = f"Use {limit} characters or fewer."
        raise RuleBroken(too_long, field)
    return cleaned
