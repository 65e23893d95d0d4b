"""The office's page of places: sums that agree, consequences before saving, and steps out of order."""

import pytest
import time_machine
from sqlalchemy import select

from scheduler.core.db import db
from scheduler.invitations.rules import PartStat
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.summits.queries.places_board import board_of
from scheduler.summits.rules.places import OFFERED
from scheduler.summits.rules.vocabulary import PlaceState
from tests.browsing import page, submit
from tests.factories import NOW
from tests.summits.full_house import house

NUMBERS = "main form[novalidate]"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as frozen:
        yield frozen


@pytest.fixture
def full(app):
    """Two places of one organisation each; one is on offer, two wait."""
    made = house(places=2, quota=2)
    made.first, made.second, *made.waiters = made.fill(5)
    made.answer(made.first.invitation, PartStat.DECLINED)
    db.session.commit()
    return made


def path(full) -> str:
    return f"/summits/{full.summit.id}/places"


def test_the_sums_agree_with_one_another(full):
    board = board_of(full.summit)
    assert board.allowance.taken == board.confirmed + board.offered == 2
    assert sum(line.confirmed for line in board.agencies) == board.confirmed
    assert sum(line.offered for line in board.agencies) + board.without_agency == board.offered
    assert sum(line.waiting for line in board.agencies) == len(board.waiting) == 2


def test_the_page_shows_who_waits_in_order_and_why(viewer, full):
    shown = page(viewer.get(path(full)))
    rows = [row.get_text(" ", strip=True) for row in shown.select("table")[1].select("tbody tr")]
    assert [row.split()[0] for row in rows] == ["1", "2"]
    assert full.waiters[1].invitation.invitee_label in rows[0]
    assert "has no place yet" in rows[0]
    assert not shown.select(NUMBERS + " button")  # a viewer only reads


def test_what_the_numbers_do_is_said_before_they_count(manager, full):
    seen = submit(manager, path(full), {"places": "1"}, form=NUMBERS)
    assert seen.status_code == 200
    assert "1 more is taken than there would be places: nobody is removed" in seen.text
    db.session.expire_all()
    assert full.summit.places.places == 2
    values = {box["name"]: box.get("value", "") for box in page(seen).select(f"{NUMBERS} input[name]")}
    saved = manager.post(path(full), data=values)
    assert saved.status_code == 303
    db.session.expire_all()
    assert (full.summit.places.places, full.summit.places.ceiling) == (1, 2)
    assert "More places are taken than there are" in manager.get(path(full)).text


def test_other_numbers_than_those_seen_are_shown_again(manager, full):
    seen = submit(manager, path(full), {"places": "1"}, form=NUMBERS)
    values = {box["name"]: box.get("value", "") for box in page(seen).select(f"{NUMBERS} input[name]")}
    again = manager.post(path(full), data=values | {"places": "12"})
    assert again.status_code == 200
    assert "places are offered at once" in again.text
    db.session.expire_all()
    assert full.summit.places.places == 2


def test_an_organisation_gets_a_number_of_its_own(manager, full):
    box = f"own_{full.second.agency_id}"
    seen = submit(manager, path(full), {box: "1"}, form=NUMBERS)
    values = {each["name"]: each.get("value", "") for each in page(seen).select(f"{NUMBERS} input[name]")}
    manager.post(path(full), data=values)
    db.session.expire_all()
    assert (full.second.agency.quota, full.second.agency.has_own_quota) == (1, True)
    assert {each.agency.quota for each in full.waiters} == {2}


@pytest.mark.parametrize(("box", "typed"), [("places", "many"), ("quota", "0"), ("places", "-3"), ("places", "９")])
def test_what_is_no_number_is_refused_with_what_was_typed(manager, full, box, typed):
    answer = submit(manager, path(full), {box: typed}, form=NUMBERS)
    if answer.status_code == 200:  # a number, so first its consequences
        values = {each["name"]: each.get("value", "") for each in page(answer).select(f"{NUMBERS} input[name]")}
        answer = manager.post(path(full), data=values)
    assert answer.status_code == 422
    assert page(answer).select_one(f'input[name="{box}"]')["value"] == typed
    assert page(answer).select_one(".govuk-error-summary") is not None


def test_an_offer_is_kept_longer_or_taken_back(manager, full):
    one = f"{path(full)}/{full.waiters[0].id}"
    refused = submit(manager, one, {"hours": "1"}, form='form[action$="/extend"]')
    assert refused.status_code == 422
    assert "Enter more working hours" in refused.text
    assert submit(manager, one, {"hours": "40"}, form='form[action$="/extend"]').status_code == 303
    assert submit(manager, one, {"why": "Cannot be reached"}, form='form[action$="/withdraw"]').status_code == 303
    db.session.expire_all()
    assert full.waiters[0].state is PlaceState.LAPSED
    assert full.waiters[1].state is PlaceState.OFFERED


def test_an_offer_whose_mail_did_not_arrive_says_so_until_a_later_one_does(manager, full):
    assert "did not arrive" not in manager.get(path(full)).text
    for notice in db.session.scalars(select(Notice).where(Notice.kind == OFFERED)):
        notice.state = NoticeState.FAILED
    db.session.commit()
    row = page(manager.get(path(full))).select_one("table tbody tr")
    assert full.waiters[0].invitation.invitee_label in row.text
    assert "A mail about it did not arrive" in row.text
    submit(manager, f"{path(full)}/{full.waiters[0].id}", {"hours": "40"}, form='form[action$="/extend"]')
    assert "did not arrive" not in manager.get(path(full)).text


def test_out_of_order_needs_a_reason(manager, full, clock):
    clock.move_to(full.summit.engagement.starts_at)
    full.answer(full.second.invitation, PartStat.DECLINED, now=full.summit.engagement.starts_at)
    db.session.commit()
    clock.move_to(NOW)
    one = f"{path(full)}/{full.waiters[2].id}"
    assert submit(manager, one, form='form[action$="/offer"]').status_code == 422
    assert submit(manager, one, {"reason": "They speak first"}, form='form[action$="/offer"]').status_code == 303
    db.session.expire_all()
    assert full.waiters[2].state is PlaceState.OFFERED


def test_a_party_of_another_summit_is_not_there(viewer, full):
    assert viewer.get(f"/summits/{full.summit.id + 1}/places/{full.first.id}").status_code == 404
    assert viewer.get(f"{path(full)}/999999").status_code == 404
