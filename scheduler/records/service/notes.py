"""Write down issues, future work, threats and risks; close one when it is dealt with."""

from collections.abc import Sequence
from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line
from scheduler.engagements.models import Engagement
from scheduler.records.models import RecordNote
from scheduler.records.queries.notes import notes_of
from scheduler.records.rules.drafts import NoteDraft
from scheduler.records.rules.vocabulary import NoteKind

LONGEST = 300


def write_notes(engagement: Engagement, notes: Sequence[NoteDraft], *, now: datetime) -> None:
    """These are all that are open. What was reworded keeps its place in the partner's file."""
    stored = notes_of(engagement)
    for kind in NoteKind:
        wanted = list(dict.fromkeys(each.words for each in notes if each.kind is kind and each.words))
        _write_kind(engagement, kind, wanted, [each for each in stored if each.kind is kind], now)
    db.session.flush()


def close_note(note: RecordNote, words: str, *, seen: int | None, now: datetime) -> None:
    """It is dealt with. Closing it again is nothing. Raises VersionConflict, RuleBroken."""
    if note.closed_on is not None:
        return
    if seen != note.version:
        raise VersionConflict
    said = clean_line(words)
    if len(said) > LONGEST:
        too_long = f"Use {LONGEST} characters or fewer."
        raise RuleBroken(too_long, "words")
    note.closed_on, note.closed_words = local_day(now), said
    db.session.flush()
    _tell(note, "record.note_closed", "Closed")


def reopen_note(note: RecordNote) -> None:
    """It was closed by mistake, or came back."""
    if note.closed_on is None:
        return
    note.closed_on, note.closed_words = None, ""
    db.session.flush()
    _tell(note, "record.note_reopened", "Open again")


def _write_kind(
    engagement: Engagement, kind: NoteKind, wanted: list[str], stored: list[RecordNote], now: datetime
) -> None:
    """Equal words are the same note; the others are paired in order as rewordings, the rest come or go."""
    by_words = {each.words: each for each in stored}
    fresh = [words for words in wanted if words not in by_words]
    left = [each for each in stored if each.words not in wanted and each.closed_on is None]
    for note, words in zip(left, fresh, strict=False):
        note.words = words
        by_words[words] = note
    for note in left[len(fresh) :]:
        db.session.delete(note)
    for words in fresh[len(left) :]:
        by_words[words] = RecordNote(engagement_id=engagement.id, kind=kind, words=words, noted_at=now)
        db.session.add(by_words[words])
    for position, words in enumerate(wanted):
        by_words[words].position = position


def _tell(note: RecordNote, what: str, words: str) -> None:
    said = f" ({note.closed_words})" if note.closed_words else ""
    record(what, "engagement", note.engagement_id, f"{words}, {note.kind}: {note.words[:160]}{said}")
