"""The released programme as one invitation may know it: its own people's seats, nobody else's."""

from collections.abc import Mapping
from datetime import datetime

from scheduler.core.values import dataclass
from scheduler.invitations.models import Invitation
from scheduler.summits.models import Party
from scheduler.summits.queries.programme_people import seat_name
from scheduler.summits.queries.programme_releases import content_of, latest_release
from scheduler.summits.queries.summits import party_of
from scheduler.summits.rules.releases import Content, SeatLine, SessionLine, WorkshopLine, openers
from scheduler.summits.rules.vocabulary import PlaceState


@dataclass(frozen=True, slots=True)
class OwnSeat:
    """One of the party; `workshops` and `why` by session id."""

    attendee_id: int
    name: str
    table: str
    workshops: Mapping[int, WorkshopLine]
    why: Mapping[int, str]
    line: SeatLine


@dataclass(frozen=True, slots=True)
class OwnProgramme:
    """What a partner reads; without seats when they have no place, or came in after the release."""

    number: int
    at: datetime
    sessions: tuple[SessionLine, ...]
    seats: tuple[OwnSeat, ...]
    has_place: bool

    @property
    def opens(self) -> Mapping[int, str]:
        """By part that opens a day of several, that day in words."""
        return openers(self.sessions)

    def seat(self, attendee_id: int | None) -> OwnSeat | None:
        """One of the party by key, else its first."""
        if attendee_id is None:
            return self.seats[0] if self.seats else None
        return next((each for each in self.seats if each.attendee_id == attendee_id), None)


def own_programme(invitation: Invitation) -> OwnProgramme | None:
    """The last release for one invitation; None before the first, and when its engagement is no summit."""
    party = party_of(invitation)
    release = latest_release(party.summit) if party is not None else None
    if party is None or release is None:
        return None
    content = content_of(release)
    has_place = party.state is PlaceState.CONFIRMED
    return OwnProgramme(
        release.number, release.at, content.sessions, own_seats(party, content) if has_place else (), has_place
    )


def own_seats(party: Party, content: Content) -> tuple[OwnSeat, ...]:
    """Those of the party who were in the release, the invitee first."""
    found = []
    for attendee in party.attendees:
        line = content.seats.get(attendee.id)
        if line is None:
            continue
        sitting = {each.id: each.workshop(line.workshops.get(each.id)) for each in content.sessions}
        workshops = {key: workshop for key, workshop in sitting.items() if workshop is not None}
        name = attendee.name or seat_name(attendee)
        found.append(OwnSeat(attendee.id, name, line.table, workshops, line.why, line))
    return tuple(found)
