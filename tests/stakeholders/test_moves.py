"""Seats are dated: who moves keeps the past at the old place, and the day's round brings the new one."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.rounds import registered_rounds
from scheduler.stakeholders.forms.homes import OrganisationForm
from scheduler.stakeholders.models import HomePlace, Organisation, Place
from scheduler.stakeholders.queries import place_on
from scheduler.stakeholders.service import change_organisation
from scheduler.stakeholders.service.moves import move_home, take_back_move
from tests import factories
from tests.browsing import page, submit

NOW = datetime(2023, 6, 1, 9, 0, tzinfo=UTC)
MOVE = date(2023, 7, 3)


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def old(app) -> Place:
    return factories.place(name="Bushloe House", town="Wigston")


@pytest.fixture
def new(app) -> Place:
    return factories.place(name="Brocks Hill", town="Oadby")


@pytest.fixture
def council(old) -> Organisation:
    council = factories.organisation(name="Oadby and Wigston Borough Council", place=old)
    commit()
    return council


def run_day() -> None:
    """What the worker does once a day."""
    for each in registered_rounds():
        if each.name == "partners move":
            each.run(datetime.now(UTC))


def test_each_day_has_its_seat(council, old, new):
    move_home(council, new, from_on=MOVE, now=NOW)
    assert [place_on(council, day) for day in (date(2014, 7, 14), date(2023, 7, 2), MOVE)] == [old, old, new]
    assert council.place is old


def test_the_day_itself_brings_the_seat_of_today(council, new, frozen):
    move_home(council, new, from_on=MOVE, now=NOW)
    frozen.move_to(datetime(2023, 7, 3, 0, 5, tzinfo=UTC))
    run_day()
    assert council.place is new


def test_a_move_that_was_long_ago_counts_at_once(council, old, new):
    move_home(council, new, from_on=date(2022, 1, 1), now=NOW)
    assert council.place is new
    assert place_on(council, date(2021, 12, 31)) is old


def test_a_body_moves_as_an_organisation_does(new, old):
    body = factories.body(place=old)
    move_home(body, new, from_on=MOVE, now=NOW)
    assert (place_on(body, date(2023, 7, 2)), place_on(body, MOVE)) == (old, new)


def test_whoever_never_moved_sits_where_they_sit(council, old):
    assert place_on(council, date(1999, 1, 1)) is old
    assert db.session.query(HomePlace).count() == 0


@pytest.mark.parametrize(
    ("day", "to_old", "field"),
    [(MOVE, True, "place_id"), (date(1974, 4, 1), False, "from_on")],
    ids=["there", "before"],
)
def test_a_move_that_is_none_is_refused(council, old, new, day, to_old, field):
    council.started_on = date(1974, 4, 1)
    with pytest.raises(RuleBroken) as refused:
        move_home(council, old if to_old else new, from_on=day, now=NOW)
    assert refused.value.field == field


def test_two_moves_on_one_day_are_refused(council, new):
    move_home(council, new, from_on=MOVE, now=NOW)
    with pytest.raises(RuleBroken, match="already moves on that day"):
        move_home(council, factories.place(name="Elsewhere"), from_on=MOVE, now=NOW)


def test_a_move_taken_back_leaves_no_trace_of_a_date(council, old, new):
    move_home(council, new, from_on=date(2022, 1, 1), now=NOW)
    take_back_move(council, council.moves[-1], now=NOW)
    assert council.place is old
    assert db.session.query(HomePlace).count() == 0


def test_correcting_todays_place_on_the_form_corrects_the_dated_seat(app, council, old, new):
    move_home(council, new, from_on=MOVE, now=NOW)
    right = factories.place(name="Bushloe House, Station Road")
    with app.test_request_context():
        form = OrganisationForm(obj=council)
        form.place_id.data = right.id
        change_organisation(council, form.draft(), version=council.version)
    assert place_on(council, date(2023, 7, 2)) is right
    assert place_on(council, MOVE) is new


def test_the_page_says_where_it_sits_and_takes_a_move(manager, council, new):
    address = f"/partners/organisations/{council.id}/moves"
    assert "Bushloe House, Wigston" in page(manager.get(address)).get_text()
    values = {"from_on": ["3", "7", "2023"], "place_id": str(new.id)}
    assert submit(manager, address, values, form="form.moving").status_code == 303
    rows = [row.get_text(" ", strip=True) for row in page(manager.get(address)).select("main tbody tr")]
    assert [row.split(" Take back")[0] for row in rows] == [
        "Bushloe House Wigston the beginning –",
        "Brocks Hill Oadby 3 July 2023",
    ]
    taken_back = submit(manager, address, form="form[action*=take-back]")
    assert taken_back.status_code == 303
    assert db.session.query(HomePlace).count() == 0


def test_a_rejected_move_keeps_what_was_typed(manager, council, old):
    address = f"/partners/organisations/{council.id}/moves"
    refused = submit(manager, address, {"from_on": ["31", "2", "2023"], "place_id": str(old.id)}, form="form.moving")
    assert refused.status_code == 422
    shown = page(refused)
    assert "Enter a real date" in shown.select_one(".govuk-error-summary").get_text()
    assert [each["value"] for each in shown.select("input[name=from_on]")] == ["31", "2", "2023"]
    assert shown.select_one("select[name=place_id] option[selected]")["value"] == str(old.id)


def test_a_move_of_another_council_is_not_found(manager, council, new):
    other = factories.organisation(place=new)
    move_home(council, new, from_on=MOVE, now=NOW)
    commit()
    form = page(manager.get(f"/partners/organisations/{council.id}/moves")).select_one("form[action*=take-back]")
    token = form.select_one("input[name=csrf_token]")["value"]
    wrong = f"/partners/organisations/{other.id}/moves/{council.moves[-1].id}/take-back"
    assert manager.post(wrong, data={"csrf_token": token}).status_code == 404
