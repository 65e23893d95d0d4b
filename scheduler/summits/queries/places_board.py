"""The office's page of places: the sums, each organisation's, the waiting list with reasons, and open offers."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words, moment_words
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.summits.models import Agency, Party, Summit
from scheduler.summits.queries.places import places_of, places_of_agency
from scheduler.summits.queries.summits import agencies_of, parties_of
from scheduler.summits.queries.waiting import turns_of, waiters_of
from scheduler.summits.rules.places import (
    OFFERED,
    Allowance,
    Numbers,
    Turn,
    Why,
    consequence,
    next_turns,
    waiting_order,
)
from scheduler.summits.rules.vocabulary import PlaceState


@dataclass(frozen=True, slots=True)
class Line:
    """One party that waits or is offered a place."""

    party: Party
    label: str
    agency_name: str
    number: int = 0
    why: str = ""

    @property
    def since(self) -> str:
        """The day on which they came onto the list."""
        return day_words(local_day(self.party.waiting_since_at)) if self.party.waiting_since_at else ""

    @property
    def until(self) -> str:
        """When the offer ends."""
        return moment_words(self.party.offer_until_at) if self.party.offer_until_at else ""


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """One organisation's places."""

    agency: Agency
    allowance: Allowance
    invited: int
    confirmed: int
    offered: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the page. Places are counted with companions; `confirmed` and `offered` make up what is taken."""

    allowance: Allowance
    confirmed: int
    offered: int
    waiting: list[Line]
    offers: list[Line]
    agencies: list[AgencyLine]
    without_agency: int
    """Places taken by people who come for no organisation."""
    lapsed: list[Line]
    unreached: set[int]
    """Parties whose mail about the present offer did not arrive."""


def board_of(summit: Summit) -> Board:
    """As it stands."""
    parties = parties_of(summit)
    by_id = {party.id: party for party in parties}
    turns = turns_of(summit)
    waiting = [_waiting_line(by_id[turn.waiter.party_id], number, turn) for number, turn in enumerate(turns, 1)]
    return Board(
        allowance=places_of(summit),
        confirmed=_sum(parties, PlaceState.CONFIRMED),
        offered=_sum(parties, PlaceState.OFFERED),
        waiting=waiting,
        offers=sorted(_lines(parties, PlaceState.OFFERED), key=lambda line: (line.until, line.party.id)),
        agencies=_agency_lines(summit, parties),
        without_agency=sum(party.size for party in parties if party.agency_id is None and party.state in _TAKEN),
        lapsed=_lines(parties, PlaceState.LAPSED),
        unreached=_unreached(summit, parties),
    )


_TAKEN = (PlaceState.CONFIRMED, PlaceState.OFFERED)


def _unreached(summit: Summit, parties: Sequence[Party]) -> set[int]:
    """By the last mail to each of their addresses: a longer offer is told anew."""
    about = (Notice.subject_type == "engagement", Notice.subject_id == summit.engagement_id, Notice.kind == OFFERED)
    query = select(Notice.payload, Notice.state, Notice.bounced_at).where(*about).order_by(Notice.id)
    lost = {}
    for payload, state, bounced_at in db.session.execute(query):
        address = (payload["party_id"], payload["offer"], payload["link_id"])
        lost[address] = state is NoticeState.FAILED or bounced_at is not None
    offers = {(party.id, party.offers) for party in parties if party.state is PlaceState.OFFERED}
    return {party_id for (party_id, offer, _), is_lost in lost.items() if is_lost and (party_id, offer) in offers}


def _sum(parties: Sequence[Party], state: PlaceState) -> int:
    return sum(party.size for party in parties if party.state is state)


def _lines(parties: Sequence[Party], state: PlaceState) -> list[Line]:
    return [_line(party) for party in parties if party.state is state]


def _line(party: Party, number: int = 0, why: str = "") -> Line:
    label = party.invitation.invitee_label if party.invitation else "Walk-in"
    return Line(party, label, party.agency.name if party.agency else "", number, why)


def _waiting_line(party: Party, number: int, turn: Turn) -> Line:
    return _line(party, number, why_words(turn.why, party.agency))


def why_words(why: Why, agency: Agency | None) -> str:
    """Why somebody stands where they stand, for staff."""
    if agency is None:
        return "Comes for no organisation, and has no place yet"
    if why is Why.FIRST:
        return f"{agency.name} has no place yet"
    if why is Why.FULL:
        return f"Passed over: {agency.name} has, or will have, all its {count_words(agency.quota or 0, 'place')}"
    if not agency.taken:
        return f"Somebody before them waits for the first place of {agency.name}"
    return f"{agency.name} has {count_words(agency.taken, 'place')}: after organisations without one"


def _agency_lines(summit: Summit, parties: Sequence[Party]) -> list[AgencyLine]:
    states = Counter((party.agency_id, party.state) for party in parties)
    sizes: Counter[tuple[int | None, PlaceState]] = Counter()
    for party in parties:
        sizes[party.agency_id, party.state] += party.size
    invited = Counter(party.agency_id for party in parties if _is_invited(party))
    return [
        AgencyLine(
            agency,
            places_of_agency(agency),
            invited[agency.id],
            sizes[agency.id, PlaceState.CONFIRMED],
            sizes[agency.id, PlaceState.OFFERED],
            states[agency.id, PlaceState.WAITING],
        )
        for agency in agencies_of(summit)
    ]


def _is_invited(party: Party) -> bool:
    return party.invitation is not None and party.invitation.withdrawn_at is None


def foreseen(summit: Summit, numbers: Numbers) -> list[str]:
    """What these numbers would do, in plain words, before they are saved."""
    agencies = agencies_of(summit)
    new = {each.id: Allowance(numbers.own.get(each.id, numbers.quota), each.taken) for each in agencies}
    could_have = len(next_turns(waiting_order(waiters_of(summit), new), None))
    words = [consequence(places_of(summit), numbers.places, could_have)]
    for agency in agencies:
        excess = new[agency.id].excess
        if excess:
            words.append(
                f"{agency.name} has {count_words(excess, 'place')} more than it would have: nobody is removed; it gets "
                "no other place until so many are given back."
            )
    return words
