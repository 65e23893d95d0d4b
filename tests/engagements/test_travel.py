"""The roads of a day, as a truth table, and in the diary of one principal."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from scheduler.almanac.models import Town, TravelTime
from scheduler.almanac.rules.travel import TravelTable
from scheduler.core.clock import from_local, to_local
from scheduler.core.db import db
from scheduler.engagements.models import Absence, PrincipalDiary
from scheduler.engagements.rules.diaries import Diary, Taken, office_week
from scheduler.engagements.rules.travel import travel_on
from scheduler.engagements.service import place_holds
from scheduler.ical.event import AllDay, Timed
from tests import factories
from tests.browsing import page
from tests.factories import NOW

TUESDAY = date(2026, 10, 6)
ROADS = TravelTable(
    known={
        ("enderby", "oakham"): 55,
        ("enderby", "melton"): 50,
        ("melton", "oakham"): 35,
        ("enderby", "narborough"): 10,
    }
)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def at(hour, minute=0, day=TUESDAY):
    return from_local(day, time(hour, minute))


def stop(town, starts, ends, *, title="Visit", day=TUESDAY):
    return Taken(
        key=f"engagement:{title}",
        engagement_id=1,
        title=title,
        when=Timed(at(*starts, day=day), at(*ends, day=day)),
        uid=f"{title}@example.org",
        revised_at=LONG_AGO,
        town=town,
    )


def diary(*taken: Taken, base="Enderby", buffer=15):
    hours = office_week(time(9), time(17))
    return Diary(principal_id=1, title="Commissioner", hours=hours, base_town=base, buffer_minutes=buffer, taken=taken)


def said(found):
    clock = "%-H:%M"
    return [
        f"{each.words} {to_local(each.when.starts_at):{clock}}-{to_local(each.when.ends_at):{clock}}" for each in found
    ]


@pytest.mark.parametrize(
    ("taken", "roads"),
    [
        ([], []),
        ([stop("Enderby", (10,), (11,))], []),
        ([stop("", (10,), (11,))], []),
        ([stop("Oakham", (16,), (17,))], ["Travel to Oakham 14:50-16:00", "Travel back to Enderby 17:00-18:10"]),
        (
            [stop("Melton", (10,), (11,)), stop("oakham", (12,), (13,))],
            ["Travel to Melton 8:55-10:00", "Travel to oakham 11:10-12:00", "Travel back to Enderby 13:00-14:10"],
        ),
        (
            [stop("Oakham", (10,), (11,)), stop("Oakham", (11, 30), (12,))],
            ["Travel to Oakham 8:50-10:00", "Travel back to Enderby 12:00-13:10"],
        ),
        (  # an hour at the base between two visits: worth going back
            [stop("Melton", (9,), (10,)), stop("Oakham", (13, 15), (14,))],
            [
                "Travel to Melton 7:55-9:00",
                "Travel back to Enderby 10:00-11:05",
                "Travel to Oakham 12:05-13:15",
                "Travel back to Enderby 14:00-15:10",
            ],
        ),
        (  # a minute less is not
            [stop("Melton", (9,), (10,)), stop("Oakham", (13, 14), (14,))],
            ["Travel to Melton 7:55-9:00", "Travel to Oakham 12:24-13:14", "Travel back to Enderby 14:00-15:10"],
        ),
        (  # the other day is not this day's
            [stop("Oakham", (10,), (11,), day=date(2026, 10, 7))],
            [],
        ),
    ],
)
def test_the_roads_of_a_day(taken, roads):
    assert said(travel_on(TUESDAY, diary(*taken), ROADS)) == roads


def test_without_a_base_there_are_only_the_roads_between_places():
    taken = [stop("Melton", (10,), (11,)), stop("Oakham", (15,), (16,))]
    assert said(travel_on(TUESDAY, diary(*taken, base="", buffer=0), ROADS)) == ["Travel to Oakham 14:25-15:00"]


def test_a_whole_day_has_no_road():
    whole = Taken(
        key="a",
        engagement_id=1,
        title="Fair",
        when=AllDay(TUESDAY, TUESDAY),
        uid="a",
        revised_at=LONG_AGO,
        town="Oakham",
    )
    assert travel_on(TUESDAY, diary(whole), ROADS) == []


def test_a_road_that_runs_into_something_says_so():
    taken = [
        stop("Oakham", (16,), (17,), title="Visit to Rutland"),
        stop("", (15,), (15, 30), title="Call"),
        stop("Narborough", (17, 30), (18,), title="Blaby"),
    ]
    found = travel_on(TUESDAY, diary(*sorted(taken, key=lambda each: each.when.starts_at)), ROADS)
    assert found[0].warnings == ("Runs into “Call”, 3pm to 3:30pm",)
    assert found[1].words == "Travel to Narborough"
    assert found[1].warnings == ("Runs into “Visit to Rutland”, 4pm to 5pm",)
    assert found[2].warnings == ()
    assert found[0].details() == "55 minutes from Enderby, 15 kept free"


def test_roads_keep_their_length_on_the_days_of_the_clock_change():
    for day in (date(2026, 10, 25), date(2027, 3, 28)):
        (there, back) = travel_on(day, diary(stop("Oakham", (10,), (11,), day=day)), ROADS)
        assert there.when.ends_at - there.when.starts_at == timedelta(minutes=70)
        assert said([there, back]) == ["Travel to Oakham 8:50-10:00", "Travel back to Enderby 11:00-12:10"]


@pytest.fixture
def commissioner(session):
    """Two visits, a held time and a day's leave in one week."""
    here, there = Town(name="Enderby"), Town(name="Oakham")
    db.session.add_all([here, there])
    db.session.flush()
    db.session.add(TravelTime(first_town_id=here.id, second_town_id=there.id, minutes=55))
    principal = factories.principal()
    principal.diary = PrincipalDiary(base_place=factories.place(name="Headquarters", town="Enderby"))
    principal.absences = [Absence(first_on=date(2026, 10, 8), last_on=date(2026, 10, 8), words="annual leave")]
    catmose = factories.place(name="Catmose", town="Oakham")
    factories.engagement(
        title="Visit to Rutland", principals=[principal], place=catmose, starts_at=at(16), ends_at=at(17)
    )
    undated = factories.engagement(
        title="Visit to Melton", status="to_arrange", starts_at=None, ends_at=None, principals=[principal]
    )
    friday = at(10, day=date(2026, 10, 9))
    place_holds(undated, [Timed(friday, friday + timedelta(hours=1))], expires_at=NOW + timedelta(days=7), now=NOW)
    return principal


@pytest.mark.parametrize("view", ["day", "week", "month", "list"])
def test_ones_own_diary_shows_roads_holds_and_leave(viewer, commissioner, view):
    address = f"/engagements/diary?view={view}&principal={commissioner.id}&on="
    tuesday, week = (page(viewer.get(address + day)).select_one("main").text for day in ("2026-10-06", "2026-10-09"))
    assert "2:50pm to 4pm" in tuesday
    assert "Travel to Oakham" in tuesday
    assert "Travel back to Enderby" in tuesday
    assert "Held for Visit to Melton until 14 September" in " ".join(week.split())
    if view in {"week", "month"}:
        assert "Away: annual leave" in tuesday


def test_everybodys_diary_shows_holds_but_no_roads_and_no_leave(viewer, commissioner):
    shown = page(viewer.get("/engagements/diary?view=week&on=2026-10-06")).select_one("main").text
    assert "Held for Visit to Melton" in " ".join(shown.split())
    assert "Travel" not in shown
    assert "leave" not in shown
