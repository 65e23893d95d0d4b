"""Issues, future work, threats and risks: of an engagement, and of a partner until they are closed."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.engagements.models import Engagement, EngagementPost
from scheduler.records.models import Presence, RecordNote
from scheduler.stakeholders.models import Body, Organisation, Post

Home = Organisation | Body


def notes_of(engagement: Engagement) -> list[RecordNote]:
    """All of them, closed ones too, by kind and place."""
    query = select(RecordNote).where(RecordNote.engagement_id == engagement.id)
    return list(db.session.scalars(query.order_by(RecordNote.kind, RecordNote.position, RecordNote.id)))


def note_by_id(note_id: int) -> RecordNote | None:
    """One, or None."""
    return db.session.get(RecordNote, note_id)


def open_notes(home: Home) -> list[RecordNote]:
    """What was raised with a partner and is not closed, the newest engagement first."""
    return _found(engagements_with(home), RecordNote.closed_on.is_(None))


def closed_notes(home: Home) -> list[RecordNote]:
    """What was raised with a partner and is over, the last closed first."""
    found = _found(engagements_with(home), RecordNote.closed_on.is_not(None))
    return sorted(found, key=lambda each: (each.closed_on, each.id), reverse=True)


def open_notes_of(engagement_ids: Collection[int]) -> list[RecordNote]:
    """What was raised at these engagements and is not closed."""
    return _found(RecordNote.engagement_id.in_(engagement_ids), RecordNote.closed_on.is_(None))


def engagements_with(home: Home) -> ColumnElement[bool]:
    """For a query of notes: at an engagement with a seat of theirs, or to which somebody of theirs came."""
    is_body = isinstance(home, Body)
    seat = Post.body_id if is_body else Post.organisation_id
    guest = Presence.body_id if is_body else Presence.organisation_id
    seated = select(EngagementPost.engagement_id).join(Post, Post.id == EngagementPost.post_id).where(seat == home.id)
    for_seat = select(Presence.engagement_id).join(Post, Post.id == Presence.post_id).where(seat == home.id)
    came = select(Presence.engagement_id).where(guest == home.id)
    return or_(
        RecordNote.engagement_id.in_(seated), RecordNote.engagement_id.in_(for_seat), RecordNote.engagement_id.in_(came)
    )


def _found(*wanted: ColumnElement[bool]) -> list[RecordNote]:
    query = (
        select(RecordNote)
        .join(RecordNote.engagement)
        .where(*wanted)
        .options(joinedload(RecordNote.engagement))
        .order_by(RecordNote.noted_at.desc(), RecordNote.engagement_id, RecordNote.position, RecordNote.id)
    )
    return list(db.session.scalars(query))
