"""A summit with a programme of workshops and people with places, in the few calls that its tests need."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from scheduler.core.db import db
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import PartStat
from scheduler.invitations.service import token_of
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.summits.models import Attendee, ProgrammeRelease, Session, Summit, SummitRoom, Workshop
from scheduler.summits.queries.attendees import main_attendee
from scheduler.summits.queries.programme import session_of
from scheduler.summits.queries.programme_releases import latest_release
from scheduler.summits.rules.vocabulary import SessionKind
from scheduler.summits.service.programme import SessionDraft, WorkshopDraft, add_session, add_workshop, change_session
from scheduler.summits.service.releases import KIND, release_programme
from tests.factories import NOW
from tests.summits.full_house import House, house

DAY = date(2026, 10, 21)
"""Of `factories.summit`, 9:30am to 4pm."""


@dataclass
class Programmed:
    """The house, its rooms and its one session of workshops."""

    house: House
    hall: SummitRoom
    small: SummitRoom
    welcome: Session
    workshops: Session
    invitations: list[Invitation] = field(default_factory=list)

    @property
    def summit(self) -> Summit:
        return self.house.summit

    def guest(self) -> Attendee:
        """One more with a place."""
        (invitation,) = self.house.guests(1)
        self.house.answer(invitation)
        self.invitations.append(invitation)
        return self.attendee(invitation)

    def attendee(self, invitation: Invitation) -> Attendee:
        found = main_attendee(self.house.party(invitation))
        assert found is not None
        return found

    def apologise(self, invitation: Invitation) -> None:
        self.house.answer(invitation, PartStat.DECLINED)

    def workshop(self, letter: str, seats: int = 10, **changes: object) -> Workshop:
        facts = {"letter": letter, "title": f"Workshop of {letter}", "capacity": seats} | changes
        return add_workshop(self.workshops, WorkshopDraft(**facts))

    def move_welcome(self, starts: time, ends: time) -> None:
        """The plenary at another time."""
        plenary = session_of(self.summit, self.welcome.id)
        assert plenary is not None
        change_session(plenary, session_draft("Welcome", starts, ends, room_id=self.hall.id))

    def release(self, now: datetime = NOW) -> ProgrammeRelease:
        """What stands, to everybody concerned, committed."""
        last = latest_release(self.summit)
        made = release_programme(self.summit, after=last.number if last else 0, now=now)
        db.session.commit()
        return made

    def path(self, invitation: Invitation) -> str:
        return f"/a/{token_of(self.house.link(invitation))}/programme"


def session_draft(title: str, starts: time, ends: time, **changes: object) -> SessionDraft:
    facts = {"kind": SessionKind.PLENARY, "title": title, "day": DAY, "starts": starts, "ends": ends}
    return SessionDraft(**facts | changes)


def programmed(**changes: object) -> Programmed:
    """A welcome at 10am and workshops at 11am; no workshop and nobody in it yet."""
    made = house(**changes)
    summit = made.summit
    hall = SummitRoom(summit=summit, name="Main hall", capacity=120)
    small = SummitRoom(summit=summit, name="Soar room", capacity=20)
    db.session.add_all([hall, small])
    db.session.flush()
    welcome = add_session(summit, session_draft("Welcome", time(10), time(11), room_id=hall.id))
    kind = {"kind": SessionKind.WORKSHOPS}
    workshops = add_session(summit, session_draft("Workshops", time(11), time(12, 30), **kind))
    return Programmed(made, hall, small, welcome, workshops)


def release_mails() -> list[Notice]:
    """Those that wait to leave, in order."""
    query = db.session.query(Notice).filter(Notice.kind == KIND, Notice.state == NoticeState.WAITING)
    return query.order_by(Notice.id).all()
