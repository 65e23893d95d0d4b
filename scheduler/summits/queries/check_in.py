"""Everybody who may stand at the door, with where they are to sit and whether they are there."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import ANSWER_WORDS
from scheduler.summits.models import Agency, Attendee, CheckIn, Party, Summit
from scheduler.summits.queries.attendees import Expected, with_seats
from scheduler.summits.rules.check_in import ABSENT, Presence, Press, presences
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState

EXPECTED = "expected"


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
    """Everybody with a name at this summit, by surname; the same few queries however many they are."""
    rows = db.session.execute(
        select(Attendee, Party.state, Invitation.partstat)
        .join(Attendee.party)
        .outerjoin(Invitation, Invitation.id == Party.invitation_id)
        .where(Party.summit_id == summit.id, Attendee.name != "")
        .options(contains_eager(Attendee.party).joinedload(Party.agency).joinedload(Agency.area))
    ).all()
    said = {each.id: (state, ANSWER_WORDS[partstat] if partstat else "") for each, state, partstat in rows}
    there = presences_at(summit)
    seated = with_seats((each for each, _, _ in rows), summit)
    return [_on_list(each, *said[each.attendee.id], there.get(each.attendee.id, ABSENT)) for each in seated]


def _on_list(each: Expected, state: PlaceState, answer: str, presence: Presence) -> OnList:
    attendee, agency = each.attendee, each.attendee.party.agency
    return OnList(
        attendee.id,
        attendee.name,
        attendee.role,
        each.organisation,
        agency.area.name if agency and agency.area else "",
        attendee.kind,
        _standing(attendee.kind, state, answer),
        str(each.table.number) if each.table else "",
        " ".join(workshop.letter for workshop in each.workshops),
        attendee.made_by,
        presence,
    )


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


def _standing(kind: AttendeeKind, state: PlaceState, answer: str) -> str:
    if kind is AttendeeKind.WALK_IN:
        return str(kind)
    if kind is AttendeeKind.HOST or state is PlaceState.CONFIRMED:
        return EXPECTED
    if state in {PlaceState.WAITING, PlaceState.OFFERED}:
        return "waiting list"
    return answer or "no answer"
