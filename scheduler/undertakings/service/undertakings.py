"""Note a promise, change it, close it with words, look at it again."""

from datetime import date, datetime
from typing import Any

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_text
from scheduler.core.wording import day_words
from scheduler.engagements.models import Engagement, Principal
from scheduler.stakeholders.models import Body
from scheduler.undertakings.models import Undertaking
from scheduler.undertakings.queries import due_of, open_undertakings
from scheduler.undertakings.queries.rows import found_row
from scheduler.undertakings.rules.drafts import WORDS_LENGTH, EvidenceDraft, UndertakingDraft, checked_draft
from scheduler.undertakings.rules.vocabulary import CLOSING, STATE_WORDS, UndertakingState
from scheduler.undertakings.service.evidence import add_evidence
from scheduler.uploads.service import remove_upload

FACTS = (
    *("kind", "words", "source", "source_on", "source_reference"),
    *("body_id", "principal_id", "due_on", "due_engagement_id", "review_on"),
)
AT_MOST = 120
"""Characters of a promise that the log repeats."""


def add_undertaking(draft: UndertakingDraft, *, now: datetime) -> Undertaking:
    """A new one; the same words of the same day are not noted twice. Raises RuleBroken."""
    checked = checked_draft(draft)
    if any((each.words, each.source_on) == (checked.words, checked.source_on) for each in open_undertakings()):
        raise RuleBroken("This undertaking is in the list already.", "words")
    undertaking = Undertaking(created_at=now, state=UndertakingState.OPEN)
    _write(undertaking, checked)
    db.session.add(undertaking)
    db.session.flush()
    note(undertaking, "added", f"Undertaken: {undertaking.words[:AT_MOST]}", {"after": _facts(undertaking)})
    return undertaking


def change_undertaking(undertaking: Undertaking, draft: UndertakingDraft, *, seen: int | None) -> None:
    """Other words, owner or day. Raises RuleBroken, VersionConflict."""
    _check_version(undertaking, seen)
    before = _facts(undertaking)
    _write(undertaking, checked_draft(draft))
    db.session.flush()
    after = _facts(undertaking)
    if after != before:
        changed = {"before": before, "after": after}
        note(undertaking, "changed", f"Changed the undertaking: {undertaking.words[:AT_MOST]}", changed)


def close_undertaking(
    undertaking: Undertaking, state: UndertakingState, words: str, *, on: date, seen: int | None
) -> None:
    """Done and reported, or given up, in words that the Panel may read. Raises RuleBroken, VersionConflict."""
    _check_version(undertaking, seen)
    told = clean_text(words)
    if state not in CLOSING:
        raise RuleBroken("Choose how it ended.", "state")
    if undertaking.state is not UndertakingState.OPEN:
        raise RuleBroken("It is closed already.")
    if not told or len(told) > WORDS_LENGTH:
        raise RuleBroken("Say in a sentence or two what came of it: the report repeats it.", "words")
    if on < undertaking.source_on:
        raise RuleBroken("It cannot be closed before it was promised.", "on")
    undertaking.state, undertaking.closed_on, undertaking.closing_words = state, on, told
    db.session.flush()
    note(undertaking, "closed", f"{STATE_WORDS[state]}: {undertaking.words[:AT_MOST]}", {"words": told[:AT_MOST]})


def reopen_undertaking(undertaking: Undertaking, *, seen: int | None) -> None:
    """It was closed too early. Raises VersionConflict."""
    _check_version(undertaking, seen)
    before = {"state": str(undertaking.state), "words": undertaking.closing_words[:AT_MOST]}
    undertaking.state, undertaking.closed_on, undertaking.closing_words = UndertakingState.OPEN, None, ""
    db.session.flush()
    note(undertaking, "reopened", f"Opened again: {undertaking.words[:AT_MOST]}", {"before": before})


def set_review(undertaking: Undertaking, review_on: date | None, *, seen: int | None) -> None:
    """When to look at it again; None: never. Raises RuleBroken, VersionConflict."""
    _check_version(undertaking, seen)
    if review_on is not None and review_on <= undertaking.source_on:
        raise RuleBroken("Choose a day after the promise.", "review_on")
    undertaking.review_on = review_on
    db.session.flush()
    said = f"To be looked at again on {day_words(review_on)}" if review_on else "Not to be looked at again"
    note(undertaking, "review_set", f"{said}: {undertaking.words[:AT_MOST]}", {})


def note_review(undertaking: Undertaking, words: str, next_on: date | None, *, seen: int | None, now: datetime) -> None:
    """Somebody looked at it: what they found stays as evidence. Raises RuleBroken, VersionConflict."""
    _check_version(undertaking, seen)
    if not words.strip():
        raise RuleBroken("Say in a sentence what you found.", "words")
    add_evidence(undertaking, EvidenceDraft(words=f"Looked at again: {words}"), now=now)
    set_review(undertaking, next_on, seen=undertaking.version)


def remove_undertaking(undertaking: Undertaking) -> None:
    """It was noted by mistake, with its files; one that is not kept is given up instead, with its reason."""
    note(undertaking, "removed", f"Removed the undertaking: {undertaking.words[:AT_MOST]}", {})
    uploads = [each.upload for each in undertaking.evidence if each.upload is not None]
    db.session.delete(undertaking)
    db.session.flush()
    for upload in uploads:
        remove_upload(upload)


def note(undertaking: Undertaking, verb: str, words: str, details: dict[str, Any]) -> None:
    """Its line in the log."""
    record(f"undertaking.{verb}", "undertaking", undertaking.id, words, details=details or None)


def _write(undertaking: Undertaking, draft: UndertakingDraft) -> None:
    undertaking.body = found_row(Body, draft.body_id, "body")
    undertaking.principal = found_row(Principal, draft.principal_id, "principal")
    undertaking.due_engagement = found_row(Engagement, draft.due_engagement_id, "due_engagement")
    for name in ("kind", "words", "source", "source_on", "source_reference", "due_on", "review_on"):
        setattr(undertaking, name, getattr(draft, name))
    # Should the meeting be called off or lose its day, the day that it had is still the one that was promised.
    undertaking.due_on = due_of(undertaking)


def _facts(undertaking: Undertaking) -> dict[str, Any]:
    return {name: _plain(getattr(undertaking, name)) for name in FACTS}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _check_version(undertaking: Undertaking, seen: int | None) -> None:
    if seen != undertaking.version:
        raise VersionConflict
