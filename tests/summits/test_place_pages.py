"""An invitee's place by link: looking changes nothing, a press acts once, an old page decides nothing."""

import pytest
import time_machine

from scheduler.core.db import db
from scheduler.engagements.service import cancel_engagement
from scheduler.invitations.rules import PartStat
from scheduler.invitations.service import invite, token_of
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.summits.rules.vocabulary import PlaceState
from scheduler.summits.service.offers import expire_places
from tests import factories
from tests.browsing import form_values, page, submit
from tests.digest import database_digest
from tests.factories import NOW
from tests.summits.full_house import house


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as frozen:
        yield frozen


@pytest.fixture
def full(app):
    """One place, given back by the first; the second is offered it, two wait."""
    made = house(places=1)
    made.first, *made.waiters = made.fill(4)
    made.answer(made.first.invitation, PartStat.DECLINED)
    db.session.commit()
    return made


def press(client, path: str, action: str, **values: object):
    """Press one button of the page of a place."""
    return submit(client, path, values, form=f'form[action$="/place/{action}"]')


def heading(response) -> str:
    return page(response).h1.text.strip()


def test_looking_changes_nothing_however_often_a_scanner_does(client, full):
    paths = [full.path(each.invitation) for each in (full.first, *full.waiters)]
    before = database_digest()
    for path in paths:
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
        for action in ("take", "let-go", "leave", "come-back"):
            assert client.get(f"{path}/{action}").status_code == 405
    assert database_digest() == before


def test_the_page_says_how_one_stands(client, full):
    offered, waiting, _ = full.waiters
    shown = client.get(full.path(offered.invitation))
    assert heading(shown) == "A place is kept for you"
    assert "Tuesday 8 September 2026, 4pm" in shown.text
    shown = client.get(full.path(waiting.invitation))
    assert heading(shown) == "You are on the waiting list"
    assert "Number 1" in shown.text
    assert shown.headers["X-Robots-Tag"].startswith("noindex")
    assert "Apologies" in client.get(full.path(full.first.invitation)).text


def test_nobody_reads_of_another_there(client, full):
    text = client.get(full.path(full.waiters[1].invitation)).text
    others = (full.first, full.waiters[0], full.waiters[2])
    assert not [each for each in others if each.invitation.invitee_label in text or each.agency.name in text]


def test_the_place_is_taken_by_a_press_and_a_second_tab_agrees(client, full):
    party = full.waiters[0]
    path = full.path(party.invitation)
    second_tab = form_values(page(client.get(path)).select_one('form[action$="/take"]'))
    taken = press(client, path, "take")
    assert (taken.status_code, taken.location) == (303, path)
    assert heading(client.get(path)) == "You have a place"
    assert client.post(f"{path}/take", data=second_tab).status_code == 303
    gone = client.post(f"{path}/let-go", data=second_tab)
    assert gone.status_code == 409
    assert heading(gone) == "You have a place"
    db.session.expire_all()
    assert party.state is PlaceState.CONFIRMED


def test_a_place_let_go_sends_apologies_and_goes_to_the_next(client, full):
    party, following, _ = full.waiters
    press(client, full.path(party.invitation), "let-go")
    assert heading(client.get(full.path(party.invitation))) == "You are not on the list any more"
    assert heading(client.get(full.path(following.invitation))) == "A place is kept for you"
    db.session.expire_all()
    assert party.invitation.partstat is PartStat.DECLINED


def test_who_leaves_the_list_is_asked_nothing_more(client, full):
    waiting = full.waiters[1]
    path = full.path(waiting.invitation)
    assert press(client, path, "leave").status_code == 303
    assert heading(client.get(path)) == "You are not on the list any more"
    db.session.expire_all()
    assert waiting.state is PlaceState.LET_GO


