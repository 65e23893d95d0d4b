"""To which invitation a mail may belong: those of the meeting that it names, else those of what is to come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, selectinload

from scheduler.core.addresses import address_key
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.inbox.models import InboundAnswer
from scheduler.inbox.queries.meetings import invitations_to, meetings_of
from scheduler.inbox.rules.vocabulary import Doubt
from scheduler.invitations.models import Invitation

LOOKS_BACK = timedelta(days=60)
MOST = 500
ABOUT_ONE = frozenset(
    {Doubt.UNPROVEN, Doubt.FAILED_DMARC, Doubt.OLDER, Doubt.SUPERSEDED, Doubt.CLOSED, Doubt.NO_ANSWER, Doubt.DEPUTY}
)
"""Doubts about an answer whose invitation is beyond doubt."""


def invitations_to_choose(row: InboundAnswer, now: datetime) -> Sequence[Invitation]:
    """The likeliest first; only the one that the answer certainly is about, where that is known."""
    if row.invitation is not None and row.doubt in ABOUT_ONE:
        return [row.invitation]
    named = _of_named_meeting(row, now) or _coming(now)
    likely = [each for each in named if _is_likely(each, row)]
    return [*likely, *(each for each in named if each not in likely)]


def likely_invitation(row: InboundAnswer, choices: Sequence[Invitation]) -> Invitation | None:
    """Whom the page proposes; None when nothing speaks for anybody."""
    if row.invitation is not None:
        return row.invitation
    return choices[0] if choices and (len(choices) == 1 or _is_likely(choices[0], row)) else None


def _of_named_meeting(row: InboundAnswer, now: datetime) -> list[Invitation]:
    if row.invitation is not None:
        others = invitations_to(row.invitation.engagement)
        return [each for each in others if each.withdrawn_at is None or each is row.invitation]
    named = named_meetings(row, now)[:1]
    return [each for one in named for each in invitations_to(one) if each.withdrawn_at is None]


def named_meetings(row: InboundAnswer, now: datetime) -> Sequence[Engagement]:
    """Ours whose UID an answer of a calendar program names."""
    if not row.uid:
        return []
    recurs_at = row.answer.get("recurs_at")
    return meetings_of(row.uid, datetime.fromisoformat(recurs_at) if recurs_at else None, now)


def _coming(now: datetime) -> list[Invitation]:
    """Also what took place lately: letters of thanks and late apologies are about it."""
    since = now - LOOKS_BACK
    is_near = or_(Engagement.ends_at > since, Engagement.ends_on >= local_day(since))
    query = (
        select(Invitation)
        .join(Invitation.engagement)
        .where(is_near, Invitation.withdrawn_at.is_(None))
        .options(contains_eager(Invitation.engagement), selectinload(Invitation.links))
        .order_by(Engagement.starts_at, Engagement.starts_on, Engagement.id, Invitation.invitee_label)
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def _is_likely(invitation: Invitation, row: InboundAnswer) -> bool:
    """The same mailbox wrote or is meant."""
    keys = {address_key(link.address) for link in invitation.links}
    return bool(keys & {row.mail.sender, row.attendee}) or invitation.id == row.invitation_id
