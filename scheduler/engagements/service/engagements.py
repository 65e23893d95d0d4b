"""The named changes of an engagement. Each raises SEQUENCE at most once, writes audit and says what changed."""

from datetime import datetime

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line, clean_text
from scheduler.engagements.calendar import face_of, has_begun, when_of
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.queries import posts_of, principals_for_update
from scheduler.engagements.rules import (
    OFF_THE_DIARY,
    USUAL_TELLING,
    ChangeKind,
    EngagementDraft,
    EngagementStatus,
    PlaceKind,
    Telling,
    check_dated,
    check_draft,
    check_follows,
    deadline_after,
    status_after_edit,
    status_when_planned,
)
from scheduler.engagements.service.clashes import place_meant, refuse_clashes
from scheduler.engagements.service.identity import fresh_uid
from scheduler.engagements.service.postponements import count_postponement
from scheduler.engagements.service.revisions import as_it_was, note, revise, set_status
from scheduler.ical.event import AllDay, Timed


def plan_engagement(draft: EngagementDraft, *, now: datetime, uid: str | None = None) -> Engagement:
    """A new engagement; its UID, a fresh one unless given, is for life.

    Raises RuleBroken, and ClashFound while a clash has no reason.
    """
    engagement = _new_engagement(draft, uid or fresh_uid(), now)
    ours = _checked(draft, engagement.status)
    engagement.clash_reason = clean_line(draft.clash_reason) if refuse_clashes(draft, None) else ""
    _fill(engagement, draft, ours)
    db.session.add(engagement)
    db.session.flush()
    note(engagement, ChangeKind.PLANNED, None)
    return engagement


def copy_engagement(original: Engagement, draft: EngagementDraft, *, now: datetime) -> Engagement:
    """A new engagement that remembers which one it was copied from."""
    engagement = plan_engagement(draft, now=now)
    engagement.copied_from_id = original.id
    db.session.flush()
    return engagement


def edit_engagement(
    engagement: Engagement, draft: EngagementDraft, *, now: datetime, telling: Telling = USUAL_TELLING
) -> Engagement:
    """Take over what the draft says; it moves when time or place differ. Raises as `plan_engagement`."""
    principals_for_update({each.id for each in engagement.principals}.union(draft.principal_ids))
    before = as_it_was(engagement)
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
        set_status(engagement, status, now)
    revise(engagement, before, now)
    face = face_of(engagement)
    has_moved = (face.when, face.place) != (before.face.when, before.face.place)
    note(engagement, ChangeKind.MOVED if has_moved else ChangeKind.EDITED, before, telling)
    return engagement


def postpone_engagement(
    engagement: Engagement, reason: str, *, now: datetime, by_us: bool = True, telling: Telling = USUAL_TELLING
) -> None:
    """To be arranged again; keeps its old time so that calendars show it as cancelled. Counted: against us, or not."""
    _leave(engagement, EngagementStatus.POSTPONED, ChangeKind.POSTPONED, reason, now, telling)
    count_postponement(engagement, reason, by_us=by_us, now=now)


def cancel_engagement(engagement: Engagement, reason: str, *, now: datetime, telling: Telling = USUAL_TELLING) -> None:
    """Off the diary for ever."""
    _leave(engagement, EngagementStatus.CANCELLED, ChangeKind.CANCELLED, reason, now, telling)


def decline_engagement(engagement: Engagement, reason: str, *, now: datetime, telling: Telling = USUAL_TELLING) -> None:
    """The partner does not want to meet; counted apart from what we cancelled."""
    _leave(engagement, EngagementStatus.DECLINED, ChangeKind.DECLINED, reason, now, telling)


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


def _new_engagement(draft: EngagementDraft, uid: str, now: datetime) -> Engagement:
    stamp = now.replace(microsecond=0)
    return Engagement(
        uid=uid,
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


def _clash_reason(engagement: Engagement, draft: EngagementDraft, status: EngagementStatus) -> str:
    """The recorded reason; asked for again only when time, people, place or a return to the diary may clash anew."""
    same = (
        draft.when == when_of(engagement)
        and set(draft.principal_ids) <= {each.id for each in engagement.principals}
        and set(draft.post_ids) <= {each.id for each in engagement.posts}
        and (draft.place_kind, draft.place_id) == (engagement.place_kind, engagement.place_id)
        and engagement.status not in OFF_THE_DIARY
    )
    if status in OFF_THE_DIARY or same:
        return engagement.clash_reason
    return clean_line(draft.clash_reason) if refuse_clashes(draft, engagement.id) else ""


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
    is_online = draft.place_kind is PlaceKind.ONLINE
    engagement.place_kind = draft.place_kind
    engagement.place_text = "" if is_online else clean_line(draft.place_text)
    engagement.online_url = clean_line(draft.online_url)
    engagement.place = place_meant(draft, engagement.posts)
    engagement.place_id = engagement.place.id if engagement.place else None


def _leave(
    engagement: Engagement,
    status: EngagementStatus,
    kind: ChangeKind,
    reason: str,
    now: datetime,
    telling: Telling = USUAL_TELLING,
) -> None:
    if not clean_line(reason):
        raise RuleBroken("Enter the reason: it is kept with the engagement.", "reason")
    check_follows(engagement.status, status)
    principals_for_update([each.id for each in engagement.principals])
    before = as_it_was(engagement)
    engagement.outcome_reason = clean_line(reason)
    set_status(engagement, status, now)
    revise(engagement, before, now)
    note(engagement, kind, before, telling)


def _step(engagement: Engagement, status: EngagementStatus, kind: ChangeKind, now: datetime) -> None:
    check_follows(engagement.status, status)
    principals_for_update([each.id for each in engagement.principals])
    before = as_it_was(engagement)
    set_status(engagement, status, now)
    revise(engagement, before, now)
    note(engagement, kind, before)
