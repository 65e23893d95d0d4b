"""The door's pages by plain forms, the devices' JSON, the lists and the badges."""

import sys
import time
import uuid
from datetime import timedelta

import pytest

from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.summits.badges import SHEETS, Badge, badges_pdf, qr_svg
from scheduler.summits.models import Attendee, CheckIn, Summit
from tests import factories
from tests.browsing import form_values, page, submit
from tests.summits.attending import invited, seat


@pytest.fixture
def door(manager):
    """The address of a summit's door; two hold places."""
    summit = factories.summit()
    seat(summit, "Jo Merrick", "Melton Borough Council")
    seat(summit, "Rowan O'Neill-Ashdown OBE", "Blaby District Council")
    db.session.commit()
    return f"/summits/{summit.id}/check-in"


def test_two_steps_check_somebody_in_without_javascript(manager, door):
    found = page(manager.get(f"{door}?q=melton mer"))
    assert [each.text for each in found.select(".door__who strong")] == ["Jo Merrick"]
    form = found.select_one(".door__found form")
    done = manager.post(door, data=form_values(form) | {"kind": "arrived"}, follow_redirects=True)
    assert "Here since" in page(done).select_one(".door__who").text
    again = manager.post(door, data=form_values(form) | {"kind": "arrived"}, follow_redirects=True)
    assert again.status_code == 200
    assert db.session.query(CheckIn).count() == 1


def test_looking_at_the_door_changes_nothing(manager, door):
    for address in (door, f"{door}?q=jo", f"{door}/roster.json"):
        assert manager.get(address).status_code == 200
    assert db.session.query(CheckIn).count() == 0


def test_somebody_who_is_not_on_the_list_is_asked_for_a_name(manager, door):
    refused = submit(manager, f"{door}/walk-in", {"name": " "})
    assert refused.status_code == 422
    assert "Enter their name." in page(refused).select_one(".govuk-error-message").text
    assert submit(manager, f"{door}/walk-in", {"name": "Mo Tenby", "organisation": "Youth forum"}).status_code == 303
    assert "Mo Tenby" in manager.get(f"{door}?q=youth").text


def test_who_came_instead_is_asked_with_seniority_and_authority(manager, session):
    summit = factories.summit()
    _, attendee = invited(summit)
    session.commit()
    address = f"/summits/{summit.id}/check-in/{attendee.id}/substitute"
    said = {"name": "Bea Larkfield", "role": "Deputy Leader", "band": "2", "authority": "full"}
    assert submit(manager, address, said).status_code == 303
    session.expire_all()
    now = session.get(Attendee, attendee.id)
    assert (now.name, now.band, str(now.authority)) == ("Bea Larkfield", 2, "full")


def sent(kind="arrived", **facts: object):
    press = {"id": str(uuid.uuid4()), "kind": kind, "at": "2026-09-07T09:00:00+00:00"} | facts
    return {"presses": [press], "device": "phone", "sent_at": "2026-09-07T09:00:05+00:00"}


def tell(manager, door, telling):
    """As a device does: with the secret that came with its list."""
    secret = manager.get(f"{door}/roster.json").json["csrf"]
    return manager.post(f"{door}/sync", json=telling, headers={"X-CSRFToken": secret})


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        [],
        {"presses": "all"},
        {"presses": [{"id": "x"}], "sent_at": "2026-09-07T09:00:05+00:00"},
        sent(kind="eaten"),
        sent(attendee_id="1 OR 1=1"),
        sent(kind="walk-in", name="\u2028"),
        sent(at="yesterday"),
        sent() | {"sent_at": "2026-09-07T09:00:05"},
        sent() | {"presses": [{}] * 3000},
    ],
)
def test_what_no_device_of_ours_sends_is_refused_whole(manager, door, nonsense):
    answer = tell(manager, door, nonsense)
    assert answer.status_code == 422
    assert "trouble" in answer.json
    assert db.session.query(CheckIn).count() == 0


