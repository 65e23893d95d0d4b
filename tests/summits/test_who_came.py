"""When the day is closed, the record of the engagement knows who came, by role and level."""

import uuid
from datetime import timedelta

from sqlalchemy import select

from scheduler.invitations.rules import Authority
from scheduler.records.models import Presence
from scheduler.records.queries.presence import people_in
from scheduler.summits.rules.check_in import Noted
from scheduler.summits.rules.vocabulary import AttendeeKind, CheckInKind
from scheduler.summits.service.check_in import Device, close_day, reopen_day, take_presses
from scheduler.summits.service.hosts import add_principals
from tests import factories
from tests.factories import NOW
from tests.summits.attending import invited, seat

DEVICE = Device("door one", "Kit Barrowby", NOW)


def noted(kind=CheckInKind.ARRIVED, **facts: object):
    return Noted(**{"id": str(uuid.uuid4()), "kind": kind, "at": NOW - timedelta(minutes=1)} | facts)


def people(summit):
    return [(each.words, each.band, each.came) for each in people_in(summit.engagement)]


def test_the_door_decides_who_came_and_names_stay_at_the_door(session):
    factories.office()
    summit = factories.summit()
    summit.engagement.principals = [factories.principal(name="Morgan Thornbury")]
    (host,) = add_principals(summit)
    came, sent, absent = (invited(summit, name)[1] for name in ("Rowan Ashdown", "Kit Yarrow", "Sam Dale"))
    helper = seat(summit, "Bo Linden", kind=AttendeeKind.SUPPORT, role="Interpreter")
    deputy = {"name": "Jo Merrick", "role": "Deputy Leader", "band": 2, "authority": Authority.LIMITED}
    presses = [
        noted(attendee_id=came.id),
        noted(CheckInKind.LEFT, attendee_id=came.id, at=NOW),
        noted(CheckInKind.SUBSTITUTE, attendee_id=sent.id, **deputy),
        noted(CheckInKind.WALK_IN, name="Mo Tenby", role="Chair", organisation="Youth forum"),
        noted(attendee_id=helper.id),
        noted(attendee_id=host.id),
    ]
    assert take_presses(summit, presses, DEVICE, now=NOW).refused == {}
    close_day(summit, now=NOW)
    homes = [each.party.invitation.post.home.name for each in (came, sent, absent)]
    assert sorted(people(summit)) == sorted(
        [
            ("Commissioner", None, True),
            (f"Leader, {homes[0]}", 1, True),
            (f"Deputy Leader for the Leader, {homes[1]}", 2, True),
            (f"Leader, {homes[2]}", 1, False),
            ("Chair, Youth forum", None, True),
        ]
    )
    assert set(session.scalars(select(Presence.name))) == {""}

    reopen_day(summit)
    take_presses(summit, [noted(attendee_id=absent.id)], DEVICE, now=NOW)
    close_day(summit, now=NOW)
    assert (f"Leader, {homes[2]}", 1, True) in people(summit)


def test_where_nobody_kept_the_door_nothing_is_written(session):
    factories.office()
    summit = factories.summit()
    invited(summit)
    close_day(summit, now=NOW)
    assert session.scalars(select(Presence)).all() == []
