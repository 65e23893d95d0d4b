"""The office's pages of chasing and the call list, and the page behind “no more reminders”."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine

from scheduler.core.db import db
from scheduler.engagements.rules import EngagementKind
from scheduler.engagements.service import cancel_engagement
from scheduler.invitations.models import Chaser, Invitation, ReminderStop
from scheduler.invitations.queries.call_list import call_list
from scheduler.invitations.queries.chasers import call_list_count, ladders
from scheduler.invitations.rules import ChaserState, PartStat
from scheduler.invitations.service.reminder_stops import stop_path
from scheduler.outbox.batches import stop_batch
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.invitations.conftest import mark_sent
from tests.invitations.test_chasers import CALL_DAY, FIRST, SECOND, another, answer, round_at

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
LEADER = "Leader, Melton Borough Council"


@pytest.fixture
def silent(visit):
    """The leader's silent invitation; the stranger has declined."""
    leader, stranger = visit.invite()
    mark_sent()
    answer(stranger, PartStat.DECLINED)
    return leader


@pytest.fixture
def call_day(silent, visit):
    """The clock stands on the call day, with the leader on the list for two engagements."""
    visit.leader.telephone = "0116 496 0101"
    silent.person.telephone = "07700 900001"
    factories.person(name="Jo Merrick", email="JO@example.org", telephone="0116 496 0102")
    another(visit)
    for moment in (FIRST, SECOND, CALL_DAY):
        round_at(moment)
    with time_machine.travel(CALL_DAY + timedelta(hours=1), tick=False):
        yield CALL_DAY + timedelta(hours=1)


def test_the_page_says_who_hears_what_when_and_shows_the_words(silent, manager):
    with time_machine.travel(FIRST - timedelta(days=5), tick=False):
        shown = page(manager.get("/chasers"))
        tables = {" ".join(each.caption.text.split()): each for each in shown.select("table")}
        first = tables["Tuesday 22 September 2026: 2 mails"]
        assert LEADER in first.text
        assert "Chaser, 7 working days before the answer is due" in first.text
        assert "rowan@example.org" in first.text
        assert "Canary" not in shown.select_one("main").text
        preview = manager.get(first.select_one("td a[href*=preview]")["href"])
    assert "Please answer: Visit to Melton" in preview.text
    assert "Thursday 1 October 2026, 5pm" in preview.text
    assert "/a/sample" in preview.text


def test_a_day_on_which_nothing_goes_there_has_no_preview(silent, manager):
    link = silent.links[0].id
    assert manager.get(f"/chasers/preview/{link}?on=2026-09-08").status_code == 404
    assert manager.get(f"/chasers/preview/{link}?on=yesterday").status_code == 404


def test_one_chaser_is_left_out_once(silent, manager):
    with time_machine.travel(FIRST - timedelta(days=5), tick=False):
        answered = submit(manager, "/chasers", form="main td form")
        assert answered.status_code == 303
        again = submit(manager, "/chasers", {"rung": "chase:7"}, form="main td form")
        assert "sent or left out already" in manager.get(again.location).text
        assert "Left out by Robin Ferncastle" in manager.get("/chasers/gone").text
    row = db.session.query(Chaser).one()
    assert (row.rung, row.state) == ("chase:7", ChaserState.LEFT_OUT)
    assert row.note.startswith("Left out by Robin Ferncastle")
    assert round_at(FIRST) == []


def test_all_silent_of_an_engagement_are_chased_now_and_only_once_a_day(silent, visit, manager):
    path = f"/engagements/{visit.engagement.id}/chase"
    shown = manager.get(path)
    assert "Send 2 chasers" in shown.text
    assert "Canary" not in shown.text
    assert submit(manager, path).status_code == 303
    assert submit(manager, path).status_code == 303
    assert db.session.query(Notice).filter_by(kind="chaser").count() == 2


