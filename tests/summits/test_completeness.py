"""Whom the waves forget is said in words, and one press puts them into a wave."""

import pytest

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.stakeholders.rules import RoleKind
from scheduler.summits.models import PlannedWave
from scheduler.summits.queries.completeness import completeness_of
from scheduler.summits.queries.waves import planned_waves
from scheduler.summits.rules.completeness import Check, Home, Seat, completeness
from scheduler.summits.rules.vocabulary import WaveKind
from tests import factories
from tests.browsing import page
from tests.factories import NOW
from tests.queries import count_queries
from tests.summits.county import County, county

LEADER = Seat(1, "Leader, Melton", ("organisation", 1), RoleKind.POLITICAL_HEAD)
CHIEF = Seat(2, "Chief executive, Melton", ("organisation", 1), RoleKind.OFFICER_HEAD)
MELTON = Home(("organisation", 1), "Melton", "Local authority", is_council=True)
SCHOOL = Home(("organisation", 2), "Ashby University", "Education")
CSPS = [Home(("body", number), f"CSP {number}", "Local authority", is_csp=True) for number in range(1, 10)]
CHAIRS = [Seat(100 + number, f"Chair, CSP {number}", ("body", number), RoleKind.CHAIR) for number in range(1, 10)]


def named(checks: list[Check], name: str) -> Check:
    return next(check for check in checks if check.name == name)


def test_an_area_without_anybody_is_named():
    found = completeness(["Education", "Local authority"], [MELTON, SCHOOL], [LEADER], [1])
    assert found.areas[0].warning == "Education: nobody is invited."
    assert found.areas[1].warning == ""


def test_an_area_of_which_partners_knows_nobody_is_told_apart():
    found = completeness(["Business"], [MELTON], [LEADER], [])
    assert found.areas[0].warning == "Business: Partners knows no agency of this area."


def test_an_area_that_is_asked_in_part_says_how_many_are_missing():
    found = completeness(["Local authority"], [MELTON, *CSPS[:2]], [LEADER, *CHAIRS[:2]], [1, 101])
    assert found.areas[0].warning == "Local authority: 1 of 3 agencies is in no wave."
    assert [missing.name for missing in found.areas[0].missing] == ["CSP 2"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (range(104, 110), "3 of 9 CSP chairs are in no wave."),
        (range(102, 110), "1 of 9 CSP chairs is in no wave."),
        (range(101, 110), ""),
    ],
)
def test_chairs_in_no_wave_are_counted(asked, words):
    assert named(completeness([], CSPS, CHAIRS, asked).seats, "Chairs of CSPs").warning == words


def test_a_council_needs_its_leader_and_its_officer_head_each():
    found = completeness([], [MELTON], [LEADER, CHIEF], [1])
    assert named(found.seats, "Leaders of councils").missing == []
    assert named(found.seats, "Chief executives of councils").post_ids == [2]


def test_a_council_without_such_a_seat_is_missing_and_cannot_be_added():
    check = named(completeness([], [MELTON], [LEADER], [1]).seats, "Chief executives of councils")
    assert [(each.name, each.seat) for each in check.missing] == [("Melton", None)]
    assert check.post_ids == []


@pytest.fixture
def ours(app) -> County:
    return county()


def check(ours: County):
    return completeness_of(ours.summit, planned_waves(ours.summit), local_day(NOW))


def test_planned_and_invited_count_together(ours):
    ours.send("melton")
    ours.plan("university")
    areas = {each.name: each for each in check(ours).areas}
    assert (areas["Local authority"].known, areas["Local authority"].asked) == (3, 1)
    assert areas["Education"].warning == ""
    assert areas["Health"].warning == "Health: nobody is invited."


def test_a_save_the_date_is_no_invitation(ours):
    ours.plan("trust", kind=WaveKind.SAVE_THE_DATE)
    assert "Health: nobody is invited." in check(ours).warnings


def test_members_of_a_planned_group_count(ours):
    group = factories.post_group(role_kinds=["chair"], body_kinds=["community safety partnership"])
    ours.plan(groups=[group.id])
    assert named(check(ours).seats, "Chairs of CSPs").warning == ""


def test_an_ended_agency_is_not_missed(ours):
    ours.seats["trust"].organisation.ended_on = local_day(NOW).replace(year=2025)
    db.session.commit()
    assert "Health: Partners knows no agency of this area." in check(ours).warnings


def test_boards_and_forums_are_no_agencies_of_their_own(ours):
    factories.body(kind="board", area=ours.areas["Education"])
    factories.body(kind="partnership", area=ours.areas["Education"])
    education = next(each for each in check(ours).areas if each.name == "Education")
    assert education.known == 2


def test_one_press_puts_the_missing_seats_into_a_wave(ours, manager):
    planned = ours.plan("melton", name="Wave 1")
    path = f"/summits/{ours.summit.id}/waves/completeness"
    shown = page(manager.get(path))
    row = next(tr for tr in shown.select("tbody tr") if tr.th.get_text().startswith("Health"))
    form = row.select_one("form")
    data = {each["name"]: each["value"] for each in form.select("input")} | {"wave": str(planned.id)}
    answer = manager.post(form["action"], data=data, follow_redirects=True)
    assert "1 seat added to Wave 1" in answer.text
    db.session.expire_all()
    assert {each.post_id for each in db.session.get(PlannedWave, planned.id).members} == {
        ours.seats["melton"].id,
        ours.seats["trust"].id,
    }


def test_a_wave_that_is_gone_is_said_to_be(ours, manager):
    ours.plan("melton")
    path = f"/summits/{ours.summit.id}/waves/completeness"
    token = page(manager.get(path)).select_one("input[name=csrf_token]")["value"]
    answer = manager.post(f"/summits/{ours.summit.id}/waves/put", data={"csrf_token": token, "wave": "999"})
    assert "Choose a wave" in manager.get(answer.location).text


def test_the_check_asks_as_often_whatever_there_is(ours, viewer):
    path = f"/summits/{ours.summit.id}/waves/completeness"
    ours.plan("melton", groups=[factories.post_group().id])
    viewer.get(path)
    with count_queries() as few:
        viewer.get(path)
    for number in range(5):
        factories.post(organisation=factories.organisation(area=ours.areas["Health"]))
        ours.plan("trust", name=f"More {number}", groups=[factories.post_group().id])
    viewer.get(path)
    with count_queries() as many:
        viewer.get(path)
    assert len(many) == len(few)
