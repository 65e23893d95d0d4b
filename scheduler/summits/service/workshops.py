"""Workshops: what attendees wish, and who sits in which.

The counters are behind a lock: the summit's places first, then the workshops by id. A companion's and a walk-in's seat
counts like an invitee's; an interpreter or carer sits beside their person and takes none.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, delete, func, select

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import count_words
from scheduler.summits.models import Attendee, Party, Session, Summit, Workshop, WorkshopSeat, WorkshopWish
from scheduler.summits.queries.programme import seats_in, wishes_of, workshop_sessions, workshops_of
from scheduler.summits.queries.programme_people import people_of
from scheduler.summits.rules.allocation import Given, Offered, Seeker, allocate, explain
from scheduler.summits.rules.vocabulary import AttendeeKind
from scheduler.summits.service.counters import lock_places

MOST_WISHES = 9
BY_HAND = "The office has put you here."
NOT_COUNTED = frozenset({AttendeeKind.SUPPORT})


def set_wishes(attendee: Attendee, wishes: Mapping[int, Sequence[int]]) -> None:
    """Replace all wishes of one attendee: by session, workshop ids with the dearest first. Raises RuleBroken."""
    known = {(each.session_id, each.id) for each in workshops_of(attendee.party.summit)}
    for session_id, chosen in wishes.items():
        if len(set(chosen)) != len(chosen):
            raise RuleBroken("The same workshop is chosen twice. Choose each one once.", "wishes")
        if any((session_id, workshop_id) not in known for workshop_id in chosen):
            raise RuleBroken("One of the workshops is no longer offered. Choose again from the list.", "wishes")
    db.session.execute(delete(WorkshopWish).where(WorkshopWish.attendee_id == attendee.id))
    for chosen in wishes.values():
        for rank, workshop_id in enumerate(chosen[:MOST_WISHES], start=1):
            db.session.add(WorkshopWish(attendee_id=attendee.id, workshop_id=workshop_id, rank=rank))
    db.session.flush()


def allocate_all(summit: Summit, *, keeps_seats: bool) -> int:
    """Give seats in every workshop session; how many people are without one. Pins stay; `keeps_seats`: all seats do."""
    lock_places(summit)
    without = sum(_allocate(summit, session, keeps_seats=keeps_seats) for session in workshop_sessions(summit))
    how = "Gave workshop seats to whoever had none" if keeps_seats else "Allocated the workshops anew"
    rest = f"; {count_words(without, 'person is', 'people are')} without a seat" if without else ""
    record("summit.allocated", "engagement", summit.engagement_id, how + rest)
    return without


def move_seat(
    summit: Summit, attendee: Attendee, session: Session, workshop_id: int | None, *, is_pinned: bool
) -> None:
    """Put somebody into a workshop by hand, or into none. Raises RuleBroken when it is full."""
    lock_places(summit)
    workshops = _locked(session)
    seat = seats_in(session).get(attendee.id)
    wanted = next((each for each in workshops if each.id == workshop_id), None)
    if workshop_id is not None and wanted is None:
        raise RuleBroken("That workshop is no longer offered. Choose again.")
    if wanted is not None and (seat is None or seat.workshop_id != wanted.id):
        _seat_by_hand(attendee, session, wanted, seat)
    elif wanted is None and seat is not None:
        db.session.delete(seat)
    db.session.flush()
    moved = seats_in(session).get(attendee.id)
    if moved is not None:
        moved.is_pinned = is_pinned
    _settle(workshops)
    _seat_support(attendee.party, session)
    where = f"into workshop {wanted.letter}" if wanted else "into no workshop"
    words = f"Put {attendee.name or 'somebody'} {where}{', pinned' if is_pinned and wanted else ''}"
    record("summit.workshop_seat", "engagement", summit.engagement_id, words)


def free_seats(attendees: Iterable[Attendee]) -> None:
    """Whoever does not come keeps no seat; the places are locked."""
    ids = [each.id for each in attendees]
    seats = list(db.session.scalars(_seats_of(), {"ids": ids}))
    if not seats:
        return
    touched = {seat.workshop_id for seat in seats}
    for seat in seats:
        db.session.delete(seat)
    db.session.flush()
    query = select(Workshop).where(Workshop.id.in_(touched)).order_by(Workshop.id)
    _settle(list(db.session.scalars(query.with_for_update().execution_options(populate_existing=True))))


@cache
def _seats_of() -> Select[WorkshopSeat]:
    """Written once: every place that is given back asks for it."""
    return select(WorkshopSeat).where(WorkshopSeat.attendee_id.in_(bindparam("ids", expanding=True)))


def _allocate(summit: Summit, session: Session, *, keeps_seats: bool) -> int:
    workshops, seats = _locked(session), seats_in(session)
    everybody = people_of(summit)
    people = [each for each in everybody if each.kind not in {AttendeeKind.SUPPORT, AttendeeKind.HOST}]
    stay = {key: seat.workshop_id for key, seat in seats.items() if seat.is_pinned or keeps_seats}
    wishes = wishes_of([each.id for each in people])
    seekers = [
        Seeker(
            id=each.id,
            wishes=tuple(wishes.get(each.id, {}).get(session.id, ())),
            organisation=_organisation(each),
            answered=_answered(each),
            pinned=stay.get(each.id),
        )
        for each in people
    ]
    held = _held_by_others(seats, {each.id for each in people})
    offered = [Offered(each.id, each.letter, max(each.capacity - held.get(each.id, 0), 0)) for each in workshops]
    given = allocate(seekers, offered, salt=str(session.id))
    _write(session, seats, given, explain(given, seekers, offered), keeps_seats=keeps_seats)
    _settle(workshops)
    for party in {each.party_id: each.party for each in everybody if each.kind is AttendeeKind.SUPPORT}.values():
        _seat_support(party, session)
    return sum(each.workshop_id is None for each in given)


def _write(
    session: Session,
    seats: dict[int, WorkshopSeat],
    given: Iterable[Given],
    why: Mapping[int, str],
    *,
    keeps_seats: bool,
) -> None:
    """The rows as they were decided; a seat that stays keeps its pin and, unless all is new, its reason."""
    for each in given:
        seat = seats.get(each.seeker_id)
        if each.workshop_id is None:
            if seat is not None:
                db.session.delete(seat)
            continue
        if seat is None:
            seat = WorkshopSeat(attendee_id=each.seeker_id, session_id=session.id, is_pinned=False)
            db.session.add(seat)
        elif each.is_pinned and (keeps_seats or seat.is_pinned):
            continue
        seat.workshop_id, seat.reason = each.workshop_id, why[each.seeker_id]
    db.session.flush()


def _seat_by_hand(attendee: Attendee, session: Session, wanted: Workshop, seat: WorkshopSeat | None) -> None:
    if attendee.kind not in NOT_COUNTED and _count(wanted) >= wanted.capacity:
        message = f"Workshop {wanted.letter} is full: {wanted.capacity} of {wanted.capacity} seats are taken."
        raise RuleBroken(f"{message} Move somebody out of it first, or give it more seats.")
    if seat is None:
        seat = WorkshopSeat(attendee_id=attendee.id, session_id=session.id)
        db.session.add(seat)
    seat.workshop_id, seat.reason = wanted.id, BY_HAND


def _locked(session: Session) -> list[Workshop]:
    """The workshops of a session by letter, locked by id; a counter that a deletion left too high is put right."""
    query = select(Workshop).where(Workshop.session_id == session.id).order_by(Workshop.id).with_for_update()
    found = list(db.session.scalars(query.execution_options(populate_existing=True)))
    _settle(found)
    return sorted(found, key=lambda each: each.letter)


def _settle(workshops: Iterable[Workshop]) -> None:
    """Count again. The ceiling only sinks here, so that the database refuses what was not checked."""
    for each in workshops:
        each.taken = _count(each)
        each.ceiling = max(each.capacity, min(each.ceiling, each.taken))
    db.session.flush()


def _count(workshop: Workshop) -> int:
    query = (
        select(func.count())
        .select_from(WorkshopSeat)
        .join(Attendee, Attendee.id == WorkshopSeat.attendee_id)
        .where(WorkshopSeat.workshop_id == workshop.id, Attendee.kind.not_in(NOT_COUNTED))
    )
    return db.session.scalar(query) or 0


def _seat_support(party: Party, session: Session) -> None:
    """Interpreters and carers go where the invitee goes."""
    support = [each for each in party.attendees if each.kind is AttendeeKind.SUPPORT]
    if not support:
        return
    seats = seats_in(session)
    lead = next((each for each in party.attendees if each.kind is AttendeeKind.INVITEE), None)
    home = seats.get(lead.id) if lead is not None else None
    for each in support:
        seat = seats.get(each.id)
        if home is None and seat is not None:
            db.session.delete(seat)
        elif home is not None:
            seat = seat or WorkshopSeat(attendee_id=each.id, session_id=session.id, is_pinned=False)
            seat.workshop_id, seat.reason = home.workshop_id, "Beside the person you come with."
            db.session.add(seat)
    db.session.flush()


def _held_by_others(seats: Mapping[int, WorkshopSeat], ours: set[int]) -> dict[int, int]:
    """Counted seats of those who are not allocated, such as hosts whom the office has put somewhere."""
    held: dict[int, int] = {}
    for key, seat in seats.items():
        if key not in ours and seat.attendee.kind not in NOT_COUNTED:
            held[seat.workshop_id] = held.get(seat.workshop_id, 0) + 1
    return held


def _organisation(attendee: Attendee) -> str:
    agency_id = attendee.party.agency_id
    return str(agency_id) if agency_id is not None else attendee.organisation_name.casefold()


def _answered(attendee: Attendee) -> str:
    invitation = attendee.party.invitation
    answered_at = invitation.answered_at if invitation is not None else None
    return answered_at.isoformat() if answered_at is not None else ""
