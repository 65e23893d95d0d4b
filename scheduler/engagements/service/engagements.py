"""The named changes of an engagement. Each raises SEQUENCE at most once, writes audit and says what changed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from blinker import Signal

from scheduler.audit.service import record
from scheduler.core.current import current_settings
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line, clean_text
from scheduler.engagements.calendar import face_of, has_begun, place_words, when_of, when_words
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.queries import clashes, posts_of, principals_for_update
from scheduler.engagements.rules import (
    OFF_THE_DIARY,
    OVER,
    STATUS_WORDS,
    CalendarFace,
    ChangeKind,
    EngagementChange,
    EngagementDraft,
    EngagementStatus,
    PlaceKind,
    check_dated,
    check_draft,
    check_follows,
    deadline_after,
    next_revision,
    status_after_edit,
    status_when_planned,
)
from scheduler.ical.event import AllDay, Timed
from scheduler.stakeholders.models import Place

engagement_changed = Signal()
"""Sender: the Engagement, flushed; `change`: an EngagementChange."""


class ClashFound(RuleBroken):
    """A principal is busy then, and nobody has said why to go on."""

    def __init__(self, found: Sequence[Engagement]) -> None:
        super().__init__("Somebody is already busy then. Choose another time, or say why to go on.", "clash_reason")
        self.found = found


@dataclass(frozen=True, slots=True)
class _Before:
    """An engagement as it was, to compare with."""

    face: CalendarFace
    facts: dict[str, object]


def plan_engagement(draft: EngagementDraft, *, now: datetime) -> Engagement:
    """A new engagement with a UID for life. Raises RuleBroken, and ClashFound while a clash has no reason."""
    engagement = _new_engagement(draft, now)
    ours = _checked(draft, engagement.status)
    engagement.clash_reason = clean_line(draft.clash_reason) if _refuse_clashes(draft, None) else ""
    _fill(engagement, draft, ours)
    db.session.add(engagement)
    db.session.flush()
    _note(engagement, ChangeKind.PLANNED, None)
    return engagement


def copy_engagement(original: Engagement, draft: EngagementDraft, *, now: datetime) -> Engagement:
    """A new engagement that remembers which one it was copied from."""
    engagement = plan_engagement(draft, now=now)
    engagement.copied_from_id = original.id
    db.session.flush()
    return engagement


def edit_engagement(engagement: Engagement, draft: EngagementDraft, *, now: datetime) -> Engagement:
    """Take over what the draft says; it moves when time or place differ. Raises as `plan_engagement`."""
    before = _before(engagement)
    moved = draft.when != before.face.when
    status = status_after_edit(engagement.status, draft, moved=moved)
    check_follows(engagement.status, status)
    if draft.when is None and before.face.when is not None:
        raise RuleBroken("It had a day already: postpone it instead, so that calendars are told.", "day")
    ours = _checked(draft, status)
    reason = _clash_reason(engagement, draft, status)
    with db.session.no_autoflush:  # one UPDATE, so one step of the version
        _fill(engagement, draft, ours)
        engagement.reply_by_at = deadline_after(draft.reply_by_at, moved=moved, now=now)
        engagement.clash_reason = reason
        _set_status(engagement, status, now)
    _revise(engagement, before, now)
    face = face_of(engagement)
    has_moved = (face.when, face.place) != (before.face.when, before.face.place)
    _note(engagement, ChangeKind.MOVED if has_moved else ChangeKind.EDITED, before)
    return engagement


def postpone_engagement(engagement: Engagement, reason: str, *, now: datetime) -> None:
    """Off the diary until it gets a new day; keeps its old time so that calendars can show it as cancelled."""
    _leave(engagement, EngagementStatus.POSTPONED, ChangeKind.POSTPONED, reason, now)


def cancel_engagement(engagement: Engagement, reason: str, *, now: datetime) -> None:
    """Off the diary for ever."""
    _leave(engagement, EngagementStatus.CANCELLED, ChangeKind.CANCELLED, reason, now)


def decline_engagement(engagement: Engagement, reason: str, *, now: datetime) -> None:
    """The partner does not want to meet; counted apart from what we cancelled."""
    _leave(engagement, EngagementStatus.DECLINED, ChangeKind.DECLINED, reason, now)


def mark_held(engagement: Engagement, *, now: datetime) -> None:
    """It took place. Raises RuleBroken before it has begun."""
    check_dated(EngagementStatus.HELD, when_of(engagement))
    if not has_begun(engagement, now):
        raise RuleBroken("It has not begun yet: mark it as held afterwards.", "status")
    _step(engagement, EngagementStatus.HELD, ChangeKind.HELD, now)


def mark_written_up(engagement: Engagement, *, now: datetime) -> None:
    """Its note is written."""
    _step(engagement, EngagementStatus.WRITTEN_UP, ChangeKind.WRITTEN_UP, now)


def require_version(engagement: Engagement, version: int | None) -> None:
    """Raises VersionConflict when the engagement is not as it was when its page was opened."""
    if version != engagement.version:
        raise VersionConflict


def _new_engagement(draft: EngagementDraft, now: datetime) -> Engagement:
    host = urlsplit(current_settings().base_url).hostname
    stamp = now.replace(microsecond=0)
    return Engagement(
        uid=f"{uuid.uuid4()}@{host}",
        sequence=0,
        created_at=stamp,
        revised_at=stamp,
        status=status_when_planned(draft),
        outcome_reason="",
    )


def _checked(draft: EngagementDraft, status: EngagementStatus) -> list[Principal]:
    """The principals, locked, once every rule about the draft itself holds."""
    check_draft(draft)
    check_dated(status, draft.when)
    ours = principals_for_update(draft.principal_ids)
    if len(ours) != len(set(draft.principal_ids)):
        raise RuleBroken("One of ours is not in the list any more. Choose again.", "principals")
    return ours


def _refuse_clashes(draft: EngagementDraft, except_id: int | None) -> bool:
    """Whether there are clashes; raises ClashFound when there are some that nobody gave a reason for."""
    if draft.when is None:
        return False
    found = clashes(draft.when, draft.principal_ids, except_id)
    seen = {each.id for each in found} if draft.clashes_seen is None else draft.clashes_seen
    if found and (not clean_line(draft.clash_reason) or any(each.id not in seen for each in found)):
        raise ClashFound(found)
    return bool(found)


def _clash_reason(engagement: Engagement, draft: EngagementDraft, status: EngagementStatus) -> str:
    """The recorded reason; asked for again only when time, people or a return to the diary may clash anew."""
    same = (
        draft.when == when_of(engagement)
        and set(draft.principal_ids) <= {each.id for each in engagement.principals}
        and engagement.status not in OFF_THE_DIARY
    )
    if status in OFF_THE_DIARY or same:
        return engagement.clash_reason
    return clean_line(draft.clash_reason) if _refuse_clashes(draft, engagement.id) else ""


def _fill(engagement: Engagement, draft: EngagementDraft, ours: list[Principal]) -> None:
    """Every fact of the draft, cleaned."""
    timed = draft.when if isinstance(draft.when, Timed) else None
    days = draft.when if isinstance(draft.when, AllDay) else None
    engagement.kind, engagement.handling = draft.kind, draft.handling
    engagement.title, engagement.purpose = clean_line(draft.title), clean_text(draft.purpose)
    engagement.starts_at, engagement.ends_at = (timed.starts_at, timed.ends_at) if timed else (None, None)
    engagement.starts_on, engagement.ends_on = (days.first_on, days.last_on) if days else (None, None)
    engagement.reply_by_at = draft.reply_by_at
    engagement.principals = sorted(ours, key=lambda each: (each.position, each.id))
    engagement.posts = posts_of(draft.post_ids)
    _fill_place(engagement, draft)


def _fill_place(engagement: Engagement, draft: EngagementDraft) -> None:
    """Where; "at the partner's" without more is the seat of the first partner."""
    online = draft.place_kind is PlaceKind.ONLINE
    place_id, room = (None, "") if online else (draft.place_id, clean_line(draft.place_text))
    if draft.place_kind is PlaceKind.PARTNER and place_id is None and not room:
        place_id = next((post.home.place_id for post in engagement.posts if post.home.place_id), None)
    engagement.place_kind, engagement.place_text = draft.place_kind, room
    engagement.online_url = clean_line(draft.online_url)
    engagement.place_id = place_id
    engagement.place = db.session.get(Place, place_id) if place_id else None


def _leave(engagement: Engagement, status: EngagementStatus, kind: ChangeKind, reason: str, now: datetime) -> None:
    if not clean_line(reason):
        raise RuleBroken("Enter the reason: it is kept with the engagement.", "reason")
    check_follows(engagement.status, status)
    before = _before(engagement)
    engagement.outcome_reason = clean_line(reason)
    _set_status(engagement, status, now)
    _revise(engagement, before, now)
    _note(engagement, kind, before)


def _step(engagement: Engagement, status: EngagementStatus, kind: ChangeKind, now: datetime) -> None:
    check_follows(engagement.status, status)
    before = _before(engagement)
    _set_status(engagement, status, now)
    _revise(engagement, before, now)
    _note(engagement, kind, before)


def _set_status(engagement: Engagement, status: EngagementStatus, now: datetime) -> None:
    """The status and what hangs on it: when it left the diary and why."""
    engagement.status = status
    if status not in OFF_THE_DIARY:
        engagement.cancelled_at, engagement.outcome_reason = None, ""
    elif engagement.cancelled_at is None:
        engagement.cancelled_at = now.replace(microsecond=0)


def _revise(engagement: Engagement, before: _Before, now: datetime) -> None:
    """A later revision; SEQUENCE rises once when calendars see another time, place or status."""
    engagement.revised_at = next_revision(engagement.revised_at, now)
    if face_of(engagement) != before.face:
        engagement.sequence += 1
    db.session.flush()


def _before(engagement: Engagement) -> _Before:
    return _Before(face_of(engagement), _facts(engagement))


def _note(engagement: Engagement, kind: ChangeKind, before: _Before | None) -> None:
    """Audit with what differs, then the signal."""
    facts = _facts(engagement)
    old = before.facts if before else {}
    changed = [name for name, value in facts.items() if old.get(name) != value]
    details = {"before": {name: old.get(name) for name in changed} if before else None}
    details["after"] = {name: facts[name] for name in changed}
    summary = f"{kind.replace('_', ' ').capitalize()}: {engagement.title}, {when_words(engagement)}"
    record(f"engagement.{kind}", "engagement", engagement.id, summary, details=details)
    raised = before is not None and face_of(engagement) != before.face
    needs_telling = raised and engagement.status not in OVER
    change = EngagementChange(kind, needs_telling, before.face if before else None)
    engagement_changed.send(engagement, change=change)


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
