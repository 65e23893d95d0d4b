"""Store what somebody tells beside the answer, by link or by telephone; all of it or nothing."""

from collections.abc import Iterable
from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.stakeholders.rules.search import fold
from scheduler.summits.models import Attendee, Party
from scheduler.summits.queries.details import TELLS
from scheduler.summits.queries.programme import wishes_of
from scheduler.summits.rules.details import Along, Details, NeedsChange, checked_details
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState
from scheduler.summits.service.attendees import forget_human
from scheduler.summits.service.companions import resize_party
from scheduler.summits.service.needs import tell_needs
from scheduler.summits.service.places import lock_for
from scheduler.summits.service.workshops import free_seats, set_wishes


class SomebodyElseComes(VersionConflict):
    """Whoever has the seat changed after the page was opened: what was told is about another human."""


def save_details(attendee: Attendee, details: Details, *, about: str, now: datetime) -> None:
    """Keep what was told of whoever the page was `about` (`Attendee.human_key`). Raises RuleBroken, SomebodyElseComes.

    Locks in the order of the house: engagement, invitation, places.
    """
    details = checked_details(details)
    party = attendee.party
    lock_for(party)
    if attendee.human_key != about:
        raise SomebodyElseComes
    if party.invitation_id is not None and party.state not in TELLS:
        raise RuleBroken("Nobody has a place or waits for one here, so there is nothing to add to. Answer first.")
    before = _facts(attendee)
    _resize(party, details.companions, now)
    _tell(attendee, details, now)
    _bring(party, AttendeeKind.COMPANION, details.companions, now)
    _bring(party, AttendeeKind.SUPPORT, details.support, now)
    _share_wishes(attendee, details)
    after = _facts(attendee)
    if before != after or _tells_needs(details):
        _note(attendee, after)


def _resize(party: Party, companions: tuple[Along, ...], now: datetime) -> None:
    """Places first: what does not fit is said beside the first companion who is new."""
    size = 1 + len(companions)
    if size == party.size:
        return
    new = next((each for each in companions if each.attendee_id is None), companions[-1] if companions else None)
    where = f"companions-{new.slot}-name" if new is not None else None
    if size > 1 and not party.summit.takes_companions:
        raise RuleBroken("Nobody can be brought along to this summit.", where)
    if size > 1 and party.state is not PlaceState.CONFIRMED:
        raise RuleBroken("You can name who comes with you once you have a place.", where)
    try:
        resize_party(party, size, now=now)
    except RuleBroken as broken:
        raise RuleBroken(broken.message, where) from broken


def _tell(attendee: Attendee, details: Details, now: datetime) -> None:
    attendee.on_printed_list = details.on_printed_list
    attendee.wants_parking, attendee.vehicle = details.wants_parking, details.vehicle
    tell_needs(attendee, details.needs, now=now)
    set_wishes(attendee, details.wishes)


def _bring(party: Party, kind: AttendeeKind, people: tuple[Along, ...], now: datetime) -> None:
    """Those named now, in the order of the page; a row keeps its human, and who is not named any more goes."""
    known = {each.id: each for each in party.attendees if each.kind is kind}
    kept: list[Attendee] = []
    for position, person in enumerate(people, start=1):
        row = known.pop(person.attendee_id or 0, None)
        if row is None:
            row = Attendee(kind=kind, name=person.name)
            party.attendees.append(row)
            db.session.flush()
        _name(row, person)
        row.position = position
        tell_needs(row, person.needs, now=now)
        kept.append(row)
    free_seats(known.values())
    for gone in known.values():
        party.attendees.remove(gone)
    db.session.flush()


def _name(row: Attendee, person: Along) -> None:
    """Another name is another human, who told us nothing yet."""
    if row.name and fold(row.name) != fold(person.name):
        forget_human(row)
    row.name, row.role, row.on_printed_list = person.name, person.role, person.on_printed_list
    row.organisation_name = row.party.agency.name if row.party.agency is not None else ""


def _share_wishes(attendee: Attendee, details: Details) -> None:
    """Companions are placed by the choices of whoever brings them; support stays with whom it supports."""
    for each in attendee.party.attendees:
        if each.kind is AttendeeKind.COMPANION:
            set_wishes(each, details.wishes)


def _tells_needs(details: Details) -> bool:
    told = (details.needs, *(each.needs for each in (*details.companions, *details.support)))
    return any(each.change is not NeedsChange.KEEP for each in told)


def _facts(attendee: Attendee) -> dict[str, object]:
    """What the log may say: numbers and ticks, no vehicle, no name of who comes along, nothing of needs."""
    people = attendee.party.attendees
    return {
        "companions": _count(people, AttendeeKind.COMPANION),
        "support": _count(people, AttendeeKind.SUPPORT),
        "parking": attendee.wants_parking,
        "printed list": attendee.on_printed_list,
        "wishes": wishes_of([attendee.id]).get(attendee.id, {}),
        "people": sorted((each.id, each.name, each.role, each.on_printed_list) for each in people),
        "vehicle": attendee.vehicle,
    }


def _count(people: Iterable[Attendee], kind: AttendeeKind) -> int:
    return sum(each.kind is kind for each in people)


def _note(attendee: Attendee, facts: dict[str, object]) -> None:
    invitation = attendee.party.invitation
    of_whom = invitation.invitee_label if invitation is not None else attendee.name
    told = {name: facts[name] for name in ("companions", "support", "parking", "printed list")}
    engagement_id = attendee.party.summit.engagement_id
    record("summit.details", "engagement", engagement_id, f"{of_whom}: details of who comes", details={"after": told})