def test_an_expired_offer_gets_a_kind_page_with_a_way_back(client, full, clock):
    party = full.waiters[0]
    path = full.path(party.invitation)
    open_tab = form_values(page(client.get(path)).select_one('form[action$="/take"]'))
    clock.move_to(party.offer_until_at)
    assert heading(client.get(path)) == "The place is no longer kept for you"  # the worker has not come by yet
    late = client.post(f"{path}/take", data=open_tab)
    assert (late.status_code, heading(late)) == (409, "The place is no longer kept for you")
    expire_places(party.offer_until_at)
    db.session.commit()
    assert press(client, path, "come-back").status_code == 303
    assert heading(client.get(path)) == "You are on the waiting list"


def test_when_all_is_off_the_page_is_the_one_that_says_so(client, full):
    party = full.waiters[0]
    path = full.path(party.invitation)
    open_tab = form_values(page(client.get(path)).select_one('form[action$="/take"]'))
    cancel_engagement(full.summit.engagement, "The venue is closed", now=NOW)
    db.session.commit()
    for answer in (client.get(path), client.post(f"{path}/take", data=open_tab)):
        assert (answer.status_code, answer.location) == (303, path.removesuffix("/place"))
    assert "This has been cancelled" in client.get(path.removesuffix("/place")).text


def test_a_link_to_an_ordinary_meeting_has_no_place(client, app):
    factories.office()
    (invitation,) = invite(factories.engagement(), [factories.post()], now=NOW).invited
    assert client.get(f"/a/{token_of(invitation.links[0])}/place").status_code == 404


def answer_path(full, invitation) -> str:
    return full.path(invitation).removesuffix("/place")


def test_the_answer_page_says_how_many_places_there_are_now(client, app):
    full = house(places=3, quota=2)
    one = factories.organisation()
    first, second = full.invite(one, one)
    db.session.commit()
    path = answer_path(full, second)
    assert "Your organisation has 2 places; none is taken; 3 places are left." in client.get(path).text
    full.answer(first)
    db.session.commit()
    assert "Your organisation has 2 places; 1 is taken; 2 places are left." in client.get(path).text  # not a kept page
    seen = client.get(answer_path(full, first)).text
    assert "You have a place." in seen
    assert "are left" not in seen


def test_nobody_is_asked_for_another_time_of_a_day_for_a_hundred(client, app):
    full = house(places=3)
    (invitation,) = full.invite(factories.organisation())
    db.session.commit()
    assert "Propose another time" not in client.get(answer_path(full, invitation)).text


def test_the_receipt_and_its_mail_say_whether_there_is_a_place(client, app, monkeypatch):
    full = house(places=1)
    seated, waiting = full.guests(2)
    full.answer(seated)
    db.session.commit()
    monkeypatch.delitem(app.view_functions, "summits.details", raising=False)
    answered = submit(client, answer_path(full, waiting), {"answer": "ACCEPTED"}, form="main form[novalidate]")
    assert answered.location == f"{answer_path(full, waiting)}/receipt"
    assert "You are on the waiting list. Number 1." in client.get(answered.location).text
    assert "You have a place." in client.get(f"{answer_path(full, seated)}/receipt").text
    notice = db.session.query(Notice).filter_by(kind="receipt").order_by(Notice.id.desc()).first()
    assert "Your place: You are on the waiting list. Number 1." in render(notice).text


def test_who_says_yes_to_a_summit_is_asked_for_details_next(client, app):
    full = house()
    coming, away = full.guests(2)
    db.session.commit()
    answered = submit(client, answer_path(full, coming), {"answer": "ACCEPTED"}, form="main form[novalidate]")
    assert answered.location == f"{answer_path(full, coming)}/details"
    answered = submit(client, answer_path(full, away), {"answer": "DECLINED"}, form="main form[novalidate]")
    assert answered.location == f"{answer_path(full, away)}/receipt"


def test_the_panel_says_beside_each_answer_how_it_stands(viewer, app):
    full = house(places=1)
    full.fill(2)
    db.session.commit()
    text = viewer.get(f"/engagements/{full.summit.engagement_id}").text
    assert "Has a place" in text
    assert "Waiting: number 1" in text