def test_a_chaser_by_hand_is_undone_while_it_waits_and_can_be_sent_again(silent, visit, manager):
    path = f"/engagements/{visit.engagement.id}/chase"
    submit(manager, path)
    first = db.session.query(Notice).filter_by(kind="chaser").order_by(Notice.id).first()
    done = stop_batch(first.batch, now=NOW)
    db.session.commit()
    assert (done.stopped, done.left, done.place) == (2, 0, "/chasers")
    assert {each.state for each in db.session.query(Notice).filter_by(kind="chaser")} == {NoticeState.WITHDRAWN}
    assert db.session.query(Chaser).count() == 0
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        submit(manager, path)
    assert db.session.query(Notice).filter_by(kind="chaser", state=NoticeState.WAITING).count() == 2


def test_more_mails_than_the_ceiling_are_asked_for_twice(silent, visit, manager):
    visit.engagement.posts = []
    visit.invite(*[factories.post() for _ in range(60)])
    mark_sent()
    path = f"/engagements/{visit.engagement.id}/chase"
    assert submit(manager, path).status_code == 422
    assert db.session.query(Notice).filter_by(kind="chaser").count() == 0
    box = page(manager.get(path)).select_one("[name=confirmed_mails]")
    assert submit(manager, path, {"confirmed_mails": box["value"]}).status_code == 303
    assert db.session.query(Notice).filter_by(kind="chaser").count() == int(box["value"]) == 62


def test_the_panel_says_the_next_day_and_leads_on(silent, visit, manager):
    shown = manager.get(f"/engagements/{visit.engagement.id}").text
    assert "Whoever has not answered by Tuesday 22 September 2026 is written to then." in shown
    assert "Chase the silent one now" in shown
    left = submit(manager, f"/engagements/{visit.engagement.id}", form="form[action$='chase/leave-out']")
    assert left.status_code == 303
    assert "No chaser is due any more." in manager.get(f"/engagements/{visit.engagement.id}").text


def test_the_panel_of_a_cancelled_engagement_asks_nobody_again(silent, visit, manager):
    answer(silent, PartStat.ACCEPTED)
    cancel_engagement(visit.engagement, "Ill", now=NOW)
    mark_sent()
    db.session.commit()
    shown = manager.get(f"/engagements/{visit.engagement.id}").text
    assert "For the earlier time" not in shown
    assert "No chaser is due" not in shown


def test_a_ladder_is_typed_and_refused_beside_its_box(manager):
    path = "/settings/chasers/visit"
    assert page(manager.get(path)).select_one("[name=chase]")["value"] == "7, 2"
    refused = submit(manager, path, {"chase": "14; seven", "call": "1", "remind": "3"})
    assert refused.status_code == 422
    shown = page(refused)
    assert "numbers of working days" in shown.select_one("#chase-error").text
    assert shown.select_one("[name=chase]")["value"] == "14; seven"
    assert submit(manager, path, {"chase": "10, 5", "call": "5", "remind": ""}).status_code == 422
    assert submit(manager, path, {"chase": "10, 5", "call": "1", "remind": ""}).status_code == 303
    ladder = ladders()[EngagementKind.VISIT]
    assert (ladder.chase_days, ladder.call_days, ladder.remind_days) == ((10, 5), 1, ())
    assert "10, 5" in manager.get("/settings/chasers").text


def test_a_person_stands_once_on_the_call_list_with_every_number_and_invitation(call_day, manager):
    shown = page(manager.get("/call-list"))
    (row,) = shown.select("tbody tr")
    text = " ".join(row.text.split())
    for part in (
        "Councillor Rowan Ashdown",
        "0116 496 0101",
        "07700 900001",
        "0116 496 0102",
        "Visit to Melton",
        "Board",
        "No answer; it is due Thursday 1 October 2026, 5pm.",
        "Last sent: chaser, Tuesday 29 September 2026, 8am.",
    ):
        assert part in text
    assert call_list_count(call_day) == 1
    grouped = page(manager.get("/call-list?by=engagement"))
    assert len(grouped.select("tbody tr")) == 1


