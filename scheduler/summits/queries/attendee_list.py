"""The office's list: everybody who has a place, is offered one or waits, and the hosts; needs are not in it."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.invitations.models import Invitation
from scheduler.stakeholders.rules.search import fold, search_words
from scheduler.summits.models import Agency, Attendee, Party, Session, Summit, Workshop, WorkshopWish
from scheduler.summits.queries.details import TELLS
from scheduler.summits.queries.places import STAFF_WORDS
from scheduler.summits.queries.waiting import turns_of
from scheduler.summits.rules.names import surname_key
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState

KIND_WORDS = {
    AttendeeKind.INVITEE: "Invited",
    AttendeeKind.COMPANION: "Companion",
    AttendeeKind.SUPPORT: "Interpreter or carer",
    AttendeeKind.WALK_IN: "Walked in",
    AttendeeKind.HOST: "Host",
}
HOSTS = "host"
STATE_CHOICES = {
    "": "All",
    str(PlaceState.CONFIRMED): "Has a place",
    str(PlaceState.OFFERED): "Offered a place",
    str(PlaceState.WAITING): "Waiting",
    HOSTS: "Host",
}
HEADINGS = (
    "Name",
    "Role",
    "Organisation",
    "Area",
    "Place",
    "Comes as",
    "In place of",
    "Workshops wished",
    "Comes with",
    "Parking",
    "Vehicle",
    "On the printed list",
)
"""Of the export; needs are in none."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them to show; empty: all."""

    text: str = ""
    area_id: int | None = None
    state: str = ""
    with_companions: bool = False


@dataclass(frozen=True, slots=True)
class AttendeeRow:
    """One human as the office sees them."""

    attendee: Attendee
    place: str
    wishes: str
    """“A, C; B”: the choices of each session, the dearest first."""
    along: tuple[str, ...]
    """Whom they bring, or with whom they come."""

    @property
    def party(self) -> Party:
        """Their claim on places."""
        return self.attendee.party

    @property
    def organisation(self) -> str:
        """As badges print it."""
        return self.attendee.organisation_name or (self.party.agency.name if self.party.agency else "")

    @property
    def area(self) -> str:
        """The partnership area; empty for hosts."""
        agency = self.party.agency
        return agency.area.name if agency is not None and agency.area is not None else ""

    @property
    def in_place_of(self) -> str:
        """Who was invited, when this is their substitute."""
        invitation = self.party.invitation
        if not self.attendee.is_substitute or invitation is None:
            return ""
        name = invitation.person.full_name if invitation.person is not None else ""
        return f"{name}, {invitation.invitee_label}" if name else invitation.invitee_label

    @property
    def kind(self) -> str:
        """Why they are in the room."""
        return "Substitute" if self.attendee.is_substitute else KIND_WORDS[self.attendee.kind]


def attendee_rows(summit: Summit, wanted: Wanted) -> list[AttendeeRow]:
    """By surname; the same number of queries however many they are."""
    query = (
        select(Attendee)
        .join(Attendee.party)
        .where(Party.summit_id == summit.id, or_(Party.state.in_(TELLS), Party.invitation_id.is_(None)))
        .options(
            contains_eager(Attendee.party).options(
                joinedload(Party.agency).joinedload(Agency.area),
                joinedload(Party.invitation).joinedload(Invitation.person),
            )
        )
        .order_by(Attendee.position, Attendee.id)
    )
    people = list(db.session.scalars(query))
    parties: dict[int, list[Attendee]] = {}
    for each in people:
        parties.setdefault(each.party_id, []).append(each)
    numbers = {turn.waiter.party_id: number for number, turn in enumerate(turns_of(summit), start=1)}
    wishes = _wishes(summit)
    rows = [
        AttendeeRow(each, _place(each, numbers), wishes.get(each.id, ""), _along(each, parties[each.party_id]))
        for each in people
    ]
    shown = (row for row in rows if _is_wanted(row, wanted))
    return sorted(shown, key=lambda row: (*surname_key(row.attendee.name), row.organisation, row.attendee.id))


def export_rows(rows: Sequence[AttendeeRow]) -> list[list[str]]:
    """Under HEADINGS."""
    return [
        [
            row.attendee.name,
            row.attendee.role,
            row.organisation,
            row.area,
            row.place,
            row.kind,
            row.in_place_of,
            row.wishes,
            ", ".join(row.along),
            "yes" if row.attendee.wants_parking else "no",
            row.attendee.vehicle,
            "yes" if row.attendee.on_printed_list else "no",
        ]
        for row in rows
    ]


def printed_rows(rows: Sequence[AttendeeRow]) -> list[AttendeeRow]:
    """Those who will be in the room and agreed to be named to everybody in it; hosts are named anyway."""
    return [row for row in rows if _stands_on_paper(row)]


def _stands_on_paper(row: AttendeeRow) -> bool:
    is_there = row.party.state is PlaceState.CONFIRMED or row.party.invitation_id is None
    return is_there and (row.attendee.on_printed_list or row.attendee.kind is AttendeeKind.HOST)


def _place(attendee: Attendee, numbers: dict[int, int]) -> str:
    party = attendee.party
    if party.invitation_id is None:
        return "Needs no place"
    if attendee.kind is AttendeeKind.SUPPORT:
        return "Takes no place"
    if party.state is PlaceState.WAITING:
        return f"Waiting: number {numbers[party.id]}" if party.id in numbers else "Waiting"
    return STAFF_WORDS[party.state]


def _along(attendee: Attendee, party: Sequence[Attendee]) -> tuple[str, ...]:
    """An invitee's companions and support; of those, whom they come with."""
    if attendee.kind in {AttendeeKind.COMPANION, AttendeeKind.SUPPORT}:
        return tuple(each.name for each in party if each.kind is AttendeeKind.INVITEE)
    return tuple(each.name for each in party if each is not attendee)


def _is_wanted(row: AttendeeRow, wanted: Wanted) -> bool:
    agency, party = row.party.agency, row.party
    if wanted.area_id is not None and (agency is None or agency.area_id != wanted.area_id):
        return False
    if wanted.state == HOSTS and row.attendee.kind is not AttendeeKind.HOST:
        return False
    is_of_state = party.invitation_id is not None and str(party.state) == wanted.state
    if wanted.state and wanted.state != HOSTS and not is_of_state:
        return False
    if wanted.with_companions and party.size == 1:
        return False
    said = fold(f"{row.attendee.name} {row.attendee.role} {row.organisation} {row.in_place_of} {row.attendee.vehicle}")
    return all(word in said for word in search_words(wanted.text))


def _wishes(summit: Summit) -> dict[int, str]:
    query = (
        select(WorkshopWish.attendee_id, Workshop.session_id, Workshop.letter)
        .join(Workshop, Workshop.id == WorkshopWish.workshop_id)
        .join(Workshop.session)
        .where(Session.summit_id == summit.id)
        .order_by(WorkshopWish.attendee_id, Session.starts_at, Session.id, WorkshopWish.rank)
    )
    found: dict[int, dict[int, list[str]]] = {}
    for attendee_id, session_id, letter in db.session.execute(query):
        found.setdefault(attendee_id, {}).setdefault(session_id, []).append(letter)
    return {key: "; ".join(", ".join(letters) for letters in each.values()) for key, each in found.items()}
