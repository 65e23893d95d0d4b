"""A Monday at 8am, before the office opens: the Commissioner has four engagements, and is ill."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import PrincipalKind
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.service import invite, note_sent
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.stakeholders.models import Post
from scheduler.today.rules.away import Course, DayOff, Decision
from tests import factories

EIGHT = datetime(2026, 9, 7, 7, 0, tzinfo=UTC)
TODAY = local_day(EIGHT)
HOUR = timedelta(hours=1)
WORDS = "The Commissioner is ill today"


@dataclass
class Morning:
    """`early` is at 9am, `board` at 10:30am with a partner who was never invited, `call` at 2pm, `late` at 4pm.

    The same Leader is invited to the others; to `early` also a Chair, who has sent apologies.
    """

    commissioner: Principal
    chief_executive: Principal
    early: Engagement
    board: Engagement
    call: Engagement
    late: Engagement
    leader: Post

    def decision(self, engagement: Engagement, course: Course, **facts: object) -> Decision:
        """As its page would say it."""
        return Decision(
            **{"engagement_id": engagement.id, "version": engagement.version, "course": course} | facts  # type: ignore[arg-type]
        )

    def off(self, *decisions: Decision, **facts: object) -> DayOff:
        """The day with these decisions."""
        said = {"principal_id": self.commissioner.id, "on": TODAY, "words": WORDS, "decisions": decisions}
        return DayOff(**said | facts)  # type: ignore[arg-type]

    def four_ways(self) -> DayOff:
        """Each of the courses that tell somebody, and one of postponing without a day."""
        return self.off(
            self.decision(self.early, Course.CANCEL),
            self.decision(self.board, Course.POSTPONE),
            self.decision(self.call, Course.IN_PLACE, stand_in_id=self.chief_executive.id),
            self.decision(self.late, Course.POSTPONE),
        )


def morning() -> Morning:
    """Everything above, its invitations sent, committed."""
    factories.office()
    commissioner = factories.principal(position=1)
    chief = factories.principal(
        title="Chief Executive", name="Kit Barrowby", kind=PrincipalKind.CHIEF_EXECUTIVE, position=2
    )
    leader = factories.post(
        organisation=factories.organisation(name="Melton Borough Council"),
        telephone="0116 496 0101",
        email="",
        pa_name="Jo Merrick",
        pa_email="jo@example.org",
    )
    person = factories.person(name="Rowan Ashdown", email="rowan@example.org", telephone="07700 900123")
    factories.tenure(post=leader, person=person)
    other = factories.post(title="Chair", telephone="0116 496 0102", email="chair@example.org")
    stranger = factories.post(title="Clerk", telephone="0116 496 0103", email="clerk@example.org")
    made = [
        factories.engagement(
            title=title,
            starts_at=EIGHT + after * HOUR,
            ends_at=EIGHT + (after + 1) * HOUR,
            principals=[commissioner],
            posts=posts,
        )
        for title, after, posts in (
            ("Visit to Melton", 1, [leader, other]),
            ("Board", 2.5, [stranger]),
            ("Call with Melton", 6, [leader]),
            ("Tea at Melton", 8, [leader]),
        )
    ]
    early, board, call, late = made
    for each, invitees in ((early, [leader, other]), (call, [leader]), (late, [leader])):
        invite(each, invitees, now=EIGHT - 9 * HOUR)
    _leave()
    apologies = db.session.query(Invitation).filter(Invitation.post_id == other.id).one()
    apologies.partstat = type(apologies.partstat).DECLINED
    db.session.commit()
    return Morning(commissioner, chief, early, board, call, late, leader)


def _leave() -> None:
    """The worker has sent what waits."""
    for notice in db.session.query(Notice).filter(Notice.state == NoticeState.WAITING):
        notice.state, notice.sent_at = NoticeState.SENT, EIGHT - 8 * HOUR
        note_sent(notice, now=EIGHT - 8 * HOUR)
    db.session.flush()


def waiting() -> list[tuple[str, str]]:
    """Kind and address of what has not left, in order."""
    query = db.session.query(Notice).filter(Notice.state == NoticeState.WAITING).order_by(Notice.id)
    return [(each.kind, each.recipient_address) for each in query]


def link_of(address: str, engagement: Engagement) -> InvitationLink:
    """The link of one address."""
    query = db.session.query(InvitationLink).join(Invitation)
    return query.filter(InvitationLink.address == address, Invitation.engagement_id == engagement.id).one()
