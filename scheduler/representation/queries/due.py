"""Bodies that should have invited us and have not."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.representation.models import Representation
from scheduler.representation.queries.meetings import BodyMeeting, meetings_of
from scheduler.representation.queries.seats import live_on, seat_words
from scheduler.representation.rules.rhythm import Known, Rhythm, missed_since
from scheduler.representation.rules.vocabulary import Capacity
from scheduler.stakeholders.models import Body

Invited = Callable[[date], Mapping[int, date]]
"""As of a day: body id → the last day for which it has asked us, whatever we decided; `date.max` for an invitation
that waits and names no day. Those that the body took back are left out."""

_invited: dict[str, Invited] = {}


@dataclass(frozen=True, slots=True)
class DueInvitation:
    """One seat of ours that a body should have invited to its next meeting."""

    seat: Representation
    due_on: date
    last_on: date | None
    """The last meeting that we know of; None: none since the seat is ours."""

    @property
    def body(self) -> Body:
        """Who should have invited us."""
        return self.seat.body

    @property
    def who(self) -> str:
        """The role that sits there."""
        return seat_words(self.seat)

    @property
    def rhythm(self) -> Rhythm:
        """How often the body meets."""
        return rhythm_of(self.seat) or Rhythm(1)


def register_invited(found: Invited) -> None:
    """Have somebody say which bodies have asked us; the same function again counts once."""
    _invited[f"{found.__module__}.{found.__qualname__}"] = found


def rhythm_of(seat: Representation) -> Rhythm | None:
    """How often the body meets, as far as the seat says."""
    return Rhythm(seat.every, seat.unit) if seat.every is not None else None


def invitations_due(on: date) -> list[DueInvitation]:
    """One a body, the longest missing first: a rhythm is known, its day and a week's grace have passed, none came."""
    seats = _by_invitation(on)
    known = _known({seat.body_id for seat in seats}, on)
    found: dict[int, DueInvitation] = {}
    for seat in seats:
        rhythm = rhythm_of(seat)
        if rhythm is None:
            continue
        due_on = missed_since(rhythm, seat.from_on, known[seat.body_id], on)
        if due_on is not None and (seat.body_id not in found or due_on < found[seat.body_id].due_on):
            found[seat.body_id] = DueInvitation(seat, due_on, known[seat.body_id].last_on)
    return sorted(found.values(), key=lambda due: (due.due_on, due.body.name, due.seat.id))


def _by_invitation(on: date) -> list[Representation]:
    query = (
        select(Representation)
        .join(Representation.body)
        .where(live_on(on), Representation.every.is_not(None))
        .where(or_(Representation.is_by_invitation, Representation.capacity == Capacity.INVITED))
        .where(or_(Body.ended_on.is_(None), Body.ended_on >= on))
        .options(joinedload(Representation.body), joinedload(Representation.principal))
        .order_by(Representation.id)
    )
    return list(db.session.scalars(query))


def _known(body_ids: Iterable[int], on: date) -> dict[int, Known]:
    meetings = meetings_of(set(body_ids))
    asked = [found(on) for found in _invited.values()]
    return {number: _of_body(listed, [each.get(number) for each in asked], on) for number, listed in meetings.items()}


def _of_body(meetings: Iterable[BodyMeeting], asked: Iterable[date | None], on: date) -> Known:
    days = [*(each.on for each in meetings), *(day for day in asked if day is not None)]
    return Known(max((day for day in days if day <= on), default=None), any(day > on for day in days))
