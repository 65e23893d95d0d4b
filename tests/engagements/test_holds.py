"""Times held for an engagement, and from dates on offer to an agreed one."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.core.clock import from_local, to_local
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Absence
from scheduler.engagements.queries import live_holds
from scheduler.engagements.rules import EngagementStatus, HoldEnd
from scheduler.engagements.service import (
    ClashFound,
    agree_on,
    cancel_engagement,
    engagement_changed,
    expire_holds,
    holds_changed,
    mark_offering_dates,
    mark_to_arrange,
    place_holds,
    postpone_engagement,
    release_hold,
)
from scheduler.ical.event import Timed
from tests import factories
from tests.factories import NOW

EXPIRES = NOW + timedelta(days=7)
TUESDAY, THURSDAY = date(2026, 10, 6), date(2026, 10, 8)


def at(day, hour, minutes=60):
    starts = from_local(day, time(hour))
    return Timed(starts, starts + timedelta(minutes=minutes))


@pytest.fixture
def commissioner(session):
    return factories.principal()


@pytest.fixture
def melton(commissioner):
    return looking(commissioner)


@pytest.fixture
def told():
    """Whose holds changed, in order."""
    seen = []

    def hear(engagement):
        seen.append(engagement.id)

    holds_changed.connect(hear)
    yield seen
    holds_changed.disconnect(hear)


def looking(principal, **changes: Any):
    facts = {"title": "Visit to Melton", "status": EngagementStatus.TO_ARRANGE, "starts_at": None, "ends_at": None}
    return factories.engagement(principals=[principal], **facts | changes)


def hold(engagement, *times: Timed, expires_at=EXPIRES):
    return place_holds(engagement, times, expires_at=expires_at, now=NOW)


def ends_of(engagement):
    return {to_local(each.starts_at).strftime("%-d %b %-H"): each.end for each in engagement.holds}


def test_held_times_stand_in_the_diary_of_its_principals_only(melton, commissioner, told):
    deputy = factories.principal(title="Deputy")
    times = [at(THURSDAY, 10), at(TUESDAY, 14)]
    placed = place_holds(melton, times, expires_at=EXPIRES, now=NOW, reasons=[["On the way"], ["Both free"]])
    assert [each.reasons for each in placed] == [["On the way"], ["Both free"]]
    found = live_holds(TUESDAY, THURSDAY, [commissioner.id])
    assert [to_local(each.starts_at).hour for each in found] == [14, 10]
    assert len({each.uid for each in placed} | {melton.uid}) == 3
    assert live_holds(TUESDAY, THURSDAY, [deputy.id]) == []
    assert live_holds(date(2026, 10, 7), date(2026, 10, 7), [commissioner.id]) == []
    assert told == [melton.id]


def test_a_time_held_already_is_held_for_longer_not_twice(melton):
    (first,) = hold(melton, at(TUESDAY, 10))
    (second,) = hold(melton, at(TUESDAY, 10), expires_at=EXPIRES + timedelta(days=3))
    assert first is second
    assert first.expires_at == EXPIRES + timedelta(days=3)


def test_an_engagement_of_ours_or_leave_stands_in_the_way_of_a_hold_but_another_hold_does_not(melton, commissioner):
    factories.engagement(
        principals=[commissioner], starts_at=at(TUESDAY, 10).starts_at, ends_at=at(TUESDAY, 10).ends_at
    )
    commissioner.absences = [Absence(first_on=THURSDAY, last_on=THURSDAY)]
    for when in (at(TUESDAY, 10), at(THURSDAY, 10)):
        with pytest.raises(ClashFound):
            hold(melton, when)
    assert place_holds(melton, [at(TUESDAY, 10)], expires_at=EXPIRES, now=NOW, clash_reason="Leaves early")
    assert hold(looking(commissioner), at(TUESDAY, 12)), hold(melton, at(TUESDAY, 12))


@pytest.mark.parametrize(
    ("status", "times", "expires_at"),
    [
        (EngagementStatus.AGREED, [at(TUESDAY, 10)], EXPIRES),
        (EngagementStatus.CANCELLED, [at(TUESDAY, 10)], EXPIRES),
        (EngagementStatus.TO_ARRANGE, [], EXPIRES),
        (EngagementStatus.TO_ARRANGE, [at(date(2026, 9, 7), 9)], EXPIRES),
        (EngagementStatus.TO_ARRANGE, [at(TUESDAY, 10)], NOW),
        (EngagementStatus.TO_ARRANGE, [at(date(2026, 10, 25), 1)], EXPIRES),
    ],
)
def test_nothing_is_held_for_what_looks_for_no_date_or_in_the_past_or_in_an_hour_that_happens_twice(
    commissioner, status, times, expires_at
):
    with pytest.raises(RuleBroken):
        place_holds(looking(commissioner, status=status), times, expires_at=expires_at, now=NOW)


def test_the_minutes_round_frees_what_nobody_chose_in_time(melton, told):
    hold(melton, at(TUESDAY, 10), at(THURSDAY, 10))
    assert expire_holds(EXPIRES - timedelta(seconds=1)) == 0
    assert expire_holds(EXPIRES) == 2
    assert expire_holds(EXPIRES) == 0
    assert set(ends_of(melton).values()) == {HoldEnd.EXPIRED}
    assert told == [melton.id, melton.id]
    db.session.commit()
    words = db.session.scalars(select(AuditEntry.summary).where(AuditEntry.action == "hold.ended")).one()
    assert words.startswith("Visit to Melton: 2 held times free again: Tuesday 6 October 2026, 10am to 11am: expired")


def test_released_once_is_released(melton, told):
    (one,) = hold(melton, at(TUESDAY, 10))
    release_hold(one, HoldEnd.GIVEN_UP, now=NOW)
    release_hold(one, HoldEnd.LOST, now=NOW)
    assert one.end is HoldEnd.GIVEN_UP
    assert told == [melton.id, melton.id]


def test_the_agreed_time_ends_its_own_holds_and_takes_those_of_others(melton, commissioner, told):
    other = looking(commissioner)
    hold(melton, at(TUESDAY, 10), at(THURSDAY, 10))
    hold(other, at(TUESDAY, 10, minutes=30), at(TUESDAY, 11))
    mark_offering_dates(melton, now=NOW)
    agree_on(melton, at(TUESDAY, 10), now=NOW)
    assert (melton.status, melton.starts_at) == (EngagementStatus.AGREED, at(TUESDAY, 10).starts_at)
    assert ends_of(melton) == {"6 Oct 10": HoldEnd.CHOSEN, "8 Oct 10": HoldEnd.LOST}
    assert ends_of(other) == {"6 Oct 10": HoldEnd.TAKEN, "6 Oct 11": None}
    assert told[-2:] == [melton.id, other.id]
    sequence = melton.sequence
    agree_on(melton, at(TUESDAY, 10), now=NOW)
    assert melton.sequence == sequence


def test_what_is_agreed_elsewhere_meanwhile_refuses_the_agreement_unless_there_is_a_reason(melton, commissioner):
    hold(melton, at(TUESDAY, 10))
    other = looking(commissioner)
    agree_on(other, at(TUESDAY, 10, minutes=30), now=NOW)
    with pytest.raises(ClashFound):
        agree_on(melton, at(TUESDAY, 10), now=NOW)
    assert melton.status is EngagementStatus.TO_ARRANGE
    agree_on(melton, at(TUESDAY, 10), now=NOW, clash_reason="The deputy stands in")
    assert melton.clash_reason == "The deputy stands in"


def test_what_has_another_date_is_not_agreed_again(melton):
    agree_on(melton, at(TUESDAY, 10), now=NOW)
    with pytest.raises(RuleBroken):
        agree_on(melton, at(THURSDAY, 10), now=NOW)


def test_a_postponed_one_stays_postponed_until_its_new_time_is_agreed(commissioner):
    visit = factories.engagement(principals=[commissioner])
    postpone_engagement(visit, "Illness", now=NOW)
    hold(visit, at(THURSDAY, 10))
    mark_offering_dates(visit, now=NOW)
    assert visit.status is EngagementStatus.POSTPONED
    changes = []
    with engagement_changed.connected_to(lambda _engagement, change: changes.append(change)):
        agree_on(visit, at(THURSDAY, 10), now=NOW)
    assert (visit.status, visit.outcome_reason) == (EngagementStatus.AGREED, "")
    assert [change.needs_telling for change in changes] == [True]


def test_no_date_on_offer_any_more_is_to_arrange_again(melton):
    mark_offering_dates(melton, now=NOW)
    mark_to_arrange(melton, now=NOW)
    assert melton.status is EngagementStatus.TO_ARRANGE


def test_what_leaves_the_diary_gives_up_its_holds(melton):
    hold(melton, at(TUESDAY, 10))
    cancel_engagement(melton, "No longer needed", now=NOW)
    assert set(ends_of(melton).values()) == {HoldEnd.GIVEN_UP}


def test_a_hold_keeps_its_wall_time_on_both_sides_of_the_clock_change(melton, commissioner):
    days = (date(2026, 10, 23), date(2026, 10, 30))
    hold(melton, *(at(day, 9) for day in days))
    db.session.commit()
    found = live_holds(*days, [commissioner.id])
    assert [to_local(each.starts_at).hour for each in found] == [9, 9]
    assert found[1].starts_at - found[0].starts_at == timedelta(days=7, hours=1)
    assert found[0].starts_at == datetime(2026, 10, 23, 8, tzinfo=UTC)
