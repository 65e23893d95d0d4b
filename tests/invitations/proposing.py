"""Other times for the tests: an invited council that cannot make Tuesday at 2pm, and three times of theirs."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.ical.event import Timed
from scheduler.invitations.models import CounterProposal, Invitation, InvitationLink
from scheduler.invitations.queries.another_time import newest_proposal
from scheduler.invitations.rules import Answerer, Audience, ReplySource
from scheduler.invitations.service import token_of
from scheduler.invitations.service.another_time import propose
from scheduler.stakeholders.models import Post
from tests import factories
from tests.factories import NOW

HOUR = timedelta(hours=1)
WEDNESDAY, THURSDAY, FRIDAY = (
    Timed(at, at + HOUR) for at in (datetime(2026, 10, day, 9, 0, tzinfo=UTC) for day in (7, 8, 9))
)
"""Each 10am to 11am; free, in working hours, and on no holiday."""


@dataclass
class Proposing:
    """The visit of the conftest with both councils invited and told."""

    engagement: Engagement
    leader: Post
    stranger: Post

    def link(self, post: Post | None = None, audience: Audience = Audience.PRINCIPAL) -> InvitationLink:
        """A council's link."""
        query = db.session.query(InvitationLink).join(Invitation)
        wanted = query.filter(Invitation.post_id == (post or self.leader).id, InvitationLink.audience == audience)
        return wanted.filter(InvitationLink.revoked_at.is_(None)).one()

    def path(self, post: Post | None = None, audience: Audience = Audience.PRINCIPAL) -> str:
        """The address of the page on which they propose."""
        return f"/a/{token_of(self.link(post, audience))}/another-time"

    def propose(self, *times: Timed, post: Post | None = None, **changes: object) -> CounterProposal:
        """Propose by link, by default Wednesday."""
        link = self.link(post)
        facts: dict[str, object] = {
            "source": ReplySource.LINK,
            "answered_by": Answerer.INVITEE,
            "link": link,
            "now": NOW,
        } | changes
        proposal = propose(link.invitation, times or (WEDNESDAY,), **facts)
        db.session.commit()
        return proposal

    def newest(self, post: Post | None = None) -> CounterProposal | None:
        """The last proposal of a council."""
        return newest_proposal(self.link(post).invitation)

    def busy(self, when: Timed, **facts: object) -> Engagement:
        """Something else in our principals' diaries at that time."""
        ours = list(self.engagement.principals)
        other = factories.engagement(starts_at=when.starts_at, ends_at=when.ends_at, principals=ours, **facts)
        db.session.commit()
        return other
