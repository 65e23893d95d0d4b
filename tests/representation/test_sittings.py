"""Sittings follow the record of a meeting, whoever writes it and however late it is corrected."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.audit.service import first_broken_entry
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.rules import EngagementKind, EngagementStatus, Handling, PrincipalKind
from scheduler.engagements.service import cancel_engagement, edit_engagement, mark_held
from scheduler.records.models import Presence
from scheduler.records.rules.vocabulary import Side
from scheduler.representation.models import Sitting
from scheduler.representation.queries.attendance import attendance_of, sittings_of
from scheduler.representation.rules.attendance import OneSitting, counted, together
from scheduler.representation.rules.vocabulary import Sat
from scheduler.representation.service.seats import add_seat, change_seat, end_seat
from scheduler.representation.service.sittings import note_sitting
from tests import factories
from tests.factories import NOW
from tests.representation.drafts import as_draft, seat_draft
from tests.representation.seats import alternate, meeting, seat

HELD_ON = date(2026, 9, 3)


@pytest.fixture
def chief(session):
    factories.office()
    return factories.principal(title="Chief Executive", kind=PrincipalKind.CHIEF_EXECUTIVE, email="chief@example.org")


def held(body, *principals: object, on=HELD_ON, **changes: object):
    """A meeting, marked as held and committed."""
    made = meeting(body, on, principals=list(principals), **changes)
    mark_held(made, now=NOW)
    commit()
    return made


def sat(place, engagement):
    db.session.expire_all()
    found = db.session.get(Sitting, (place.id, engagement.id))
    return (found.sat, found.who) if found is not None else None


def test_a_meeting_that_is_held_counts_for_each_of_our_seats(chief):
    place = seat(principal=chief)
    deputy = factories.principal(title="Deputy")
    other = seat(principal=deputy, body=place.body)
    board = held(place.body, chief)
    assert sat(place, board) == (Sat.ATTENDED, "")
    assert sat(other, board) == (Sat.ABSENT, "")
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "representation.sat"))
    assert "chief executive" in entry.summary.casefold()
    assert first_broken_entry() is None


def test_what_is_cancelled_is_not_counted(chief):
    place = seat(principal=chief)
    board = meeting(place.body, HELD_ON, principals=[chief])
    cancel_engagement(board, "No quorum", now=NOW)
    commit()
    assert attendance_of([place])[place.id].held == 0


def test_to_meet_the_chair_alone_is_no_meeting_of_the_body(chief):
    place = seat(principal=chief)
    talk = held(place.body, chief, kind=EngagementKind.MEETING)
    assert sat(place, talk) is None
    assert attendance_of([place])[place.id].held == 0


def test_seats_of_other_bodies_and_other_times_are_not_asked(chief):
    place = seat(principal=chief)
    former = seat(principal=factories.principal(title="Deputy"), body=place.body, until_on=HELD_ON - timedelta(days=1))
    elsewhere = seat(principal=chief)
    board = held(place.body, chief)
    assert [sat(each, board) for each in (former, elsewhere)] == [None, None]


def test_the_record_decides_over_the_plan_and_a_late_correction_over_both(chief):
    place = seat(principal=chief)
    alternate(place, role="Director of Finance")
    board = held(place.body, chief)
    ours = {"engagement": board, "side": Side.OURS}
    away = Presence(**ours, principal=chief, came=False)
    db.session.add_all([away, Presence(**ours, role="Director of Finance", is_substitute=True)])
    commit()
    assert sat(place, board) == (Sat.ALTERNATE, "Director of Finance")
    away.came = True
    commit()
    assert sat(place, board) == (Sat.ATTENDED, "")


def test_what_the_office_noted_itself_stays(chief):
    place = seat(principal=chief)
    board = held(place.body, chief)
    note_sitting(place, board, Sat.APOLOGIES, "", now=NOW)
    edit_engagement(board, draft_of(board), now=NOW)
    commit()
    assert sat(place, board) == (Sat.APOLOGIES, "")
    with pytest.raises(RuleBroken):
        note_sitting(place, board, Sat.ALTERNATE, " ", now=NOW)


def test_marked_as_held_by_mistake_leaves_nothing_behind(chief):
    place = seat(principal=chief)
    board = held(place.body, chief)
    draft = draft_of(board)
    edit_engagement(board, type(draft)(**vars_of(draft) | {"status": EngagementStatus.AGREED}), now=NOW)
    commit()
    assert sat(place, board) is None


def vars_of(draft):
    return {name: getattr(draft, name) for name in draft.__dataclass_fields__}


def test_a_seat_entered_late_counts_what_was_held_in_its_time(chief):
    body = factories.body()
    boards = [held(body, chief, on=HELD_ON - timedelta(days=days)) for days in (0, 60, 120)]
    place = add_seat(seat_draft(body, chief, from_on=HELD_ON - timedelta(days=60)), now=NOW)
    assert [sat(place, each) is not None for each in boards] == [True, True, False]
    change_seat(place, as_draft(place, from_on=HELD_ON - timedelta(days=200)), seen=place.version, now=NOW)
    assert attendance_of([place])[place.id].held == 3
    end_seat(place, HELD_ON - timedelta(days=1), seen=place.version, now=NOW)
    assert [each.engagement_id for each in sittings_of([place.id])] == [boards[1].id, boards[2].id]


def test_the_rate_of_a_period_is_by_seniority_and_without_the_sensitive_where_asked(chief):
    place = seat(principal=chief)
    deputy = factories.principal(title="Deputy", kind=PrincipalKind.DEPUTY)
    alternate(place, principal=deputy)
    held(place.body, chief)
    held(place.body, deputy, on=date(2026, 6, 3))
    held(place.body, on=date(2026, 3, 3))
    held(place.body, chief, on=date(2026, 8, 3), handling=Handling.OFFICIAL_SENSITIVE)
    whole = together(attendance_of([place]).values())
    assert (whole.held, whole.filled, dict(whole.by_band)) == (4, 3, {1: 2, 2: 1})
    assert attendance_of([place], with_sensitive=False)[place.id].held == 3
    found = sittings_of([place.id], date(2026, 6, 3), HELD_ON, with_sensitive=False)
    assert [each.engagement.starts_at.date() for each in found] == [HELD_ON, date(2026, 6, 3)]
    assert counted(OneSitting(each.sat, 1) for each in found).words == "2 of 2 meetings (100%), 1 by an alternate"


def test_several_seats_together_count_each_meeting_of_each(chief):
    first, second = seat(principal=chief), seat(principal=chief)
    held(first.body, chief)
    held(second.body)
    total = together(attendance_of([first, second]).values())
    assert (total.held, total.filled, dict(total.by_band)) == (2, 1, {1: 1})
