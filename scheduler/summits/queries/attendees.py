"""Everybody who is expected in the room."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation, Reply
from scheduler.stakeholders.models import Post
from scheduler.summits.models import Agency, Attendee, Party, Summit, SummitTable, TableSeat, Workshop, WorkshopSeat
from scheduler.summits.rules.names import surname_key
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState


@dataclass(frozen=True, slots=True)
class Expected:
    """One human with where they sit."""

    attendee: Attendee
    table: SummitTable | None
    workshops: tuple[Workshop, ...]
    """One a workshop session, in the order of the day."""

    @property
    def organisation(self) -> str:
        """As badges and lists print it."""
        agency = self.attendee.party.agency
        return self.attendee.organisation_name or (agency.name if agency is not None else "")

    @property
    def letters(self) -> str:
        """“A, C”: of the workshops."""
        return ", ".join(workshop.letter for workshop in self.workshops)


def attendees_of(summit: Summit) -> list[Expected]:
    """Everybody with a confirmed place and whoever comes along, hosts and walk-ins; by surname, in three queries."""
    expected = or_(Party.state == PlaceState.CONFIRMED, Party.invitation_id.is_(None))
    query = (
        select(Attendee)
        .join(Attendee.party)
        .where(Party.summit_id == summit.id, expected)
        .options(
            contains_eager(Attendee.party).options(
                joinedload(Party.agency).joinedload(Agency.area),
                joinedload(Party.invitation).options(joinedload(Invitation.post), joinedload(Invitation.person)),
            )
        )
    )
    return with_seats(db.session.scalars(query), summit)


def with_seats(attendees: Iterable[Attendee], summit: Summit) -> list[Expected]:
    """By surname, with table and workshops; the same two queries however many they are."""
    tables, workshops = _tables(summit), _workshops(summit)
    found = [Expected(each, tables.get(each.id), tuple(workshops.get(each.id, ()))) for each in attendees]
    return sorted(found, key=lambda each: (*surname_key(each.attendee.name), each.organisation, each.attendee.id))


def main_attendee(party: Party) -> Attendee | None:
    """Who sits on the invited seat; None before the first answer."""
    return next((each for each in party.attendees if each.kind is AttendeeKind.INVITEE), None)


def hosts_of(summit: Summit) -> list[Attendee]:
    """In order of being added."""
    query = (
        select(Attendee).join(Attendee.party).where(Party.summit_id == summit.id, Attendee.kind == AttendeeKind.HOST)
    )
    return list(db.session.scalars(query.order_by(Attendee.id)))


def coming_parties(now: datetime) -> list[Party]:
    """Those with an invitation, of summits that are not over, with all that the row of who comes is made of."""
    query = (
        select(Party)
        .join(Party.summit)
        .join(Summit.engagement)
        .where(Party.invitation_id.is_not(None), or_(Engagement.ends_at > now, Engagement.ends_on >= local_day(now)))
        .options(
            joinedload(Party.agency),
            selectinload(Party.attendees),
            joinedload(Party.invitation).options(
                joinedload(Invitation.person),
                joinedload(Invitation.post).options(joinedload(Post.organisation), joinedload(Post.body)),
                selectinload(Invitation.replies).joinedload(Reply.substitution),
            ),
        )
        .order_by(Party.invitation_id)
    )
    return list(db.session.scalars(query))


def attendee_by_id(summit: Summit, attendee_id: int) -> Attendee | None:
    """One of this summit's."""
    found = db.session.get(Attendee, attendee_id)
    return found if found is not None and found.party.summit_id == summit.id else None


def _tables(summit: Summit) -> dict[int, SummitTable]:
    query = select(TableSeat).join(TableSeat.table).where(SummitTable.summit_id == summit.id)
    seats = db.session.scalars(query.options(contains_eager(TableSeat.table)))
    return {seat.attendee_id: seat.table for seat in seats}


def _workshops(summit: Summit) -> dict[int, list[Workshop]]:
    query = (
        select(WorkshopSeat)
        .join(WorkshopSeat.workshop)
        .join(Workshop.session)
        .where(Workshop.session.has(summit_id=summit.id))
        .options(contains_eager(WorkshopSeat.workshop).contains_eager(Workshop.session))
    )
    found: dict[int, list[Workshop]] = {}
    for seat in sorted(db.session.scalars(query), key=lambda each: (each.workshop.session.starts_at, each.session_id)):
        found.setdefault(seat.attendee_id, []).append(seat.workshop)
    return found
