import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.engagements.rules import EngagementStatus
from scheduler.engagements.service import cancel_engagement
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.rules import Answer, Answerer, Authority, PartStat, ReplySource, StandIn
from scheduler.invitations.service import record_reply
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.invitations.conftest import mark_sent, waiting
from tests.invitations.test_telling import move
from tests.queries import count_queries

HOUR = timedelta(hours=1)
FORMULA = '=HYPERLINK("http://x")'


@pytest.fixture
def engaged(visit):
    """Both invited; Melton sends a deputy whose name tries to be a formula."""
    visit.invite()
    mark_sent()
    deputy = Answer(PartStat.DELEGATED, Answerer.OFFICE, "+44", StandIn(FORMULA, "Deputy Leader", 2, Authority.LIMITED))
    record_reply(visit.link().invitation, deputy, source=ReplySource.LINK, link=visit.link(), now=NOW)
    db.session.commit()
    return visit


@pytest.fixture
def path(engaged):
    return f"/engagements/{engaged.engagement.id}"


def one(visit):
    return f"/invitations/{visit.link().invitation.id}"


def text_of(response):
    return " ".join(page(response).main.get_text(" ").split())


def test_the_panel_counts_and_shows_each_answer_with_time_source_and_substitute(manager, path):
    shown = text_of(manager.get(path))
    assert "Someone else 1" in shown
    assert "No answer 1" in shown
    assert "7 September 2026 by link" in shown
    assert f"{FORMULA}, Deputy Leader Chief officer or director · can commit: within limits" in shown


def test_the_panel_can_be_filtered_by_answer(manager, path):
    shown = page(manager.get(f"{path}?answer=no_answer")).select_one("#invitations")
    assert "Canary" in shown.text
    assert "Leader, Melton" not in shown.table.text


def test_an_answer_about_the_earlier_time_says_so(manager, engaged, path):
    move(engaged.engagement)
    assert "For the earlier time; not told of the change yet" in text_of(manager.get(path))


def test_a_plan_that_nobody_had_answered_is_not_said_to_be_answered(manager, visit):
    visit.invite(visit.leader)
    mark_sent()
    move(visit.engagement)
    db.session.commit()
    asked = page(manager.get(f"/engagements/{visit.engagement.id}")).select_one("#asked-again")
    assert "The plan has changed since they were invited." in asked.text
    assert "again" not in asked.a.text


@pytest.mark.parametrize("marked", [True, False], ids=["marked as held", "not marked yet"])
def test_nobody_is_offered_to_invite_to_what_is_over(manager, visit, marked):
    if marked:
        visit.engagement.status = EngagementStatus.HELD
    else:
        visit.engagement.starts_at, visit.engagement.ends_at = utc_now() - HOUR * 2, utc_now() - HOUR
    db.session.commit()
    shown = page(manager.get(f"/engagements/{visit.engagement.id}")).select_one("#invitations")
    assert "Nobody was invited." in shown.text
    assert not shown.select("a")


def test_nobody_is_offered_to_invite_more_to_what_is_cancelled(manager, engaged, path):
    assert "Invite more" in manager.get(path).text
    cancel_engagement(engaged.engagement, "Flooded", now=NOW)
    db.session.commit()
    assert "Invite more" not in manager.get(path).text
    assert "Copy it and invite to the copy." in manager.get(f"{path}/invite").text


def test_an_invitee_whom_no_mail_reaches_is_undeliverable(manager, engaged, path):
    for link in engaged.link(post=engaged.stranger).invitation.links:
        link.undeliverable_at, link.undeliverable_reason = NOW, "550 no such user"
    db.session.commit()
    shown = text_of(manager.get(path))
    assert "Undeliverable 1" in shown
    assert "550 no such user" in shown


def test_exports_hold_text_that_no_spreadsheet_runs(viewer, path):
    rows = list(csv.reader(io.StringIO(viewer.get(f"{path}/invitations.csv").data.decode("utf-8-sig"))))
    melton = next(row for row in rows if row[0] == "Leader, Melton Borough Council")
    assert f"'{FORMULA}" in melton
    assert "'+44" in melton
    book = load_workbook(io.BytesIO(viewer.get(f"{path}/invitations.xlsx").data))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert FORMULA in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}


def test_an_export_is_filtered_as_the_panel_is(viewer, path):
    text = viewer.get(f"{path}/invitations.csv?answer=no_answer").text
    assert "Canary" in text
    assert "Melton" not in text


def test_the_page_of_an_invitation_keeps_every_answer(manager, engaged):
    submit(manager, f"{one(engaged)}/answer", {"who": "invitee", "answer": "ACCEPTED", "message": "Rang at nine"})
    shown = text_of(manager.get(one(engaged)))
    assert "by telephone, noted by Robin Ferncastle" in shown
    assert shown.index("Coming") < shown.index("Deputy Leader")
    assert "Rang at nine" in shown


def test_a_telephone_answer_without_a_choice_is_asked_for(manager, engaged):
    answered = submit(manager, f"{one(engaged)}/answer", {"who": "invitee"})
    assert answered.status_code == 422
    assert "Choose an answer." in answered.text


def test_send_again_and_withdraw_work_from_the_page(manager, engaged):
    submit(manager, one(engaged), form="form[action$='send-again']")
    assert [notice.recipient_address for notice in waiting("invitation")] == ["rowan@example.org"]
    submit(manager, one(engaged), form="form[action$='withdraw']")
    assert "Withdrawn" in text_of(manager.get(one(engaged)))


def test_another_address_is_invited_and_a_wrong_one_refused(manager, engaged):
    place = f"{one(engaged)}/address"
    refused = submit(manager, place, {"address": "not an address"})
    assert refused.status_code == 422
    assert "is not an e-mail address" in refused.text
    assert submit(manager, place, {"address": "new@example.org"}).status_code == 303
    assert db.session.query(InvitationLink).filter_by(address="new@example.org").count() == 1


def test_a_viewer_reads_and_changes_nothing(viewer, engaged):
    shown = page(viewer.get(one(engaged)))
    assert shown.select("main form") == []
    assert viewer.get(f"{one(engaged)}/answer").status_code == 403


def test_more_invitees_do_not_cost_more_queries(manager, engaged, path):
    manager.get(path)
    with count_queries() as few:
        manager.get(path)
    engaged.invite(*many_seats())
    db.session.commit()
    with count_queries() as many:
        manager.get(path)
    assert len(many) <= len(few)


def many_seats():
    """Twenty more."""
    posts = [factories.post() for _ in range(20)]
    for post in posts:
        factories.tenure(post=post)
    return posts


def history_at(manager, path):
    return " ".join(page(manager.get(path)).select_one(".history").get_text(" ").split())


def test_the_history_of_an_engagement_tells_of_its_invitations_and_answers(manager, engaged, path):
    submit(manager, f"{one(engaged)}/answer", {"who": "invitee", "answer": "ACCEPTED"})
    history = history_at(manager, path)
    assert "Invited Leader, Melton Borough Council to" in history
    assert "Leader, Melton Borough Council: Coming" in history


def test_the_history_of_another_engagement_does_not(manager, engaged):
    other = factories.engagement(title="Another visit")
    db.session.commit()
    submit(manager, f"/engagements/{other.id}/edit", {"title": "Another visit to Melton"}, form="main form.plan")
    assert "Leader" not in history_at(manager, f"/engagements/{other.id}")
