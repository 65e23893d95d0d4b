"""Travel estimates against the planning table of the area, and the table that the office edits."""

from itertools import combinations

import pytest

from scheduler.almanac.models import TravelTime
from scheduler.almanac.queries import travel_table
from scheduler.almanac.rules.drafts import TownDraft
from scheduler.almanac.rules.travel import UNKNOWN_MINUTES, TownFacts, TravelTable, estimated_minutes, town_key
from scheduler.almanac.service import add_town, change_town, remove_town, set_minutes
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.demo.sample_almanac import TOWNS
from tests.almanac.logbook import last_entry

NAMES = (
    "Leicester", "Glenfield", "Enderby", "Narborough", "Loughborough", "Market Harborough", "Hinckley",
    "Melton Mowbray", "Coalville", "Oadby", "Oakham",
)  # fmt: skip
PLANNING_TABLE = """
 0 20 20 20 35 40 35 40 40 20 45
20  0 20 20 30 45 40 40 35 25 50
20 20  0 10 35 40 30 50 40 20 55
20 20 10  0 35 40 30 50 35 25 55
35 30 35 35  0 60 50 35 30 35 55
40 45 40 40 60  0 50 55 65 40 40
35 40 30 30 50 50  0 65 35 40 70
40 40 50 50 35 55 65  0 55 40 35
40 35 40 35 30 65 35 55  0 40 70
20 25 20 25 35 40 40 40 40  0 40
45 50 55 55 55 40 70 35 70 40  0
"""
MINUTES = {
    (start, end): int(minutes)
    for start, row in zip(NAMES, PLANNING_TABLE.strip().splitlines(), strict=True)
    for end, minutes in zip(NAMES, row.split(), strict=True)
}
FACTS = {each.name: TownFacts(name=each.name, latitude=each.latitude, longitude=each.longitude) for each in TOWNS}
LEICESTER, OAKHAM, MELTON = (
    next(each for each in TOWNS if each.name == name) for name in ("Leicester", "Oakham", "Melton Mowbray")
)


@pytest.mark.parametrize(("start", "end"), list(combinations(NAMES, 2)))
def test_the_documented_method_gives_the_planning_table(start: str, end: str) -> None:
    assert estimated_minutes(FACTS[start], FACTS[end]) == MINUTES[start, end] == MINUTES[end, start]


def test_towns_are_known_in_other_spellings() -> None:
    assert town_key("ashby de la zouch ") == town_key("Ashby-de-la-Zouch")
    table = TravelTable({town_key(name): facts for name, facts in FACTS.items()})
    assert table.minutes("melton mowbray", " OAKHAM") == 35


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("Oakham", "oakham", 0),
        ("", "Oakham", 0),
        ("Oakham", "", 0),
        ("", "", 0),
        ("Elsewhere", "elsewhere", 0),
        ("Elsewhere", "Oakham", UNKNOWN_MINUTES),
        ("Nowhere", "Elsewhere", UNKNOWN_MINUTES),
    ],
)
def test_within_a_town_there_is_no_road_and_an_unknown_one_takes_an_hour(start: str, end: str, minutes: int) -> None:
    assert TravelTable({town_key(name): facts for name, facts in FACTS.items()}).minutes(start, end) == minutes


def test_what_the_office_knows_wins_over_the_estimate_in_both_directions() -> None:
    table = TravelTable({town_key(name): facts for name, facts in FACTS.items()}, {("melton mowbray", "oakham"): 25})
    assert table.minutes("Oakham", "Melton Mowbray") == table.minutes("Melton Mowbray", "Oakham") == 25


def test_a_new_town_has_estimates_to_every_other_one(session) -> None:
    for draft in TOWNS:
        add_town(draft)
    table = travel_table()
    assert {pair: table.minutes(*pair) for pair in MINUTES} == MINUTES
    assert table.direction("oakham") == table.direction("Melton Mowbray") == "east"
    assert table.direction("Elsewhere") == ""
    assert session.query(TravelTime).filter_by(is_estimate=False).count() == 0


def test_typed_minutes_stay_when_the_town_moves_on_the_map_and_estimates_follow(session) -> None:
    leicester, oakham, melton = add_town(LEICESTER), add_town(OAKHAM), add_town(MELTON)
    assert set_minutes(oakham, {melton.id: 30, leicester.id: 45}) == 1
    assert "Oakham to Melton Mowbray" in last_entry().summary
    moved = TownDraft(name="Oakham", direction="east", latitude=52.5, longitude=-0.5)
    change_town(oakham, moved, version=oakham.version)
    table = travel_table()
    assert table.minutes("Oakham", "Melton Mowbray") == 30
    assert table.minutes("Oakham", "Leicester") > 45


def test_an_emptied_box_goes_back_to_the_estimate(session) -> None:
    oakham, melton = add_town(OAKHAM), add_town(MELTON)
    set_minutes(oakham, {melton.id: 90})
    assert travel_table().minutes("Oakham", "Melton Mowbray") == 90
    assert set_minutes(oakham, {melton.id: None}) == 1
    assert travel_table().minutes("Oakham", "Melton Mowbray") == 35


def test_a_removed_town_takes_its_roads_along(session) -> None:
    oakham, melton = add_town(OAKHAM), add_town(MELTON)
    remove_town(oakham)
    assert session.query(TravelTime).count() == 0
    assert travel_table().minutes("Oakham", melton.name) == UNKNOWN_MINUTES


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (TownDraft(name=" "), "name"),
        (TownDraft(name="OAKHAM"), "name"),
        (TownDraft(name="Here", latitude=91.0, longitude=0.0), "latitude"),
        (TownDraft(name="Here", latitude=float("nan"), longitude=0.0), "latitude"),
        (TownDraft(name="Here", latitude=1.0, longitude=181.0), "longitude"),
        (TownDraft(name="Here", latitude=1.0), "longitude"),
    ],
)
def test_a_town_that_makes_no_sense_is_refused(session, draft: TownDraft, field: str) -> None:
    add_town(OAKHAM)
    with pytest.raises(RuleBroken) as refused:
        add_town(draft)
    assert refused.value.field == field


def test_somebody_else_s_change_of_a_town_is_not_overwritten(session) -> None:
    oakham = add_town(OAKHAM)
    seen = oakham.version
    change_town(oakham, TownDraft(name="Oakham", direction="far east"), version=seen)
    db.session.flush()
    with pytest.raises(VersionConflict):
        change_town(oakham, OAKHAM, version=seen)