def test_a_device_learns_what_became_of_each_press_and_what_others_noted(manager, door):
    people = manager.get(f"{door}/roster.json").json["people"]
    jo = next(each for each in people if each["name"] == "Jo Merrick")
    telling = sent(attendee_id=jo["id"])
    first = tell(manager, door, telling).json
    assert first["stored"] == [telling["presses"][0]["id"]]
    assert [each["there"] for each in first["people"] if each["id"] == jo["id"]] == [True]
    assert tell(manager, door, telling).json["known"] == first["stored"]


def test_after_the_day_is_closed_nothing_is_taken_and_devices_are_told(manager, door):
    day = door.replace("check-in", "day")
    submit(manager, day, form=f"form[action='{day}/close']")
    answer = tell(manager, door, sent())
    assert (answer.status_code, "closed" in answer.json["trouble"]) == (409, True)
    assert manager.get(f"{door}/roster.json").json["closed"] is True
    assert "attendance is final" in manager.get(day).text
    submit(manager, day, form=f"form[action='{day}/reopen']")
    assert tell(manager, door, sent()).status_code == 200


def test_the_worker_may_answer_for_summit_pages_only(manager, door):
    answer = manager.get("/summits/check-in-worker.js")
    assert answer.headers["Service-Worker-Allowed"] == "/summits/"
    assert answer.mimetype == "text/javascript"


def test_lists_print_everybody_expected(manager, door):
    base = door.replace("/check-in", "/day")
    for by in ("surname", "organisation"):
        assert [each in manager.get(f"{base}/list-by-{by}").text for each in ("Merrick", "Ashdown")] == [True, True]
    assert "Nobody is checked in." in manager.get(f"{base}/evacuation").text
    rows = manager.get(f"{base}/attendance.csv").data.decode("utf-8-sig").splitlines()
    assert rows[1].startswith("Jo Merrick,Leader,Melton Borough Council,")


def test_badges_for_everybody_or_for_one(manager, door):
    base = door.replace("/check-in", "/day")
    whole = manager.get(f"{base}/badges.pdf?sheet=90x55&skip=3&with_code=y")
    assert (whole.mimetype, whole.data[:5]) == ("application/pdf", b"%PDF-")
    assert manager.get(f"{base}/badges.pdf?sheet=nonsense").status_code == 422
    assert manager.get(f"{base}/badges.pdf?sheet=90x55&only=999999").status_code == 404


@pytest.mark.once
def test_a_hundred_and_ten_badges_of_any_name_are_set_on_twelve_sheets():
    names = [f"Rowan #{number} *O'Neill* $x$ \\ Ål" for number in range(110)]
    letters = [("A", "#1d5fa8"), ("C", "#8a5a00")]
    code = qr_svg("https://office.example.org/summits/1/check-in?attendee=1")
    started = time.perf_counter()
    badges = [Badge(name, "Leader", "Melton Borough Council", "4", letters, code) for name in names]
    content = badges_pdf(badges, SHEETS["90x55"], "Crime Reduction summit, 21 October 2026", skip=1)
    sys.stdout.write(f"110 badges: {time.perf_counter() - started:.2f} s\n")
    assert content.startswith(b"%PDF-")
    assert b"/Count 12" in content  # 111 labels, ten on a sheet


def test_a_page_of_somebody_else_cannot_tell_for_a_device(manager, door):
    assert manager.post(f"{door}/sync", json=sent()).status_code == 400
    assert db.session.query(CheckIn).count() == 0


def test_a_day_that_is_still_to_come_cannot_be_closed(manager, door, session):
    summit = session.query(Summit).one()
    ahead = utc_now() + timedelta(days=9)
    summit.engagement.starts_at, summit.engagement.ends_at = ahead, ahead + timedelta(hours=6)
    session.commit()
    day = door.replace("check-in", "day")
    shown = manager.get(day)
    assert "The day is still to come" in shown.text
    token = page(shown).select_one("input[name=csrf_token]")["value"]
    manager.post(f"{day}/close", data={"csrf_token": token})
    assert "cannot be closed" in manager.get(day).text
    session.expire_all()
    assert summit.closed_at is None
