"""The programme's pages as the office uses them: every change by form; readers change nothing."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.accounts.models import MailHabits
from scheduler.core.db import db
from scheduler.summits.models import Summit
from scheduler.summits.queries.programme import all_tables, sessions_of, table_seats_of, workshops_of
from scheduler.summits.service.tables import keep_apart, plan_all, set_tables
from scheduler.summits.service.workshops import allocate_all
from tests import factories
from tests.summits.programmed import Programmed, programmed


@pytest.fixture
def made(app) -> Programmed:
    summit = programmed()
    db.session.commit()
    return summit


def press(browser: FlaskClient, path: str, data: dict[str, str] | None = None, *, follow: bool = False) -> TestResponse:
    """Send a form as its page would, with the token that every page carries."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/today").text)
    assert found is not None
    return browser.post(path, data={"csrf_token": found[1]} | (data or {}), follow_redirects=follow)


def address(summit: Summit, rest: str = "") -> str:
    return f"/summits/{summit.id}/programme{rest}"


def test_an_empty_programme_begins_in_one_press_and_only_once(manager, session):
    factories.office()
    summit = factories.summit()
    session.commit()
    assert "Begin with the usual order" in manager.get(address(summit)).text
    for _ in range(2):
        press(manager, address(summit, "/starter"))
    assert len(sessions_of(summit)) == 9
    assert "9:30am to" in manager.get(address(summit)).text


def test_a_summit_without_a_date_says_what_comes_first(manager, session):
    factories.office()
    summit = factories.summit()
    summit.engagement.starts_at = summit.engagement.ends_at = None
    session.commit()
    assert "Fix the date first" in manager.get(address(summit)).text
    assert press(manager, address(summit, "/starter")).status_code == 303
    assert manager.get(address(summit, "/parts/new")).status_code == 303


def form(**changes: str) -> dict[str, str]:
    facts = {"kind": "plenary", "title": "Closing words", "day": "2026-10-21", "times": "3 to 3:30pm"}
    return facts | {"room_id": "", "speakers": "", "words": ""} | changes


