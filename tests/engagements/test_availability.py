"""When ours are free: the ground for the proposer, dates for one engagement, what stands in the way of a time."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from scheduler.almanac.models import Layer, LayerEntry, Town, TravelTime
from scheduler.almanac.rules import LayerKind
from scheduler.core.clock import from_local, to_local
from scheduler.core.db import db
from scheduler.engagements.availability import ground, obstacles, slots_for
from scheduler.engagements.models import Absence, PrincipalDiary, PrincipalHours
from scheduler.engagements.rules import EngagementStatus, PlaceKind
from scheduler.engagements.service import place_holds
from scheduler.ical.event import Timed
from scheduler.proposer.problem import Busy, Span
from tests import factories
from tests.factories import NOW
from tests.queries import count_queries

TUESDAY = date(2026, 10, 6)
EXPIRES = NOW + timedelta(days=7)


@pytest.fixture
def commissioner(session):
    """Begins and ends the day in Enderby; works Monday to Friday, 9am to 6pm."""
    factories.office(opens_at=time(9), closes_at=time(18))
    principal = factories.principal()
    principal.diary = PrincipalDiary(base_place=factories.place(name="Headquarters", town="Enderby"))
    return principal


@pytest.fixture
def roads(session):
    """Oakham and Melton lie one way; 55 minutes from Oakham to Narborough and Enderby."""
    towns = {
        name: Town(name=name, direction=direction)
        for name, direction in (
            ("Enderby", ""),
            ("Narborough", "south"),
            ("Oakham", "east"),
            ("Melton Mowbray", "east"),
        )
    }
    db.session.add_all(towns.values())
    db.session.flush()
    for here, there, minutes in (
        ("Narborough", "Oakham", 55),
        ("Enderby", "Oakham", 55),
        ("Melton Mowbray", "Oakham", 35),
    ):
        first, second = sorted((towns[here].id, towns[there].id))
        db.session.add(TravelTime(first_town_id=first, second_town_id=second, minutes=minutes))
    db.session.flush()


def at(hour, minute=0, day=TUESDAY):
    return from_local(day, time(hour, minute))


def engaged(principal, starts, ends, *, title="Visit to Charnwood", town="", **changes: Any):
    place = factories.place(name=f"{town} hall", town=town) if town else None
    return factories.engagement(
        title=title, principals=[principal], starts_at=starts, ends_at=ends, place=place, **changes
    )


def looking(principal, *, town="", **changes: Any):
    place = factories.place(name=f"{town} hall", town=town) if town else None
    return factories.engagement(
        title="Visit to Blaby",
        status=EngagementStatus.TO_ARRANGE,
        starts_at=None,
        ends_at=None,
        principals=[principal],
        place=place,
        **changes,
    )


def layer(*, first_on, last_on=None, times=(None, None), words="", **changes: Any):
    found = Layer(**{"name": "School holidays", "kind": LayerKind.SCHOOL_HOLIDAYS} | changes)
    found.entries = [
        LayerEntry(first_on=first_on, last_on=last_on or first_on, starts=times[0], ends=times[1], words=words)
    ]
    db.session.add(found)
    db.session.flush()
    return found


def test_an_engagement_at_that_time_is_named_with_its_hours(commissioner):
    engaged(commissioner, at(14), at(15, 30))
    assert obstacles(looking(commissioner), at(15), at(16), now=NOW) == [
        "The Commissioner has “Visit to Charnwood” from 2pm to 3:30pm"
    ]
    assert obstacles(looking(commissioner), at(15, 30), at(16), now=NOW) == []


def test_a_time_held_for_another_partner_is_named_with_its_last_day(commissioner):
    other, own = looking(commissioner), looking(commissioner)
    place_holds(other, [Timed(at(14), at(15))], expires_at=datetime(2026, 9, 14, 16, tzinfo=UTC), now=NOW)
    place_holds(own, [Timed(at(16), at(17))], expires_at=EXPIRES, now=NOW)
    assert obstacles(own, at(14, 30), at(15, 30), now=NOW) == [
        "The Commissioner keeps time free for “Visit to Blaby” from 2pm to 3pm, held until 14 September"
    ]
    assert obstacles(own, at(16), at(17), now=NOW) == []


def test_two_places_too_far_apart_are_named_with_the_road_between(commissioner, roads):
    engaged(commissioner, at(16), at(17), town="Oakham")
    wanted = looking(commissioner, town="Narborough")
    assert obstacles(wanted, at(17, 30), at(18), now=NOW) == [
        (
            "The Commissioner cannot be in Oakham until 5pm and in Narborough at 5:30pm: "
            "the road takes 55 minutes, and 15 are kept free"
        )
    ]
    assert "in Narborough until 3pm and in Oakham at 4pm" in obstacles(wanted, at(14), at(15), now=NOW)[0]


@pytest.mark.parametrize(
    ("town", "minutes", "is_possible"),
    [
        ("Narborough", 69, False),
        ("Narborough", 70, True),
        ("oakham", 0, True),  # the same town however it is spelt
        ("", 0, True),  # by telephone
    ],
)
def test_the_road_and_the_minutes_kept_free_decide(commissioner, roads, town, minutes, is_possible):
    engaged(commissioner, at(10), at(11), town="Oakham")
    starts = at(11) + timedelta(minutes=minutes)
    found = obstacles(looking(commissioner, town=town), starts, starts + timedelta(minutes=30), now=NOW)
    assert (found == []) is is_possible


def test_leave_hours_weekends_layers_and_the_past_are_named(commissioner):
    commissioner.absences = [Absence(first_on=TUESDAY, last_on=date(2026, 10, 9), words="annual leave")]
    county = factories.organisation()
    holidays = layer(first_on=TUESDAY, words="half-term")
    holidays.organisations = [county]
    wanted = looking(commissioner, posts=[factories.post(organisation=county)])
    assert obstacles(wanted, at(17, 30), at(18, 30), now=NOW) == [
        "The Commissioner is away from 6 October to 9 October: annual leave",
        "The Commissioner works from 9am to 6pm on Tuesdays",
        "School holidays: half-term",
    ]
    saturday = date(2026, 9, 5)
    assert obstacles(wanted, at(10, day=saturday), at(11, day=saturday), now=NOW)[:2] == [
        "That time is past",
        "The Commissioner does not work on Saturdays",
    ]


def test_a_partners_holidays_do_not_count_for_another_and_cover_counts_for_a_body(commissioner):
    county, city = factories.organisation(), factories.organisation()
    layer(first_on=TUESDAY).organisations = [county]
    safety = factories.body(covers=[county])
    assert obstacles(looking(commissioner, posts=[factories.post(organisation=city)]), at(10), at(11), now=NOW) == []
    with_body = looking(commissioner, posts=[factories.post(body=safety)])
    assert obstacles(with_body, at(10), at(11), now=NOW) == ["School holidays"]


def test_a_calendar_of_one_principal_counts_for_nobody_else(commissioner):
    deputy = factories.principal(title="Deputy Commissioner")
    deputy.layers = [layer(name="Training", kind=LayerKind.BUSY, first_on=TUESDAY, times=(time(9), time(12)))]
    assert obstacles(looking(commissioner), at(10), at(11), now=NOW) == []
    assert obstacles(looking(deputy), at(10), at(11), now=NOW) == [
        "The Deputy Commissioner’s calendar: Training, 9am to midday"
    ]
    assert obstacles(looking(deputy), at(12), at(13), now=NOW) == []
    problem = ground(TUESDAY, TUESDAY, [commissioner.id, deputy.id], now=NOW)
    assert [mark.scope for mark in problem.marks] == [{f"principal:{deputy.id}"}]


def test_pre_election_period_is_said_as_such(commissioner):
    layer(
        name="County elections", kind=LayerKind.PRE_ELECTION, first_on=TUESDAY, words="county elections of 5 November"
    )
    assert obstacles(looking(commissioner), at(10), at(11), now=NOW) == [
        "Pre-election period: county elections of 5 November"
    ]


def test_the_ground_holds_all_that_takes_time(commissioner, roads):
    engaged(commissioner, at(14), at(15, 30), town="Oakham")
    engaged(commissioner, at(9), at(10), title="Call", place_kind=PlaceKind.ONLINE)
    engaged(commissioner, at(11), at(12), title="Off", status=EngagementStatus.CANCELLED)
    place_holds(looking(commissioner), [Timed(at(16), at(17))], expires_at=EXPIRES, now=NOW)
    commissioner.absences = [Absence(first_on=date(2026, 10, 8), last_on=date(2026, 10, 8), words="leave")]
    problem = ground(date(2026, 10, 5), date(2026, 10, 11), [commissioner.id], now=NOW)
    (principal,) = problem.principals
    assert principal.busy == (
        Busy(day=TUESDAY, starts=540, ends=600, words="“Call”", place=""),
        Busy(day=TUESDAY, starts=840, ends=930, words="“Visit to Charnwood”", place="oakham", direction="east"),
        Busy(day=TUESDAY, starts=960, ends=1020, words="held for “Visit to Blaby”", place=""),
        Busy(day=date(2026, 10, 8), starts=0, ends=1440, words="leave", counts=False),
    )
    assert principal.base == "enderby"
    assert [day.day for day in problem.days] == [5, 6, 7, 8, 9]
    assert problem.travel["narborough", "oakham"] == 55


def test_own_hours_replace_the_offices_and_leave_the_other_days_free(commissioner):
    commissioner.hours = [PrincipalHours(weekday=3, starts=time(13), ends=time(20))]
    (principal,) = ground(TUESDAY, TUESDAY, [commissioner.id], now=NOW).principals
    assert principal.hours == ((), (), (), (Span(780, 1200),), (), (), ())


def test_hours_are_those_of_the_wall_clock_on_both_sides_of_the_clock_change(commissioner):
    for day in (date(2026, 10, 23), date(2026, 10, 30)):
        engaged(commissioner, at(9, 30, day), at(10, 30, day))
    (principal,) = ground(date(2026, 10, 19), date(2026, 10, 30), [commissioner.id], now=NOW).principals
    assert [(busy.starts, busy.ends) for busy in principal.busy] == [(570, 630), (570, 630)]
    slots = slots_for(looking(commissioner), now=NOW, first_on=date(2026, 10, 23), last_on=date(2026, 10, 30), count=6)
    assert {slot.ends_at - slot.starts_at for slot in slots} == {timedelta(hours=1)}
    assert {9 <= to_local(slot.starts_at).hour < 18 for slot in slots} == {True}


def test_somebody_not_in_office_yet_is_free_on_no_day(commissioner):
    commissioner.from_on = date(2026, 10, 7)
    slots = slots_for(looking(commissioner), now=NOW, first_on=TUESDAY, last_on=date(2026, 10, 8))
    assert [to_local(slot.starts_at).date().day for slot in slots] == [7, 8]


def test_dates_are_found_for_all_of_ours_and_keep_clear_of_what_is_held(commissioner, roads):
    constable = factories.principal(title="Chief Constable")
    engaged(constable, at(9), at(17))
    wednesday, friday = date(2026, 10, 7), date(2026, 10, 9)
    other = looking(commissioner)
    place_holds(other, [Timed(at(9, day=wednesday), at(18, day=wednesday))], expires_at=EXPIRES, now=NOW)
    layer(first_on=friday, is_hard=True)
    engaged(commissioner, at(10, day=date(2026, 10, 8)), at(11, day=date(2026, 10, 8)), town="Melton Mowbray")
    wanted = looking(commissioner, town="Oakham")
    wanted.principals.append(constable)
    (slot,) = slots_for(wanted, now=NOW, first_on=TUESDAY, last_on=friday)
    assert to_local(slot.starts_at).date() == date(2026, 10, 8)
    assert to_local(slot.starts_at) >= to_local(at(11, 50, date(2026, 10, 8)))
    assert slot.reasons


def test_the_ground_takes_as_many_statements_for_much_as_for_little(commissioner, roads):
    def statements():
        with count_queries() as seen:
            ground(date(2026, 9, 8), date(2026, 12, 18), [commissioner.id], now=NOW)
        return len(seen)

    engaged(commissioner, at(9), at(10), town="Oakham")
    place_holds(looking(commissioner), [Timed(at(16), at(17))], expires_at=EXPIRES, now=NOW)
    db.session.commit()
    few = statements()
    for number in range(20):
        day = date(2026, 10, 12) + timedelta(days=number)
        engaged(commissioner, at(9, day=day), at(10, day=day), town="Melton Mowbray")
        place_holds(looking(commissioner), [Timed(at(16, day=day), at(17, day=day))], expires_at=EXPIRES, now=NOW)
    db.session.commit()
    assert statements() == few
