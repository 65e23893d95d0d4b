"""Everybody who may stand at the door, with where they are to sit and whether they are there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import ANSWER_WORDS
from scheduler.summits.models import (
    Agency,
    Attendee,
    CheckIn,
    Party,
    Session,
    Summit,
    SummitTable,
    TableSeat,
    Workshop,
    WorkshopSeat,
)
from scheduler.summits.rules.check_in import ABSENT, Presence, Press, presences
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState

EXPECTED = "expected"
AT_HAND = frozenset({AttendeeKind.HOST, AttendeeKind.WALK_IN})
"""Whoever takes no place is on the list all the same."""


@dataclass(frozen=True, slots=True)
class OnList:
    """One human as the door knows them. `standing` says “expected”, or why not: “Apologies”, “waiting list”."""

    attendee_id: int
    name: str
    role: str
    organisation: str
    area: str
    kind: AttendeeKind
    standing: str
    table: str
    workshops: str
    """Letters, in order of the sessions."""
    made_by: str | None
    presence: Presence

    @property
    def is_expected(self) -> bool:
        """Whether a place, or a chair outside the places, is kept for them."""
        return self.standing == EXPECTED


def door_list(summit: Summit) -> list[OnList]:
    """Everybody with a name at this summit, by surname; five queries, whatever their number."""
    rows = db.session.execute(
        select(Attendee, Party.state, Invitation.partstat, Agency)
        .join(Attendee.party)
        .outerjoin(Invitation, Invitation.id == Party.invitation_id)
        .outerjoin(Agency, Agency.id == Party.agency_id)
        .where(Party.summit_id == summit.id)
        .order_by(Attendee.id)
    ).all()
    tables, letters, there = _tables(summit), _letters(summit), presences_at(summit)
    found = [
        OnList(
            attendee.id,
            attendee.name,
            attendee.role,
            attendee.organisation_name or (agency.name if agency else ""),
            agency.area.name if agency and agency.area else "",
            attendee.kind,
            _standing(attendee.kind, state, ANSWER_WORDS[partstat] if partstat else ""),
            tables.get(attendee.id, ""),
            letters.get(attendee.id, ""),
            attendee.made_by,
            there.get(attendee.id, ABSENT),
        )
        for attendee, state, partstat, agency in rows
        if attendee.name
    ]
    return sorted(found, key=lambda each: (*surname_key(each.name), each.attendee_id))


def presses_of(summit: Summit) -> list[Press]:
    """What was noted about known attendees, in order of the door's clock."""
    query = select(CheckIn).where(CheckIn.summit_id == summit.id, CheckIn.attendee_id.is_not(None))
    found = db.session.scalars(query.order_by(CheckIn.at, CheckIn.id))
    return [Press(each.id, each.attendee_id or 0, each.kind, each.at, each.room_id) for each in found]


def presences_at(summit: Summit) -> Mapping[int, Presence]:
    """By attendee; whoever was never noted is missing."""
    return presences(presses_of(summit))


def last_noted_at(summit: Summit) -> datetime | None:
    """When a device last told something."""
    return db.session.scalar(select(func.max(CheckIn.recorded_at)).where(CheckIn.summit_id == summit.id))


def attendee_at(summit: Summit, attendee_id: int) -> Attendee | None:
    """One of this summit's, by number."""
    query = select(Attendee).join(Attendee.party).where(Party.summit_id == summit.id, Attendee.id == attendee_id)
    return db.session.scalar(query)


def counts(listed: Sequence[OnList]) -> tuple[int, int]:
    """How many of those expected are there, and how many are expected."""
    expected = [each for each in listed if each.is_expected]
    return sum(each.presence.is_there for each in expected), len(expected)


def surname_key(name: str) -> tuple[str, str]:
    """“Ashdown”, “rowan ashdown”: last word first, honours such as OBE left out of it."""
    words = [word for word in name.split() if not (word.isupper() and 1 < len(word) <= 4)] or name.split()
    return (words[-1].casefold() if words else "", name.casefold())


def _standing(kind: AttendeeKind, state: PlaceState, answer: str) -> str:
    if kind in AT_HAND or state is PlaceState.CONFIRMED:
        return EXPECTED
    if state in {PlaceState.WAITING, PlaceState.OFFERED}:
        return "waiting list"
    return answer or "no answer"


def _tables(summit: Summit) -> dict[int, str]:
    query = (
        select(TableSeat.attendee_id, SummitTable.number)
        .join(SummitTable, SummitTable.id == TableSeat.table_id)
        .where(SummitTable.summit_id == summit.id)
    )
    return {attendee: str(number) for attendee, number in db.session.execute(query)}


def _letters(summit: Summit) -> dict[int, str]:
    query = (
        select(WorkshopSeat.attendee_id, Workshop.letter)
        .join(Workshop, Workshop.id == WorkshopSeat.workshop_id)
        .join(Workshop.session)
        .where(Session.summit_id == summit.id)
        .order_by(Session.starts_at, Workshop.letter)
    )
    letters: dict[int, list[str]] = defaultdict(list)
    for attendee, letter in db.session.execute(query):
        letters[attendee].append(letter)
    return {attendee: " ".join(own) for attendee, own in letters.items()}
