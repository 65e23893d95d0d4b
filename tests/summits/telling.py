"""A summit whose Leader has a place, in the few calls that the tests of details need."""

from dataclasses import dataclass

from scheduler.core.db import db
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries import live_links
from scheduler.invitations.queries.substitutes import substitute_link
from scheduler.invitations.rules import Answer, Audience, Authority, PartStat, ReplySource, StandIn
from scheduler.invitations.service import invite, record_reply, token_of
from scheduler.summits.models import Attendee, AttendeeNeeds, NeedsRight, Party, Session, Summit, Workshop
from scheduler.summits.queries import party_of
from scheduler.summits.queries.attendees import main_attendee
from scheduler.summits.rules.vocabulary import SessionKind
from tests import factories
from tests.factories import NOW

JO = StandIn("Jo Merrick", "Deputy Leader", 2, Authority.LIMITED, "jo.merrick@example.org")


@dataclass
class Melton:
    """The summit, the Leader's invitation, and one workshop session of three."""

    summit: Summit
    invitation: Invitation
    session: Session

    @property
    def party(self) -> Party:
        found = party_of(self.invitation)
        assert found is not None
        return found

    @property
    def leader(self) -> Attendee:
        """Whoever sits on the Leader's seat."""
        db.session.expire_all()
        found = main_attendee(self.party)
        assert found is not None
        return found

    def link(self, audience: Audience = Audience.PRINCIPAL) -> InvitationLink:
        db.session.expire_all()
        return next(each for each in live_links(self.invitation) if each.audience is audience)

    def path(self, audience: Audience = Audience.PRINCIPAL, page: str = "/details") -> str:
        return f"/a/{token_of(self.link(audience))}{page}"

    def answer(self, partstat: PartStat = PartStat.ACCEPTED, substitute: StandIn | None = None) -> None:
        answer = Answer(partstat, substitute=substitute)
        record_reply(self.invitation, answer, source=ReplySource.LINK, link=self.link(), now=NOW)
        db.session.commit()

    def send_jo(self) -> InvitationLink:
        """Jo comes in the Leader's place, with a link of their own."""
        self.answer(PartStat.DELEGATED, JO)
        link = substitute_link(self.invitation)
        assert link is not None
        return link

    def workshop(self, letter: str) -> str:
        """Its number, as a select sends it."""
        return str(next(each.id for each in self.session.workshops if each.letter == letter))

    def tell_needs(self, access: str = "ramp", dietary: str = "vegan\n") -> None:
        row = AttendeeNeeds(attendee_id=self.leader.id, access=access, dietary=dietary, given_at=NOW)
        row.delete_on = NOW.date()
        db.session.add(row)
        db.session.commit()


def melton(places: int | None = None, quota: int | None = None, **changes: object) -> Melton:
    """Nobody has answered yet."""
    factories.office()
    summit = factories.summit(places=places, quota=quota, **changes)
    summit.engagement.reply_by_at = None
    post = factories.post(
        title="Leader",
        organisation=factories.organisation(name="Melton Borough Council", area=factories.area(name="Local authority")),
        band=1,
        email="",
        pa_name="Ife Adeyemi",
        pa_email="ife@example.org",
    )
    person = factories.person(honorific="Councillor", name="Rowan Ashdown", email="rowan@example.org")
    factories.tenure(post=post, person=person)
    (invitation,) = invite(summit.engagement, [post], now=NOW).invited
    starts_at = summit.engagement.starts_at
    session = Session(
        summit=summit,
        kind=SessionKind.WORKSHOPS,
        title="Workshops",
        starts_at=starts_at,
        ends_at=summit.engagement.ends_at,
    )
    session.workshops = [
        Workshop(letter=letter, title=title, capacity=20, ceiling=20)
        for letter, title in (("A", "Burglary"), ("B", "Reoffending"), ("C", "Hate crime"))
    ]
    db.session.add(session)
    db.session.commit()
    return Melton(summit, invitation, session)


def may_read(user_id: int) -> None:
    """Give a member of staff the right to read needs."""
    db.session.add(NeedsRight(staff_id=user_id, given_at=NOW, given_by="Robin"))
    db.session.commit()