def test_a_call_without_an_answer_is_noted_once(call_day, manager):
    pressed = {"note": "In a meeting until 3"}
    assert submit(manager, "/call-list", pressed, form="td form").status_code == 303
    assert submit(manager, "/call-list", pressed, form="td form").status_code == 303
    rows = db.session.query(Chaser).filter_by(rung="call").all()
    assert {row.state for row in rows} == {ChaserState.CALLED}
    assert {row.note.count("In a meeting") for row in rows} == {1}
    assert call_list_count(call_day) == 0
    shown = page(manager.get("/call-list")).select_one("main").text
    assert "In a meeting until 3" in shown
    assert "Nobody new to telephone, 1 person tried already" in " ".join(shown.split())


def test_an_answer_taken_by_telephone_comes_back_and_leaves_the_list(call_day, silent, manager):
    link = page(manager.get("/call-list")).select_one("a[href*='/answer']")["href"]
    said = {"who": "invitee", "answer": "ACCEPTED"}
    done = submit(manager, link, said)
    assert (done.status_code, done.location) == (303, "/call-list")
    (entry,) = call_list(call_day)
    assert [line.engagement.title for line in entry.lines] == ["Board"]
    gone = [" ".join(row.text.split()) for row in page(manager.get("/chasers/gone")).select("tbody tr")]
    calls = {"Board" if "Board" in row else "Visit": row for row in gone if "Call list" in row}
    assert calls["Board"].endswith("To call")
    assert calls["Visit"].endswith("No longer needed")


def test_the_call_list_is_a_spreadsheet_too(call_day, manager):
    rows = list(csv.DictReader(io.StringIO(manager.get("/call-list.csv").data.decode("utf-8-sig"))))
    assert sorted(row["Engagement"] for row in rows) == ["Board", "Visit to Melton"]
    assert rows[0]["Telephone of the post"] == "0116 496 0101"
    assert rows[0]["Telephone of their office"] == "0116 496 0102"


def stop_paths():
    return {each.recipient_key: stop_path(each) for each in db.session.query(Notice).filter_by(kind="chaser")}


def test_mail_programs_stop_reminders_with_one_press_and_no_cookie(silent, client):
    round_at(FIRST)
    path = stop_paths()["rowan@example.org"]
    assert client.get(path).status_code == 200
    assert db.session.query(ReminderStop).count() == 0
    pressed = client.post(path, data=ONE_CLICK)
    assert pressed.status_code == 200
    assert client.post(path.upper().replace("/U/", "/u/"), data=ONE_CLICK).status_code == 200
    assert db.session.query(ReminderStop).count() == 1
    assert db.session.get(Invitation, silent.id).partstat is PartStat.NEEDS_ACTION
    assert round_at(SECOND) == [("chaser", "jo@example.org", 1)]


def test_one_press_covers_all_that_the_mail_listed_and_can_be_taken_back(silent, visit, client):
    another(visit)
    round_at(FIRST)
    path = stop_paths()["rowan@example.org"]
    shown = page(client.get(path)).select_one("main").text
    assert "Visit to Melton" in shown
    assert "Board" in shown
    assert submit(client, path).status_code == 303
    assert db.session.query(ReminderStop).count() == 2
    assert "You will get no more reminders" in client.get(path).text
    assert submit(client, path).status_code == 303
    assert db.session.query(ReminderStop).count() == 0


@pytest.mark.parametrize("token", ["a" * 27, "a" * 26 + "1", "1", "a" * 26 + "9" * 15])
def test_a_token_that_we_never_gave_stops_nothing(silent, client, token):
    round_at(FIRST)
    assert client.get(f"/u/{token}").status_code == 404
    assert client.post(f"/u/{token}", data=ONE_CLICK).status_code == 404
    assert db.session.query(ReminderStop).count() == 0


def test_the_page_names_nobody_else(silent, client):
    round_at(FIRST)
    text = client.get(stop_paths()["rowan@example.org"]).text
    assert "Canary" not in text
    assert "jo@example.org" not in text
