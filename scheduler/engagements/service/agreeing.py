"""From “dates on offer” to an agreed time."""

from datetime import datetime

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.engagements.calendar import when_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import principals_for_update
from scheduler.engagements.rules import (
    MAY_BE_HELD,
    ChangeKind,
    EngagementStatus,
    check_clear_times,
    check_follows,
    deadline_after,
)
from scheduler.engagements.service.clashes import require_free
from scheduler.engagements.service.revisions import as_it_was, note, revise, set_status
from scheduler.ical.event import Timed


def agree_on(engagement: Engagement, when: Timed, *, now: datetime, clash_reason: str = "") -> None:
    """Give an engagement that looks for a date its agreed one; the same one again is harmless.

    Its principals are locked first, so of two that want the same hour the second gets ClashFound; its own holds end,
    and others' holds on that time are taken. Raises RuleBroken when it has another date, or is over or cancelled.
    """
    ids = [each.id for each in principals_for_update([each.id for each in engagement.principals])]
    db.session.flush()
    db.session.refresh(engagement, ["status", "starts_at", "ends_at", "starts_on", "ends_on", "version"])
    if engagement.status is EngagementStatus.AGREED and when_of(engagement) == when:
        return
    if engagement.status not in MAY_BE_HELD:
        raise RuleBroken("It does not look for a date any more.")
    check_clear_times(when)
    is_clashing = require_free(when, ids, engagement, clash_reason)
    before = as_it_was(engagement)
    with db.session.no_autoflush:  # one UPDATE, so one step of the version
        engagement.starts_at, engagement.ends_at = when.starts_at, when.ends_at
        engagement.starts_on = engagement.ends_on = None
        engagement.reply_by_at = deadline_after(engagement.reply_by_at, moved=True, now=now)
        engagement.clash_reason = clean_line(clash_reason) if is_clashing else ""
        set_status(engagement, EngagementStatus.AGREED, now)
    revise(engagement, before, now)
    note(engagement, ChangeKind.MOVED, before)


def mark_offering_dates(engagement: Engagement, *, now: datetime) -> None:
    """Dates are on offer. A postponed one stays so: calendars show its old day as cancelled until another is agreed."""
    _mark(engagement, EngagementStatus.OFFERING_DATES, now)


def mark_to_arrange(engagement: Engagement, *, now: datetime) -> None:
    """No date is on offer any more."""
    _mark(engagement, EngagementStatus.TO_ARRANGE, now)


def _mark(engagement: Engagement, status: EngagementStatus, now: datetime) -> None:
    if engagement.status in {status, EngagementStatus.POSTPONED}:
        return
    check_follows(engagement.status, status)
    principals_for_update([each.id for each in engagement.principals])
    before = as_it_was(engagement)
    set_status(engagement, status, now)
    revise(engagement, before, now)
    note(engagement, ChangeKind.EDITED, before)
