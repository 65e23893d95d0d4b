"""Invites the partners of what is ahead in the sample diary, and answers for some of them as people do."""

from datetime import datetime
from itertools import cycle

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementStatus
from scheduler.invitations.models import Invitation
from scheduler.invitations.queries import live_links
from scheduler.invitations.rules import Answer, Answerer, Audience, Authority, PartStat, ReplySource, StandIn
from scheduler.invitations.service import invite, record_reply
from scheduler.stakeholders.models import Post
from scheduler.stakeholders.rules import RoleKind

ENGAGEMENTS = 16
HEADS = {RoleKind.POLITICAL_HEAD, RoleKind.OFFICER_HEAD, RoleKind.CHAIR}
NOTED_BY = "Priya Fairweather"

DEPUTY = StandIn("Ife Adeyemi", "Deputy Leader", 2, Authority.LIMITED)
DIRECTOR = StandIn("Marek Holloway", "Director of Communities", 2, Authority.FULL)

ANSWERS: tuple[tuple[Answer, ReplySource, Audience] | None, ...] = (
    (Answer(PartStat.ACCEPTED), ReplySource.LINK, Audience.PRINCIPAL),
    None,
    (Answer(PartStat.DELEGATED, Answerer.OFFICE, "", DEPUTY), ReplySource.LINK, Audience.PA),
    (
        Answer(PartStat.TENTATIVE, message="There may be a full council meeting that evening."),
        ReplySource.LINK,
        Audience.PRINCIPAL,
    ),
    (Answer(PartStat.ACCEPTED, Answerer.OFFICE), ReplySource.LINK, Audience.PA),
    None,
    (Answer(PartStat.DECLINED, message="Away that week."), ReplySource.TELEPHONE, Audience.PRINCIPAL),
    (Answer(PartStat.DELEGATED, Answerer.INVITEE, "", DIRECTOR), ReplySource.TELEPHONE, Audience.PRINCIPAL),
)
"""Given in turn; None has not answered yet. The first invitee stays without an answer: the demo tries their link."""


def load_invitations(now: datetime) -> None:
    """Invitations to the next engagements in the diary, with varied answers; through the services of the pages."""
    answers = cycle(ANSWERS)
    waiting_first = True
    for engagement in _next_engagements(now):
        heads = [post for post in engagement.posts if post.role_kind in HEADS]
        for invitation in invite(engagement, _in_order(heads), now=now).invited:
            if waiting_first:
                waiting_first = False
                continue
            _answer(invitation, next(answers), now)


def _next_engagements(now: datetime) -> list[Engagement]:
    query = (
        select(Engagement)
        .where(Engagement.status == EngagementStatus.AGREED, Engagement.starts_at > now, Engagement.posts.any())
        .order_by(Engagement.starts_at, Engagement.id)
        .limit(ENGAGEMENTS)
    )
    return list(db.session.scalars(query))


def _in_order(posts: list[Post]) -> list[Post]:
    return sorted(posts, key=lambda post: (post.home.name, post.band, post.id))


def _answer(invitation: Invitation, given: tuple[Answer, ReplySource, Audience] | None, now: datetime) -> None:
    if given is None or _is_closed(invitation, now):
        return
    answer, source, audience = given
    if source is ReplySource.TELEPHONE:
        record_reply(invitation, answer, source=source, recorded_by=NOTED_BY, now=now)
        return
    links = sorted(live_links(invitation), key=lambda link: link.audience is not audience)
    record_reply(invitation, answer, source=source, link=links[0], now=now)


def _is_closed(invitation: Invitation, now: datetime) -> bool:
    reply_by = invitation.engagement.reply_by_at
    return reply_by is not None and reply_by < now
