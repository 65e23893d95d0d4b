"""What every change of an engagement shares: SEQUENCE at most once, audit with what differs, and the signal."""

from datetime import datetime

from blinker import Signal

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import face_of, place_words, when_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import (
    OFF_THE_DIARY,
    OVER,
    STATUS_WORDS,
    USUAL_TELLING,
    CalendarFace,
    ChangeKind,
    EngagementChange,
    EngagementStatus,
    Handling,
    Telling,
    next_revision,
)
from scheduler.engagements.service.holds import settle_holds

SHOWN = frozenset({"Title", "Status", "When", "Where", "Online address", "From us", "Purpose"})
"""Of the facts below those that a partner's calendar shows."""

engagement_changed = Signal()
"""Sender: the Engagement, flushed; `change`: an EngagementChange."""


@dataclass(frozen=True, slots=True)
class Before:
    """An engagement as it was, to compare with."""

    face: CalendarFace
    facts: dict[str, object]


def set_status(engagement: Engagement, status: EngagementStatus, now: datetime) -> None:
    """The status and what hangs on it: when it left the diary and why."""
    engagement.status = status
    if status not in OFF_THE_DIARY:
        engagement.cancelled_at, engagement.outcome_reason = None, ""
    elif engagement.cancelled_at is None:
        engagement.cancelled_at = now.replace(microsecond=0)


def revise(engagement: Engagement, before: Before, now: datetime) -> None:
    """A later revision; SEQUENCE rises once when calendars see another time, place or status."""
    engagement.revised_at = next_revision(engagement.revised_at, now)
    if face_of(engagement) != before.face:
        engagement.sequence += 1
    db.session.flush()


def as_it_was(engagement: Engagement) -> Before:
    """What the change about to be made is compared with."""
    return Before(face_of(engagement), _facts(engagement))


def note(
    engagement: Engagement,
    kind: ChangeKind,
    before: Before | None,
    telling: Telling = USUAL_TELLING,
    *,
    is_told_apart: bool = False,
) -> None:
    """Audit with what differs, the signal, and an end to the holds that the change makes needless.

    `is_told_apart`: another signal has partners told, in words of its own.
    """
    facts = _facts(engagement)
    old = before.facts if before else {}
    changed = [name for name, value in facts.items() if old.get(name) != value]
    details = {"before": {name: old.get(name) for name in changed} if before else None}
    details["after"] = {name: facts[name] for name in changed}
    summary = f"{kind.replace('_', ' ').capitalize()}: {engagement.title}, {when_words(engagement)}"
    record(f"engagement.{kind}", "engagement", engagement.id, summary, details=details)
    raised = before is not None and face_of(engagement) != before.face
    needs_telling = raised and engagement.status not in OVER
    is_shown = before is not None and not SHOWN.isdisjoint(changed) and not is_told_apart
    is_withheld = "Handling" in changed and before is not None and engagement.handling is Handling.OFFICIAL_SENSITIVE
    change = EngagementChange(kind, needs_telling, before.face if before else None, telling, is_shown, is_withheld)
    engagement_changed.send(engagement, change=change)
    settle_holds(engagement, now=engagement.revised_at)


def _facts(engagement: Engagement) -> dict[str, object]:
    """What the log and the history show, in words."""
    return {
        "Title": engagement.title,
        "Kind": str(engagement.kind),
        "Status": STATUS_WORDS[engagement.status],
        "When": when_words(engagement),
        "Where": place_words(engagement),
        "Online address": engagement.online_url,
        "From us": [principal.title for principal in engagement.principals],
        "With": [post.full_title for post in engagement.posts],
        "Purpose": engagement.purpose,
        "Handling": str(engagement.handling),
        "Reply by": engagement.reply_by_at.isoformat() if engagement.reply_by_at else None,
        "Clash accepted because": engagement.clash_reason,
        "Reason": engagement.outcome_reason,
    }
