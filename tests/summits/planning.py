"""Two hosts and their summit, in the few calls that the tests of planning need."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from scheduler.core.clock import from_local
from scheduler.core.db import db
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import EngagementDraft, EngagementKind, PlaceKind, PrincipalKind
from scheduler.ical.event import Timed
from scheduler.invitations.models import Invitation
from scheduler.invitations.queries import live_links
from scheduler.invitations.rules import Answer, PartStat, ReplySource
from scheduler.invitations.service import invite, record_reply
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import notice_sent
from scheduler.summits.models import Summit
from scheduler.summits.service import SummitDraft, plan_summit
from tests import factories
from tests.factories import NOW

THE_DAY = date(2026, 12, 9)
"""A Wednesday, thirteen weeks and two days after the tests' Monday."""
DAY = timedelta(days=1)


def hours(day: date, starts: time = time(9, 30), ends: time = time(16)) -> Timed:
    """A summit's hours on that day."""
    return Timed(from_local(day, starts), from_local(day, ends))


@dataclass
class Planned:
    """A summit with its two hosts."""

    summit: Summit
    commissioner: Principal
    constable: Principal

    def guests(self, number: int, *, now: datetime = NOW) -> list[Invitation]:
        """As many invitees, whose mails have left."""
        posts = []
        for _ in range(number):
            post = factories.post(organisation=factories.organisation(), email="")
            factories.tenure(post=post, person=factories.person())
            posts.append(post)
        made = invite(self.summit.engagement, posts, now=now).invited
        db.session.flush()
        send_mails(now)
        return made

    def answer(self, invitation: Invitation, partstat: PartStat = PartStat.ACCEPTED, *, now: datetime = NOW) -> None:
        """What the invitee says by link."""
        link = live_links(invitation)[0]
        record_reply(invitation, Answer(partstat), source=ReplySource.LINK, link=link, now=now)
        db.session.commit()


def planned(day: date | None = THE_DAY, *, title: str = "Joint summit", now: datetime = NOW, **words: str) -> Planned:
    """Planned by the office, with a day or without."""
    factories.office()
    commissioner = factories.principal()
    constable = factories.principal(title="Chief Constable", kind=PrincipalKind.CHIEF_CONSTABLE, position=1)
    draft = EngagementDraft(
        kind=EngagementKind.SUMMIT,
        title=title,
        principal_ids=(commissioner.id, constable.id),
        when=hours(day) if day else None,
        purpose="One strategy",
        place_kind=PlaceKind.ELSEWHERE,
    )
    summit = plan_summit(SummitDraft(engagement=draft, **words), now=now)
    db.session.commit()
    return Planned(summit, commissioner, constable)


def send_mails(now: datetime = NOW) -> list[Notice]:
    """Do as the worker does once the mail server has taken what waits."""
    notices = db.session.query(Notice).filter(Notice.state == NoticeState.WAITING).order_by(Notice.id).all()
    for notice in notices:
        mail = render(notice)
        notice.method = mail.method if mail else None
        notice.state, notice.sent_at = NoticeState.SENT, now
        notice_sent.send(notice)
    db.session.commit()
    return notices


def at_nine(day: date) -> datetime:
    """Nine in the morning, UTC."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
