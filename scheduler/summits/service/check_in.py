"""Take in what devices at the door noted: each press once, in whatever order and however often it is sent."""

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.db import db, insert_into
from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.invitations.rules import Answer, Answerer, PartStat, ReplySource, StandIn
from scheduler.invitations.service import record_reply
from scheduler.summits.models import Attendee, CheckIn, Party, Summit, SummitRoom
from scheduler.summits.queries.check_in import attendee_at
from scheduler.summits.rules.check_in import Noted, corrected
from scheduler.summits.rules.vocabulary import AttendeeKind, CheckInKind, PlaceState
from scheduler.summits.service.who_came import keep_who_came


@dataclass(frozen=True, slots=True)
class Device:
    """Which device tells, who holds it, and what its clock said when it sent."""

    name: str
    by_label: str
    sent_at: datetime


@dataclass(slots=True)
class Taken:
    """What became of a sending: ids stored now, ids stored before, and ids refused with the reason in words."""

    stored: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def take_presses(summit: Summit, noted: Sequence[Noted], device: Device, *, now: datetime) -> Taken:
    """Store each press that is not stored yet, and do what it says; one that cannot be done harms no other."""
    taken = Taken()
    rooms = set(db.session.scalars(select(SummitRoom.id).where(SummitRoom.summit_id == summit.id)))
    for each in sorted(noted, key=lambda one: (one.at, one.id)):
        _take(summit, each, device, rooms, taken, now)
    if taken.stored:
        words = f"{count_words(len(taken.stored), 'press', 'presses')} at the door from {device.name or 'a device'}"
        record("summit.checked_in", "engagement", summit.engagement_id, words)
    return taken


def close_day(summit: Summit, *, now: datetime) -> None:
    """From now on whoever is not checked in was absent; devices forget the list. Pressed again it changes nothing."""
    if summit.closed_at is None:
        summit.closed_at = now
        record("summit.closed", "engagement", summit.engagement_id, "Closed the day: attendance is final")
        db.session.flush()
        keep_who_came(summit)


def reopen_day(summit: Summit) -> None:
    """Somebody was forgotten: presses are taken again."""
    if summit.closed_at is not None:
        summit.closed_at = None
        record("summit.reopened", "engagement", summit.engagement_id, "Opened the day again")
        db.session.flush()


def _take(summit: Summit, noted: Noted, device: Device, rooms: set[int], taken: Taken, now: datetime) -> None:
    attendee = _attendee(summit, noted)
    if attendee is None and noted.kind is not CheckInKind.WALK_IN:
        taken.refused[noted.id] = "This person is not on the list any more. Note them as a walk-in."
        return
    if not _store(summit, noted, attendee, device, rooms, now):
        taken.known.append(noted.id)
        return
    taken.stored.append(noted.id)
    if noted.kind is CheckInKind.WALK_IN and attendee is None:
        _link(noted, _walk_in(summit, noted))
    elif noted.kind is CheckInKind.SUBSTITUTE and attendee is not None:
        _stand_in(summit, attendee, noted, device, now)
    db.session.flush()


def _attendee(summit: Summit, noted: Noted) -> Attendee | None:
    """Whom it is about: by number, or a walk-in by the press that brought them, on whichever device that was."""
    if noted.attendee_id is not None:
        return attendee_at(summit, noted.attendee_id)
    made_by = noted.walk_in or (noted.id if noted.kind is CheckInKind.WALK_IN else "")
    query = select(Attendee).join(Attendee.party).where(Party.summit_id == summit.id, Attendee.made_by == made_by)
    return db.session.scalar(query) if made_by else None


def _store(
    summit: Summit, noted: Noted, attendee: Attendee | None, device: Device, rooms: set[int], now: datetime
) -> bool:
    """False when it was stored before, also by another request at the same moment."""
    facts = {
        "id": noted.id,
        "summit_id": summit.id,
        "attendee_id": attendee.id if attendee else None,
        "kind": noted.kind,
        "at": corrected(noted.at, device.sent_at, now),
        "recorded_at": now,
        "device": device.name,
        "by_label": device.by_label,
        "room_id": noted.room_id if noted.room_id in rooms else None,
        "details": noted.details,
    }
    statement = insert_into(CheckIn).values(facts).on_conflict_do_nothing(index_elements=["id"])
    return bool(db.session.execute(statement.returning(CheckIn.id)).scalar())


def _walk_in(summit: Summit, noted: Noted) -> Attendee:
    """Somebody whom nobody expected: on the list from now on, without taking a place."""
    party = Party(summit_id=summit.id, state=PlaceState.NOT_WANTED)
    attendee = Attendee(
        kind=AttendeeKind.WALK_IN,
        name=noted.name,
        role=noted.role,
        organisation_name=noted.organisation,
        made_by=noted.id,
    )
    party.attendees.append(attendee)
    db.session.add(party)
    db.session.flush()
    return attendee


def _link(noted: Noted, attendee: Attendee) -> None:
    stored = db.session.get_one(CheckIn, noted.id)
    stored.attendee_id = attendee.id


def _stand_in(summit: Summit, attendee: Attendee, noted: Noted, device: Device, now: datetime) -> None:
    """Record who came instead as the invitation's answer; where that cannot be, they are a walk-in.

    Two devices may name two people: the later press counts, whichever arrives first.
    """
    if _is_overtaken(noted, attendee):
        return
    invitation = attendee.party.invitation
    if invitation is None or attendee.kind is not AttendeeKind.INVITEE:
        _link(noted, _walk_in(summit, noted))
        return
    stand_in = StandIn(noted.name, noted.role, noted.band, noted.authority)
    answer = Answer(PartStat.DELEGATED, Answerer.OFFICE, substitute=stand_in)
    try:
        record_reply(invitation, answer, source=ReplySource.DOOR, recorded_by=device.by_label, now=now)
    except RuleBroken:
        _link(noted, _walk_in(summit, noted))


def _is_overtaken(noted: Noted, attendee: Attendee) -> bool:
    mine = db.session.get_one(CheckIn, noted.id)
    query = select(CheckIn).where(CheckIn.attendee_id == attendee.id, CheckIn.kind == CheckInKind.SUBSTITUTE)
    return any((each.at, each.id) > (mine.at, mine.id) for each in db.session.scalars(query))
