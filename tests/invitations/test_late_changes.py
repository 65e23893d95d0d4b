"""Close to the day every change that a calendar shows goes by mail, urgent; further ahead feeds may tell it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.accounts.models import MailHabits
from scheduler.accounts.rules import Role
from scheduler.core.db import db
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementStatus, Handling
from scheduler.engagements.service import edit_engagement, mark_held
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import Answer, Answerer, PartStat, ReplySource
from scheduler.invitations.service import record_reply
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.outbox.rules import NoticeState
from tests.browsing import page, submit
from tests.conftest import signed_in
from tests.factories import NOW
from tests.invitations.conftest import mark_sent, waiting
from tests.outbox.draining import send_all

HOUR = timedelta(hours=1)
EVENING = datetime(2026, 9, 7, 18, 0, tzinfo=UTC)
"""7pm: the office is closed."""


@pytest.fixture
def told(visit):
    """Both seats were told of a visit tomorrow."""
    put(visit.engagement, 30)
    visit.invite()
    mark_sent()
    return visit


def put(engagement, hours):
    """Let it begin so many hours from now."""
    engagement.starts_at, engagement.ends_at = NOW + hours * HOUR, NOW + (hours + 1) * HOUR
    engagement.reply_by_at = None
    db.session.commit()


def edit(engagement, **facts: object) -> None:
    edit_engagement(engagement, replace(draft_of(engagement), **facts), now=NOW)
    db.session.commit()


CHANGES = [
    pytest.param({"title": "Visit to the depot"}, id="title"),
    pytest.param({"purpose": "Bring the plans."}, id="purpose"),
    pytest.param({"principal_ids": "first"}, id="who of ours"),
    pytest.param({"online_url": "https://meet.example.org/1"}, id="online address"),
    pytest.param({"place_text": "Side door"}, id="place"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_late_change_of_anything_shown_is_told_at_once(told, change):
    if "principal_ids" in change:
        change = {"principal_ids": (told.engagement.principals[0].id,)}
    edit(told.engagement, **change)
    assert len(waiting("update")) == 4
    assert all(notice.urgent for notice in waiting("update"))


def test_what_no_calendar_shows_is_told_to_nobody_however_late(told):
    edit(told.engagement, handling=Handling.OFFICIAL_SENSITIVE)
    assert waiting("update") == []


@pytest.mark.parametrize(("hours", "mails"), [(48, 4), (49, 0)])
def test_late_is_what_the_office_says_it_is(told, hours, mails):
    put(told.engagement, hours)
    edit(told.engagement, title="Visit to the depot")
    assert len(waiting("update")) == mails


def test_the_office_may_call_less_late(told):
    db.session.get(MailHabits, 1).late_hours = 24
    edit(told.engagement, title="Visit to the depot")
    assert waiting("update") == []


def test_each_late_change_is_told_once_though_sequence_stays(told):
    sequence = told.engagement.sequence
    edit(told.engagement, title="Visit to the depot")
    mark_sent()
    edit(told.engagement, title="Visit to the depot")
    assert waiting("update") == []
    edit(told.engagement, title="Visit to the yard")
    assert told.engagement.sequence == sequence
    assert len(waiting("update")) == 4


def test_the_mail_says_how_it_stands_and_asks_no_second_answer(told):
    invitation = db.session.query(Invitation).filter_by(post_id=told.leader.id).one()
    record_reply(invitation, Answer(PartStat.ACCEPTED, Answerer.OFFICE), source=ReplySource.TELEPHONE, now=NOW)
    edit(told.engagement, title="Visit to the depot")
    mail = render(next(each for each in waiting("update") if each.recipient_address == "rowan@example.org"))
    assert mail.subject == "Updated: Visit to the depot"
    assert "You need do nothing" in mail.text
    assert "answer again" not in mail.text.lower()


def test_who_was_never_told_hears_of_it_by_the_invitation_alone(visit):
    put(visit.engagement, 30)
    visit.invite(visit.leader)
    edit(visit.engagement, title="Visit to the depot")
    assert waiting("update") == []


def test_a_move_into_the_next_days_is_urgent_and_one_far_ahead_is_not(told):
    put(told.engagement, 300)
    edit(told.engagement, when=replace(draft_of(told.engagement).when, ends_at=NOW + 302 * HOUR))
    assert [notice.urgent for notice in waiting("update")] == [False] * 4
    when = replace(draft_of(told.engagement).when, starts_at=NOW + 20 * HOUR, ends_at=NOW + 21 * HOUR)
    edit(told.engagement, when=when)
    assert sum(notice.urgent for notice in waiting("update")) == 4


def test_what_is_over_is_told_to_nobody(told):
    put(told.engagement, -0.5)
    mark_held(told.engagement, now=NOW)
    edit(told.engagement, title="Visit to the depot", status=EngagementStatus.HELD)
    assert waiting("update") == []


def path(told, way: str) -> str:
    return f"/engagements/{told.engagement.id}/{way}"


@pytest.mark.parametrize(("hours", "ticked"), [(30, True), (200, False)])
@pytest.mark.parametrize("way", ["cancel", "postpone", "move"])
def test_urgent_is_ticked_beforehand_when_the_day_is_near(manager, told, way, hours, ticked):
    put(told.engagement, hours)
    shown = page(manager.get(path(told, way)))
    assert shown.select_one("#urgent").has_attr("checked") is ticked
    assert "4 addresses are told of it by mail." in " ".join(shown.text.split())


def test_nobody_is_asked_about_mail_that_nobody_gets(manager, visit):
    shown = page(manager.get(path(visit, "cancel")))
    assert shown.select("#urgent") == []
    assert "No addresses are told of it by mail." in " ".join(shown.text.split())


@pytest.mark.parametrize("urgent", ["y", ""])
def test_what_is_not_urgent_waits_for_the_office_to_open_and_the_page_says_when(
    manager, told, smtp_sink, time_machine, urgent
):
    time_machine.move_to(EVENING)
    answer = submit(manager, path(told, "cancel"), {"reason": "Ill", "urgent": urgent} if urgent else untick(told))
    said = page(manager.get(answer.location)).text
    words = "4 mails are on the way." if urgent else "4 mails leave on Tuesday 8 September 2026, 8am."
    assert f"Cancelled. {words}" in said
    assert send_all(EVENING + HOUR / 60) == (4 if urgent else 0)


def untick(_told) -> dict[str, object]:
    return {"reason": "Ill", "urgent": []}


def test_when_waiting_mails_leave_is_said_once_by_the_bar_that_can_stop_them(manager, told, time_machine):
    db.session.get(MailHabits, 1).undo_seconds = 60
    time_machine.move_to(EVENING)
    answer = submit(manager, path(told, "cancel"), untick(told))
    said = page(manager.get(answer.location))
    assert said.text.count("4 mails leave on Tuesday 8 September 2026, 8am.") == 1
    assert said.select_one(".undo")


def test_the_mail_log_says_when_a_waiting_mail_leaves(manager, told, time_machine):
    time_machine.move_to(EVENING)
    submit(manager, path(told, "cancel"), untick(told))
    assert "When the office opens: Tuesday 8 September 2026, 8am" in manager.get("/mail-log").text


@pytest.mark.parametrize(
    ("way", "typed"),
    [
        ("cancel", {"reason": "Ill"}),
        ("postpone", {"reason": "Ill"}),
        ("move", {"day": "12 October 2026", "times": "3pm to 4pm"}),
        ("edit", {"title": "Visit to the depot", "place_text": "Side door"}),
    ],
)
def test_telling_more_than_the_ceiling_is_asked_for_twice_and_nothing_is_lost(manager, told, way, typed):
    db.session.get(MailHabits, 1).ceiling = 3
    before = (told.engagement.status, told.engagement.title, told.engagement.starts_at, told.engagement.version)
    refused = submit(manager, path(told, way), typed, form="main form:not(.undo)")
    assert refused.status_code == 422
    shown = page(refused)
    assert "This sends 4 mails. Tick the box if you mean it; nothing was sent." in shown.text
    for name, words in typed.items():
        assert shown.select_one(f'[name="{name}"]')["value"] == words
    db.session.expire_all()
    stored = db.session.get(Engagement, told.engagement.id)
    assert (stored.status, stored.title, stored.starts_at, stored.version) == before
    assert db.session.query(Notice).filter(Notice.state == NoticeState.WAITING).count() == 0
    submit(manager, path(told, way), {**typed, "confirmed_mails": "4"}, form="main form:not(.undo)")
    assert db.session.query(Notice).filter(Notice.state == NoticeState.WAITING).count() == 4


def test_mail_that_waits_over_a_bank_holiday_leaves_on_the_next_working_morning(app, visit, time_machine):
    time_machine.move_to(datetime(2026, 12, 24, 19, 0, tzinfo=UTC))  # Christmas Eve, a Thursday
    manager = signed_in(app, Role.MANAGER)
    review = f"/engagements/{visit.engagement.id}/invite/review?post={visit.leader.id}"
    put(visit.engagement, 24 * 150)
    answer = submit(manager, review, form='main form[action$="send"]')
    assert "their mail leaves on Tuesday 29 December 2026, 8am" in manager.get(answer.location).text
