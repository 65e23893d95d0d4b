"""What a party told beside the answer, and how many more it may bring."""

from scheduler.core.values import dataclass
from scheduler.summits.models import Attendee, Party, Session
from scheduler.summits.queries.attendees import main_attendee
from scheduler.summits.queries.needs import who_told
from scheduler.summits.queries.programme import wishes_of, workshop_sessions
from scheduler.summits.queries.waiting import turns_of
from scheduler.summits.rules.details import MOST_ALONG
from scheduler.summits.rules.places import Allowance, next_turns
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState

TELLS = frozenset({PlaceState.CONFIRMED, PlaceState.OFFERED, PlaceState.WAITING})
"""Who may tell details: whoever has a place, or may get one."""


@dataclass(frozen=True, slots=True)
class Told:
    """The page as it is stored; needs only by whether there are any."""

    attendee: Attendee
    companions: list[Attendee]
    support: list[Attendee]
    sessions: list[Session]
    wishes: dict[int, list[int]]
    with_needs: set[int]
    more: int
    """Companions that could be added now."""
    why_no_more: str
    """Why there are none, or no more; empty while one can be added."""


def told_by(attendee: Attendee) -> Told:
    """For the page of whoever has the attendee's seat, a host's and a walk-in's too."""
    party = attendee.party
    people = party.attendees
    more, why = _room(party)
    return Told(
        attendee,
        [each for each in people if each.kind is AttendeeKind.COMPANION],
        [each for each in people if each.kind is AttendeeKind.SUPPORT],
        [each for each in workshop_sessions(party.summit) if each.workshops],
        wishes_of([attendee.id]).get(attendee.id, {}),
        who_told([each.id for each in people]),
        more,
        why,
    )


def seat_holder(party: Party | None) -> Attendee | None:
    """Whose details a link may tell now; None without a place and without waiting for one."""
    return main_attendee(party) if party is not None and party.state in TELLS else None


def _room(party: Party) -> tuple[int, str]:
    """How many companions may be added; the places themselves are counted again when it is saved."""
    summit, agency = party.summit, party.agency
    if not summit.takes_companions or party.invitation_id is None:
        return 0, "Nobody can be brought along to this summit."
    if party.state is not PlaceState.CONFIRMED:
        return 0, "You can name who comes with you once you have a place."
    own = Allowance(agency.quota, agency.taken).free if agency is not None else None
    there = Allowance(summit.places.places, summit.places.taken).free
    if own == 0:
        return 0, "Your organisation’s places are all taken."
    if there == 0 or (there is not None and next_turns(turns_of(summit), 1)):
        return 0, "No more places are free at the summit."
    return min(own if own is not None else MOST_ALONG, there if there is not None else MOST_ALONG, MOST_ALONG), ""