def test_times_and_speakers_are_typed_as_people_type_them(manager, made):
    typed = form(room_id=str(made.hall.id), speakers="Rowan Ashdown, Commissioner\nKit Barrowby")
    assert press(manager, address(made.summit, "/parts/new"), typed).status_code == 303
    page = manager.get(address(made.summit)).text
    assert "3pm to 3:30pm" in page
    assert "Rowan Ashdown, Commissioner; Kit Barrowby" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"times": "sometime"}, "not times we can read"),
        ({"times": "11am to 10am"}, "ends before it begins"),
        ({"title": ""}, "Enter a title"),
        ({"day": "2027-01-01"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_rest_stays(manager, made, wrong, words):
    answer = press(manager, address(made.summit, "/parts/new"), form(words="With coffee") | wrong)
    assert answer.status_code == 422
    assert "With coffee" in answer.text
    assert words in answer.text or wrong.get("day")


def test_a_part_is_changed_and_taken_out(manager, made):
    part = address(made.summit, f"/parts/{made.welcome.id}")
    assert "Welcome" in manager.get(part).text
    press(manager, part, form(title="Opening", times="9:45 to 10:30"))
    assert "9:45am to 10:30am" in manager.get(address(made.summit)).text
    for _ in range(2):
        assert press(manager, f"{part}/remove").status_code == 303
    assert [each.title for each in sessions_of(made.summit)] == ["Workshops"]


def test_a_part_with_workshops_keeps_its_kind(manager, made):
    made.workshop("A")
    db.session.commit()
    answer = press(manager, address(made.summit, f"/parts/{made.workshops.id}"), form(times="11 to 12"))
    assert answer.status_code == 422
    assert "It has workshops" in answer.text


def test_a_workshop_is_added_changed_and_removed(manager, made):
    new = address(made.summit, f"/parts/{made.workshops.id}/workshops/new")
    typed = {"letter": "", "title": "Burglary", "room_id": str(made.small.id), "capacity": "", "words": ""}
    assert press(manager, new, typed | {"capacity": "many"}).status_code == 422
    assert press(manager, new, typed).status_code == 303
    (workshop,) = workshops_of(made.summit)
    assert (workshop.letter, workshop.capacity) == ("A", 20)
    own = address(made.summit, f"/workshops/{workshop.id}")
    press(manager, own, typed | {"letter": "B", "capacity": "12"})
    assert "12 seats" in manager.get(address(made.summit)).text
    assert press(manager, own).status_code in {303, 422}
    press(manager, f"{own}/remove")
    assert workshops_of(made.summit) == []


def seated(made: Programmed) -> Programmed:
    """Three guests; two workshops of which the first has one seat; two tables."""
    made.workshop("A", 1)
    made.workshop("B", 5)
    for _ in range(3):
        made.guest()
    allocate_all(made.summit, keeps_seats=False)
    set_tables(made.summit, 2, 2)
    plan_all(made.summit, keeps_seats=False)
    db.session.commit()
    return made


def test_seats_are_given_and_moved_by_form(manager, made):
    seated(made)
    page = address(made.summit, "/workshops")
    assert "Everybody has a seat" in manager.get(page).text
    guest = made.attendee(made.invitations[0])
    a, b = workshops_of(made.summit)
    move = address(made.summit, f"/parts/{made.workshops.id}/seats/{guest.id}")
    full = press(manager, move, {"workshop": str(a.id)}, follow=True).text
    assert "Workshop A is full" in full or "Saved" in full
    press(manager, move, {"workshop": str(b.id), "pin": "y"})
    assert "pinned" in manager.get(page).text
    press(manager, address(made.summit, "/allocate"), {"how": "anew"})
    assert "The office has put you here." in manager.get(page).text


def test_tables_are_set_planned_and_moved_by_form(manager, made):
    seated(made)
    page = address(made.summit, "/tables")
    assert press(manager, page, {"count": "three", "seats": "10"}).status_code == 422
    press(manager, page, {"count": "3", "seats": "1"})
    assert "Table 3" in manager.get(page).text
    guest = made.attendee(made.invitations[0])
    third = max(table.id for table in all_tables(made.summit))
    press(manager, address(made.summit, f"/guests/{guest.id}"), {"table": str(third), "pin": "y"})
    press(manager, address(made.summit, "/tables/plan"), {"how": "anew"})
    db.session.expire_all()
    assert table_seats_of(made.summit)[guest.id].table_id == third
    other = made.attendee(made.invitations[1])
    full = press(manager, address(made.summit, f"/guests/{other.id}"), {"table": str(third)}, follow=True)
    assert "Table 3 is full" in full.text


def test_two_who_do_not_sit_together_are_named_without_a_reason(manager, made):
    seated(made)
    one, other = (made.attendee(each) for each in made.invitations[:2])
    pair = {"one": str(other.id), "other": str(one.id)}
    page = address(made.summit, "/tables")
    for _ in range(2):
        press(manager, address(made.summit, "/apart"), pair)
    shown = manager.get(page).text
    assert shown.count("Let them sit together") == 1
    assert "reason" not in shown.split('id="apart"')[1].casefold()
    press(manager, address(made.summit, "/apart"), pair | {"together": "y"})
    assert "Let them sit together" not in manager.get(page).text


def test_who_sits_together_against_a_pair_is_told_on_the_page(manager, made):
    seated(made)
    seats = table_seats_of(made.summit)
    pairs = [(a, b) for a in seats for b in seats if a < b and seats[a].table_id == seats[b].table_id]
    people = {made.attendee(each).id: made.attendee(each) for each in made.invitations}
    keep_apart(made.summit, *(people[key] for key in pairs[0]))
    db.session.commit()
    assert "are to be apart and both sit at" in manager.get(address(made.summit, "/tables")).text


def test_each_table_has_a_card_with_its_people(viewer, made):
    seated(made)
    page = viewer.get(address(made.summit, "/tables/cards")).text
    assert page.count('class="sheet"') == 2
    assert all(made.attendee(each).name in page for each in made.invitations)


def test_a_release_by_form_says_who_it_concerns(manager, made):
    seated(made)
    page = address(made.summit, "/release")
    assert "3 people are affected" in manager.get(page).text
    assert "Released: version 1." in press(manager, page, {"after": "0"}, follow=True).text
    assert "Nobody is affected" in manager.get(page).text
    assert "released meanwhile" in press(manager, page, {"after": "0"}, follow=True).text
    assert "Workshop of A" in manager.get(address(made.summit, "/releases/1")).text


def test_what_partners_do_not_know_yet_is_said_on_the_programme(manager, made):
    seated(made)
    made.release()
    assert "not told yet" not in manager.get(address(made.summit)).text
    press(manager, address(made.summit, f"/parts/{made.welcome.id}"), form(title="Opening", times="9:45 to 10:30"))
    assert "1 change is not told yet" in manager.get(address(made.summit)).text


def test_many_mails_are_asked_for_twice(manager, made):
    for _ in range(3):
        made.guest()
    db.session.query(MailHabits).one().ceiling = 2
    db.session.commit()
    page = address(made.summit, "/release")
    refused = press(manager, page, {"after": "0"})
    assert refused.status_code == 422
    assert "This sends 3 mails" in refused.text
    assert "Nothing is released yet" in manager.get(page).text
    assert press(manager, page, {"after": "0", "confirmed_mails": "3"}).status_code == 303


def test_readers_are_offered_no_change(viewer, made):
    seated(made)
    for rest in ("", "/workshops", "/tables", "/release"):
        page = viewer.get(address(made.summit, rest)).text
        assert page.count('method="post"') == page.count("masthead__person")
