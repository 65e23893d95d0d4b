"""Which of our engagements a calendar's answer is about, and which invitation a mail answers."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.engagements.models import Engagement, EngagementSeries, SeriesOccurrence
from scheduler.engagements.queries.series import entry_place, entry_places
from scheduler.engagements.rules import OFF_THE_DIARY, OVER
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries.series import told_as_one
from scheduler.outbox.models import Notice


def meetings_of(uid: str, recurs_at: datetime | None, now: datetime) -> Sequence[Engagement]:
    """The engagement of a UID; of a series the occurrence of an instant, or without one all that are to come."""
    of_series = select(Engagement).join(SeriesOccurrence).join(EngagementSeries).where(EngagementSeries.uid == uid)
    single = db.session.scalars(select(Engagement).where(Engagement.uid == uid)).one_or_none()
    # The first meeting has the UID of its series, unless it came by itself before there was one.
    if single is not None and entry_place(single) is None:
        return [single]
    if recurs_at is not None:
        return db.session.scalars(of_series.where(SeriesOccurrence.recurs_at == recurs_at)).all()
    ahead = of_series.where(Engagement.ends_at > now, Engagement.status.not_in(OFF_THE_DIARY | OVER))
    found = db.session.scalars(ahead.order_by(SeriesOccurrence.recurs_at)).all()
    ids = [each.id for each in found]
    as_one, in_entry = told_as_one(ids), entry_places(ids)
    return [each for each in found if each.id in as_one] or [each for each in found if each.id in in_entry] or found


def invitations_to(engagement: Engagement) -> Sequence[Invitation]:
    """All of them with their links, those that are not withdrawn first."""
    query = (
        select(Invitation)
        .where(Invitation.engagement_id == engagement.id)
        .options(selectinload(Invitation.links), joinedload(Invitation.person))
        .order_by(Invitation.withdrawn_at.is_not(None), Invitation.id)
    )
    return db.session.scalars(query).all()


def titles_of(uids: Collection[str]) -> dict[str, str]:
    """The title of each engagement that has one of the UIDs."""
    rows = db.session.execute(select(Engagement.uid, Engagement.title).where(Engagement.uid.in_(uids)))
    return {uid: title for uid, title in rows}  # noqa: C416 - dict() takes no Row


def notice_of_message(message_ids: Sequence[str]) -> Notice | None:
    """The mail of ours that a mail refers to; the first one named that is ours."""
    keys = _keys(message_ids)
    found = db.session.scalars(select(Notice).where(Notice.message_id.in_(keys)).order_by(Notice.id)).all()
    return min(found, key=lambda notice: keys.index(notice.message_id), default=None)


def link_of_message(message_ids: Sequence[str]) -> InvitationLink | None:
    """The link that went out with the mail that a mail refers to, whether or not the send log still has it."""
    notice = notice_of_message(message_ids)
    if notice is not None and "link_id" in notice.payload:
        return db.session.get(InvitationLink, int(notice.payload["link_id"]))
    keys = _keys(message_ids)
    first = select(InvitationLink).where(InvitationLink.first_message_id.in_(keys)).order_by(InvitationLink.id.desc())
    return db.session.scalars(first.limit(1)).first()


def _keys(message_ids: Sequence[str]) -> list[str]:
    """As we store them, angle brackets included."""
    bare = (each.strip().strip("<>") for each in message_ids)
    return [f"<{each}>" for each in bare if each]
