"""Write how each held meeting of a body went for our seats there; what the office noted itself stays."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OVER
from scheduler.records.queries.presence import people_in
from scheduler.records.rules.vocabulary import Side
from scheduler.representation.models import Alternate, Representation, Sitting
from scheduler.representation.queries.meetings import meetings_of
from scheduler.representation.queries.seats import holds_on, seat_words, seats_at
from scheduler.representation.queries.sittings import sitting_at, sittings_at
from scheduler.representation.rules.attendance import SAT_WORDS
from scheduler.representation.rules.sitting import Attendant, Outcome, Seat, Sitter, outcomes_of
from scheduler.representation.rules.vocabulary import Sat
from scheduler.representation.service.owing import owe, owe_nothing


def follow_meeting(engagement: Engagement, *, now: datetime) -> None:
    """Our seats at it as the record has them now; one that is not over any more leaves nothing behind."""
    day = first_day_of(engagement)
    is_held = engagement.status in OVER and day is not None
    seats = seats_at(engagement, day) if is_held and day is not None else []
    _forget_others(engagement, seats)
    _settle_all(seats, seats, engagement, now)


def fill_sittings(seat: Representation, *, now: datetime) -> None:
    """Meetings of its body that were held in its time and are not counted yet; those outside its time go."""
    counted = {each.engagement_id: each for each in _all_of(seat)}
    for sitting in counted.values():
        day = first_day_of(sitting.engagement)
        if day is None or not holds_on(seat, day):
            owe_nothing(seat, sitting.engagement)
            db.session.delete(sitting)
    db.session.flush()
    for meeting in meetings_of([seat.body_id])[seat.body_id]:
        if meeting.engagement_id not in counted and holds_on(seat, meeting.on) and meeting.on <= local_day(now):
            engagement = db.session.get(Engagement, meeting.engagement_id)
            if engagement is not None and engagement.status in OVER:
                _settle_all(seats_at(engagement, meeting.on), [seat], engagement, now)


def note_sitting(seat: Representation, engagement: Engagement, sat: Sat, who: str, *, now: datetime) -> Sitting:
    """The office says how it went, whatever the record has. Raises RuleBroken."""
    role = clean_line(who)[:200]
    if sat is Sat.ALTERNATE and not role:
        raise RuleBroken("Say who went instead.", "who")
    if engagement.status not in OVER:
        raise RuleBroken("It has not been held.", "sat")
    by = seat_words(seat) if sat is Sat.ATTENDED else role if sat is Sat.ALTERNATE else ""
    sitting = _stored(seat, engagement)
    before = (sitting.sat, sitting.who) if sitting.sat else None
    sitting.sat, sitting.who, sitting.is_noted = sat, by if sat is Sat.ALTERNATE else "", True
    db.session.flush()
    if before != (sitting.sat, sitting.who):
        record("representation.sat", "engagement", engagement.id, f"{_words(seat, sitting)} (noted by the office)")
    _owe(seat, engagement, sitting, now)
    return sitting


def _settle_all(
    seats: Sequence[Representation], wanted: Sequence[Representation], engagement: Engagement, now: datetime
) -> None:
    """Nobody fills two seats, so all are looked at, and those that are wanted written."""
    outcomes = outcomes_of([_seat(each) for each in seats], _ours(engagement)) if seats else {}
    words = [_settle(seat, engagement, outcomes.get(seat.id), now) for seat in wanted]
    if changed := [each for each in words if each]:
        record("representation.sat", "engagement", engagement.id, "; ".join(changed))


def _settle(seat: Representation, engagement: Engagement, outcome: Outcome | None, now: datetime) -> str:
    """Store one outcome; what changed in words, or nothing."""
    sitting = sitting_at(seat, engagement)
    if sitting is not None and sitting.is_noted:
        return ""
    if outcome is None:
        if sitting is not None:
            owe_nothing(seat, engagement)
            db.session.delete(sitting)
            db.session.flush()
        return ""
    sitting = _stored(seat, engagement)
    who = outcome.by.role if outcome.sat is Sat.ALTERNATE and outcome.by else ""
    is_new = (sitting.sat, sitting.who) != (outcome.sat, who)
    sitting.sat, sitting.who = outcome.sat, who
    db.session.flush()
    _owe(seat, engagement, sitting, now)
    return _words(seat, sitting) if is_new else ""


def _owe(seat: Representation, engagement: Engagement, sitting: Sitting, now: datetime) -> None:
    if sitting.sat is Sat.ATTENDED:
        principal = seat.principal
        owe(seat, engagement, seat_words(seat), seat.address or (principal.email if principal else ""), now=now)
    elif sitting.sat is Sat.ALTERNATE:
        gone = (each.principal for each in seat.alternates if seat_words(each) == sitting.who)
        address = next((each.email for each in gone if each is not None), "")
        owe(seat, engagement, sitting.who, address or _address_of(sitting.who, engagement), now=now)
    else:
        owe_nothing(seat, engagement)


def _address_of(role: str, engagement: Engagement) -> str:
    """Of another one of ours who was sent."""
    return next((each.email for each in engagement.principals if each.title == role), "")


def _stored(seat: Representation, engagement: Engagement) -> Sitting:
    sitting = sitting_at(seat, engagement)
    if sitting is None:
        sitting = Sitting(representation=seat, engagement=engagement, who="", is_noted=False)
        db.session.add(sitting)
    return sitting


def _forget_others(engagement: Engagement, seats: Sequence[Representation]) -> None:
    kept = {each.id for each in seats}
    for sitting in sittings_at(engagement):
        if sitting.representation_id not in kept:
            owe_nothing(sitting.representation, engagement)
            db.session.delete(sitting)
    db.session.flush()


def _all_of(seat: Representation) -> Iterable[Sitting]:
    return db.session.scalars(select(Sitting).where(Sitting.representation_id == seat.id)).all()


def _seat(seat: Representation) -> Seat:
    return Seat(seat.id, _sitter(seat), tuple(_sitter(each) for each in seat.alternates))


def _sitter(seat: Representation | Alternate) -> Sitter:
    return Sitter(seat.principal_id, seat_words(seat))


def _ours(engagement: Engagement) -> list[Attendant]:
    ours = (each for each in people_in(engagement) if each.side is Side.OURS)
    return [Attendant(Sitter(each.principal_id, each.role), each.came, each.is_substitute) for each in ours]


def _words(seat: Representation, sitting: Sitting) -> str:
    instead = f" ({sitting.who})" if sitting.who else ""
    return f"{seat_words(seat)} on {seat.body.name}: {SAT_WORDS[sitting.sat].lower()}{instead}"
