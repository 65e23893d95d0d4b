"""An office with one dated visit and two councils whose Leaders can be invited."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from scheduler.config import Settings
from scheduler.core.current import EXTENSION
from scheduler.core.db import db
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import EngagementStatus
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.rules import Audience
from scheduler.invitations.service import invite, token_of
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import notice_sent
from scheduler.stakeholders.models import Post
from tests import factories
from tests.factories import NOW
from tests.invitations.offered import Trial
from tests.invitations.proposing import Proposing

REPLY_BY = datetime(2026, 10, 1, 16, 0, tzinfo=UTC)


@dataclass
class Visit:
    """A visit to Melton, and the seats of two councils; the second council's is the canary."""

    engagement: Engagement
    leader: Post
    stranger: Post

    def invite(self, *invitees: object) -> list[Invitation]:
        """Invite, by default both seats."""
        return invite(self.engagement, invitees or (self.leader, self.stranger), now=NOW).invited

    def link(self, audience: Audience = Audience.PRINCIPAL, post: Post | None = None) -> InvitationLink:
        """The live link of a seat."""
        wanted = post or self.leader
        links = (
            db.session.query(InvitationLink)
            .join(Invitation)
            .filter(
                Invitation.post_id == wanted.id,
                InvitationLink.audience == audience,
                InvitationLink.revoked_at.is_(None),
            )
        )
        return links.one()

    def path(self, audience: Audience = Audience.PRINCIPAL, post: Post | None = None) -> str:
        """The address of the answer page."""
        return f"/a/{token_of(self.link(audience, post))}"


@pytest.fixture(autouse=True)
def frozen():
    """The clock stands at NOW, before anybody signs in: a cookie from the future is refused."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def visit(app) -> Visit:
    """Committed, with nobody invited yet."""
    factories.office()
    ours = [
        factories.principal(),
        factories.principal(title="Chief Constable", kind=Principal.kind.type.enum_class("chief constable")),
    ]
    engagement = factories.engagement(
        title="Visit to Melton", place=factories.place(), reply_by_at=REPLY_BY, principals=ours
    )
    leader = _seat("Melton Borough Council", "Rowan Ashdown", "rowan@example.org", "Jo Merrick", "jo@example.org")
    stranger = _seat("Canary District Council", "Canary Strange", "canary@example.org", "Pip Canary", "pip@example.org")
    db.session.commit()
    return Visit(engagement, leader, stranger)


@pytest.fixture
def trial(visit) -> Trial:
    """The same without a day, looking for one."""
    engagement = visit.engagement
    engagement.status, engagement.reply_by_at = EngagementStatus.TO_ARRANGE, None
    engagement.starts_at = engagement.ends_at = None
    engagement.posts = [visit.leader, visit.stranger]
    db.session.commit()
    return Trial(engagement, visit.leader, visit.stranger)


@pytest.fixture
def proposing(visit) -> Proposing:
    """The visit with both councils invited and told."""
    visit.invite()
    mark_sent()
    return Proposing(visit.engagement, visit.leader, visit.stranger)


def _seat(council: str, name: str, address: str, pa_name: str, pa_email: str) -> Post:
    post = factories.post(
        organisation=factories.organisation(name=council), email="", pa_name=pa_name, pa_email=pa_email
    )
    factories.tenure(post=post, person=factories.person(honorific="Councillor", name=name, email=address))
    return post


@pytest.fixture
def mailbox(app, settings) -> "Iterator[Mailbox]":
    """An office that reads replies, until the test says otherwise."""
    yield Mailbox(app, settings)
    app.extensions[EXTENSION] = settings


@dataclass
class Mailbox:
    """The mail mode, changed in mid-flight as an administrator would."""

    app: Flask
    usual: Settings

    def __post_init__(self) -> None:
        self.open()

    def open(self, address: str = "office@example.org", tagged: str | None = None) -> None:
        """From now on replies are read there."""
        self._set(replace(self.usual, inbox_url="pipe:", inbox_address=address, inbox_tagged_address=tagged))

    def close(self) -> None:
        """From now on nobody reads them."""
        self._set(self.usual)

    def _set(self, settings: Settings) -> None:
        self.app.extensions[EXTENSION] = settings


def mark_sent(kinds: tuple[str, ...] = ("invitation", "update")) -> list[Notice]:
    """Do as the worker does once the mail server has taken what waits."""
    notices = db.session.query(Notice).filter(Notice.kind.in_(kinds), Notice.state == NoticeState.WAITING).all()
    for notice in notices:
        mail = render(notice)
        notice.method = mail.method if mail else None
        notice.state, notice.sent_at = NoticeState.SENT, NOW
        notice_sent.send(notice)
    db.session.commit()
    return notices


def waiting(kind: str) -> list[Notice]:
    """Notices of one kind that have not left."""
    query = db.session.query(Notice).filter(Notice.kind == kind, Notice.state == NoticeState.WAITING)
    return query.order_by(Notice.id).all()
