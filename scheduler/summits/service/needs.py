"""Keep needs apart, note each look at them, and delete them on their day. Their words stand nowhere else."""

from datetime import datetime

from sqlalchemy import delete, select, update

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.holding import held_now
from scheduler.core.wording import count_words
from scheduler.summits.models import Attendee, AttendeeNeeds, Party, Summit
from scheduler.summits.queries.needs import day_of_deletion, summits_with_needs
from scheduler.summits.rules.details import NeedsChange, ToldNeeds
from scheduler.summits.service.attendees import delete_needs


def tell_needs(attendee: Attendee, told: ToldNeeds, *, now: datetime) -> None:
    """Keep, replace or clear what one human told us; replaced by nothing is cleared."""
    if told.change is NeedsChange.KEEP:
        return
    if told.change is NeedsChange.CLEAR or not told.needs:
        delete_needs([attendee.id])
        return
    row = db.session.get(AttendeeNeeds, attendee.id) or AttendeeNeeds(attendee_id=attendee.id)
    row.access, row.dietary, row.given_at = told.needs.access, told.needs.dietary, now
    row.delete_on = day_of_deletion(attendee.party.summit, now)
    db.session.add(row)
    db.session.flush()


def note_look(summit: Summit, what: str) -> None:
    """Somebody is about to read needs; `what` names the page, never what stands on it."""
    record("summit.needs_read", "engagement", summit.engagement_id, f"Looked at {what} of {summit.engagement.title}")


def set_days_of_deletion(summit: Summit, *, now: datetime) -> None:
    """All needs of a summit go on its day as it is now: it moved, was cancelled, or keeps them longer or shorter."""
    ids = select(Attendee.id).join(Party).where(Party.summit_id == summit.id)
    due = update(AttendeeNeeds).where(AttendeeNeeds.attendee_id.in_(ids))
    db.session.execute(due.values(delete_on=day_of_deletion(summit, now)).execution_options(synchronize_session=False))
    db.session.expire_all()


def delete_due_needs(now: datetime) -> int:
    """Delete what has come to its day, each summit with one line in the log; returns of how many people.

    An undated summit's day was set when they were told, and stays. While a hold covers a summit, its needs stay.
    """
    gone, held = 0, held_now()
    for summit in summits_with_needs():
        if summit.engagement.ends_at is not None or summit.engagement.ends_on is not None:
            set_days_of_deletion(summit, now=now)
        if not held("engagement", summit.engagement_id, local_day(now)):
            gone += _delete_due(summit, now)
    return gone


def _delete_due(summit: Summit, now: datetime) -> int:
    ids = select(Attendee.id).join(Party).where(Party.summit_id == summit.id)
    due = delete(AttendeeNeeds).where(AttendeeNeeds.attendee_id.in_(ids), AttendeeNeeds.delete_on <= local_day(now))
    count = len(db.session.scalars(due.returning(AttendeeNeeds.attendee_id)).all())
    if count:
        of_whom = count_words(count, "person", "people")
        words = f"Deleted the access and dietary needs of {of_whom}"
        record("summit.needs_deleted", "engagement", summit.engagement_id, words, details={"after": {"people": count}})
    return count
