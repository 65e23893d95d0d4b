"""What devices send is stored once, whatever happens on the way, and one bad press harms no other."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.invitations.models import Reply
from scheduler.invitations.queries import current_reply
from scheduler.invitations.rules import PartStat, ReplySource
from scheduler.summits.models import Attendee, CheckIn, SummitRoom
from scheduler.summits.queries.check_in import counts, door_list
from scheduler.summits.queries.lists import by_area, by_organisation, by_room, by_surname
from scheduler.summits.rules.check_in import Noted
from scheduler.summits.rules.vocabulary import AttendeeKind, CheckInKind, PlaceState
from scheduler.summits.service.check_in import Device, take_presses
from tests import factories
from tests.factories import NOW
from tests.summits.attending import invited, seat

DEVICE = Device("door one", "Kit Barrowby", NOW)


def noted(kind=CheckInKind.ARRIVED, **facts: object):
    return Noted(**{"id": str(uuid.uuid4()), "kind": kind, "at": NOW - timedelta(minutes=1)} | facts)


def there(summit):
    return {each.name for each in door_list(summit) if each.presence.is_there}


@pytest.fixture
def summit(session):
    factories.office()
    return factories.summit()


def test_a_press_that_is_sent_again_is_stored_once(summit):
    arrived = noted(attendee_id=seat(summit, "Jo Merrick").id)
    assert take_presses(summit, [arrived], DEVICE, now=NOW).stored == [arrived.id]
    assert take_presses(summit, [arrived], DEVICE, now=NOW + timedelta(minutes=5)).known == [arrived.id]
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 1
    assert there(summit) == {"Jo Merrick"}


def test_a_walk_in_is_one_person_however_often_and_by_whichever_device_it_is_sent(summit):
    walk_in = noted(CheckInKind.WALK_IN, name="Mo Tenby", role="Chair", organisation="Youth forum")
    left = noted(CheckInKind.LEFT, walk_in=walk_in.id, at=NOW)
    take_presses(summit, [walk_in], DEVICE, now=NOW)
    assert there(summit) == {"Mo Tenby"}
    take_presses(summit, [walk_in, left], DEVICE, now=NOW)
    (made,) = db.session.scalars(select(Attendee).where(Attendee.kind == AttendeeKind.WALK_IN))
    assert (made.name, made.organisation_name, made.party.state) == ("Mo Tenby", "Youth forum", PlaceState.NOT_WANTED)
    assert there(summit) == set()
    assert summit.places.taken == 0


def test_a_walk_in_is_not_one_of_those_expected_and_stays_on_the_list_after_leaving(summit):
    seat(summit, "Jo Merrick")
    walk_in = noted(CheckInKind.WALK_IN, name="Mo Tenby")
    left = noted(CheckInKind.LEFT, walk_in=walk_in.id, at=NOW)
    take_presses(summit, [walk_in, left], DEVICE, now=NOW)
    listed = door_list(summit)
    assert counts(listed) == (0, 1)
    assert {each.name: each.standing for each in listed} == {"Jo Merrick": "expected", "Mo Tenby": "walk-in"}
    assert [each.name for each in by_surname(listed)[0][1]] == ["Jo Merrick", "Mo Tenby"]


def test_a_substitute_at_the_door_is_the_invitations_answer(summit):
    invitation, attendee = invited(summit)
    came = noted(CheckInKind.SUBSTITUTE, attendee_id=attendee.id, name="Bea Larkfield", role="Deputy Leader", band=2)
    take_presses(summit, [came], DEVICE, now=NOW)
    reply = current_reply(invitation)
    assert (reply.partstat, reply.source, reply.recorded_by) == (
        PartStat.DELEGATED,
        ReplySource.DOOR,
        "Kit Barrowby",
    )
    assert (reply.substitution.name, reply.substitution.band) == ("Bea Larkfield", 2)
    assert there(summit) == {"Bea Larkfield"}
    assert summit.places.taken == 1


def test_of_two_substitutes_the_later_press_counts_whichever_arrives_first(summit):
    invitation, attendee = invited(summit)
    facts = {"attendee_id": attendee.id, "role": "Officer"}
    later = noted(CheckInKind.SUBSTITUTE, name="Later", at=NOW - timedelta(minutes=1), **facts)
    earlier = noted(CheckInKind.SUBSTITUTE, name="Earlier", at=NOW - timedelta(minutes=9), **facts)
    take_presses(summit, [later], DEVICE, now=NOW)
    take_presses(summit, [earlier], DEVICE, now=NOW)
    assert current_reply(invitation).substitution.name == "Later"
    assert there(summit) == {"Later"}


def test_somebody_instead_of_a_companion_is_a_walk_in(summit):
    companion = seat(summit, "Win Dovey", kind=AttendeeKind.COMPANION)
    came = noted(CheckInKind.SUBSTITUTE, attendee_id=companion.id, name="Cass Ormond", role="Officer")
    take_presses(summit, [came], DEVICE, now=NOW)
    assert there(summit) == {"Cass Ormond"}
    assert db.session.scalar(select(func.count()).select_from(Reply)) == 0


def test_a_press_about_somebody_unknown_is_refused_in_words_and_the_others_are_stored(summit):
    other = factories.summit(engagement=factories.engagement(kind=summit.engagement.kind))
    stranger, good = noted(attendee_id=seat(other, "Una Elsewhere").id), noted(attendee_id=seat(summit, "Jo").id)
    taken = take_presses(summit, [stranger, good], DEVICE, now=NOW)
    assert taken.stored == [good.id]
    assert taken.refused == {stranger.id: "This person is not on the list any more. Note them as a walk-in."}
    assert there(other) == set()


def test_a_room_of_another_venue_is_left_out(summit):
    other = factories.summit(engagement=factories.engagement(kind=summit.engagement.kind))
    hall = SummitRoom(summit_id=summit.id, name="Main hall")
    foreign = SummitRoom(summit_id=other.id, name="Elsewhere")
    db.session.add_all([hall, foreign])
    db.session.flush()
    one, two = seat(summit, "Jo Merrick"), seat(summit, "Mo Tenby")
    presses = [
        noted(CheckInKind.IN_ROOM, attendee_id=one.id, room_id=hall.id),
        noted(CheckInKind.IN_ROOM, attendee_id=two.id, room_id=foreign.id),
    ]
    take_presses(summit, presses, DEVICE, now=NOW)
    db.session.expire(summit, ["rooms"])
    assert [(room, [each.name for each in people]) for room, people in by_room(summit, NOW)] == [
        ("Main hall", ["Jo Merrick"]),
        ("", ["Mo Tenby"]),
    ]


def test_whoever_waits_or_sent_apologies_is_found_at_the_door_and_counted_only_once_there(summit):
    seat(summit, "Jo Merrick")
    waiting = seat(summit, "Ada Waite", state=PlaceState.WAITING, kind=AttendeeKind.INVITEE)
    listed = {each.name: each for each in door_list(summit)}
    assert listed["Ada Waite"].standing == "waiting list"
    assert counts(list(listed.values())) == (0, 1)
    assert by_surname(list(listed.values())) == [("", [listed["Jo Merrick"]])]
    take_presses(summit, [noted(attendee_id=waiting.id)], DEVICE, now=NOW)
    assert [each.name for each in by_surname(door_list(summit))[0][1]] == ["Jo Merrick", "Ada Waite"]


def test_lists_are_by_surname_and_by_organisation(summit):
    for name, organisation in [("Zoë Ål", "Blaby"), ("Rowan O'Neill-Ashdown OBE", "Melton"), ("Cher", "Blaby")]:
        seat(summit, name, organisation)
    listed = door_list(summit)
    assert [each.name for each in listed] == ["Zoë Ål", "Cher", "Rowan O'Neill-Ashdown OBE"]
    assert [(title, len(people)) for title, people in by_organisation(listed)] == [("Blaby", 2), ("Melton", 1)]
    assert by_area(listed) == [("", 0, 3, 0)]


def test_one_sending_is_one_line_in_the_log_without_names(summit):
    take_presses(summit, [noted(attendee_id=seat(summit, "Jo Merrick").id)], DEVICE, now=NOW)
    db.session.commit()
    lines = db.session.scalars(select(AuditEntry.summary).where(AuditEntry.action == "summit.checked_in")).all()
    assert lines == ["1 press at the door from door one"]
