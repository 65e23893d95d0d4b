"""Waves: what is different this time, the minute in which all of it can be undone, and the second yes."""

from datetime import timedelta

import pytest

from scheduler.accounts.models import MailHabits
from scheduler.audit.actor import NOBODY, Actor, set_actor
from scheduler.audit.models import AuditEntry
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.invitations.models import Invitation, Wave
from scheduler.invitations.queries import roll_for
from scheduler.invitations.queries.invitations import invitations_of
from scheduler.invitations.queries.waves import difference
from scheduler.invitations.rules import Answer, Answerer, PartStat, ReplySource
from scheduler.invitations.service import record_reply, withdraw_invitation
from scheduler.invitations.service.waves import send_wave
from scheduler.outbox.batches import stop_batch
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.tasks import current_queue
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.invitations.conftest import mark_sent
from tests.outbox.draining import send_all

MINUTE = timedelta(seconds=60)
STAFF = Actor("staff", "Kit Barrowby", "web")


@pytest.fixture
def careful(visit):
    """A minute to undo, and somebody of the office at work."""
    db.session.get(MailHabits, 1).undo_seconds = 60
    db.session.commit()
    set_actor(STAFF)
    return visit


def wave(visit, *invitees: object) -> Wave:
    send_wave(visit.engagement, invitees or (visit.leader, visit.stranger), sent_by="Kit", now=NOW)
    db.session.commit()
    return db.session.query(Wave).order_by(Wave.number.desc()).first()


def states() -> list[NoticeState]:
    return [notice.state for notice in db.session.query(Notice).order_by(Notice.id)]


def undo(sent: Wave, at=NOW):
    done = stop_batch(sent.batch, now=at)
    db.session.commit()
    return done


def test_a_wave_undone_in_time_leaves_nobody_invited_and_no_mail(careful, smtp_sink):
    sent = wave(careful)
    done = undo(sent)
    assert (done.stopped, done.left) == (4, 0)
    assert set(states()) == {NoticeState.WITHDRAWN}
    assert invitations_of(careful.engagement) == []
    assert careful.engagement.posts == []
    assert send_all(NOW + MINUTE) == 0
    assert smtp_sink.messages == []
    assert db.session.query(AuditEntry).filter_by(action="wave.undone").count() == 1


def test_who_was_taken_back_can_be_invited_again_and_then_gets_one_mail_each(careful, smtp_sink):
    undo(wave(careful))
    again = wave(careful)
    assert again.number == 2
    assert send_all(NOW + MINUTE) == 4
    assert len(smtp_sink.to("rowan@example.org")) == 1
    assert len(invitations_of(careful.engagement)) == 2


def test_a_seat_that_the_engagement_had_before_the_wave_stays(careful):
    careful.engagement.posts = [careful.leader]
    undo(wave(careful))
    assert careful.engagement.posts == [careful.leader]


def test_an_invitation_revived_by_the_wave_is_withdrawn_again_and_still_shown(careful):
    set_actor(NOBODY)
    first = careful.invite(careful.leader)[0]
    mark_sent()
    withdraw_invitation(first, now=NOW)
    db.session.commit()
    set_actor(STAFF)
    sent = wave(careful, careful.leader)
    assert [member.is_revived for member in sent.members] == [True]
    undo(sent)
    assert first.withdrawn_at is not None
    assert invitations_of(careful.engagement) == [first]


def test_mail_that_had_left_keeps_its_invitation_and_the_undo_says_what_to_do(careful, smtp_sink):
    sent = wave(careful)
    for notice in db.session.query(Notice).filter(Notice.recipient_address == "rowan@example.org"):
        notice.next_attempt_at = NOW
    assert send_all(NOW) == 1
    done = undo(sent)
    assert (done.stopped, done.left) == (3, 1)
    assert "1 invitation stands" in done.says
    assert [each.invitee_label for each in invitations_of(careful.engagement)] == ["Leader, Melton Borough Council"]


def test_an_answer_by_telephone_keeps_its_invitation(careful):
    sent = wave(careful)
    invitation = db.session.query(Invitation).filter_by(post_id=careful.leader.id).one()
    record_reply(invitation, Answer(PartStat.ACCEPTED, Answerer.OFFICE), source=ReplySource.TELEPHONE, now=NOW)
    undo(sent)
    assert invitation.withdrawn_at is None


def test_a_second_press_makes_no_second_wave(manager, visit):
    path = f"/engagements/{visit.engagement.id}/invite/review?post={visit.leader.id}"
    form = 'main form[action$="send"]'
    shown = manager.get(path)
    values = {box["name"]: box["value"] for box in page(shown).select(f"{form} input")}
    for _ in range(2):
        manager.post(f"/engagements/{visit.engagement.id}/invite/send", data=values)
    assert [each.number for each in db.session.query(Wave)] == [1]
    assert len(states()) == 2


def test_the_difference_names_new_answered_changed_and_left_out(visit):
    wave(visit)
    invitation = db.session.query(Invitation).filter_by(post_id=visit.leader.id).one()
    record_reply(invitation, Answer(PartStat.DECLINED, Answerer.OFFICE), source=ReplySource.TELEPHONE, now=NOW)
    visit.leader.pa_email = "new-office@example.org"
    newcomer = factories.tenure().post
    roll = roll_for(visit.engagement, [visit.leader, newcomer], local_day(NOW))
    found = difference(visit.engagement, roll)
    assert [each.post for each in found.new] == [newcomer]
    [already] = found.already.values()
    assert (already.wave, already.answer) == (1, "apologies, 7 September 2026")
    assert already.changed_address == "mail went to jo@example.org, Partners has new-office@example.org"
    assert [each.invitation.invitee_label for each in found.left_out] == ["Leader, Canary District Council"]
    assert found.words == (
        "Since wave 1 (7 September 2026): 1 new, 1 already invited, 1 of them answered, 1 address has changed, "
        "1 not chosen this time."
    )


def test_the_review_page_shows_the_difference_and_nothing_before_the_first_wave(manager, visit):
    path = f"/engagements/{visit.engagement.id}/invite/review?post={visit.leader.id}"
    assert "Since wave" not in manager.get(path).text
    wave(visit, visit.stranger)
    shown = manager.get(path).text
    assert "Since wave 1 (7 September 2026): 1 new, 0 already invited, 1 not chosen this time." in shown
    assert "Leader, Canary District Council" in shown


def test_more_mails_than_the_ceiling_are_sent_only_after_a_second_yes(manager, visit):
    db.session.get(MailHabits, 1).ceiling = 1
    path = f"/engagements/{visit.engagement.id}/invite/review?post={visit.leader.id}&post={visit.stranger.id}"
    form = 'main form[action$="send"]'
    refused = submit(manager, path, form=form)
    assert refused.status_code == 422
    assert "This sends 4 mails. Tick the box if you mean it; nothing was sent." in refused.text
    assert "Yes, send four mails (4)" in refused.text
    assert page(refused).title.text.startswith("Error: ")
    assert page(refused).select_one('.govuk-error-summary a[href="#confirmed_mails"]')
    assert [box["value"] for box in page(refused).select(f'{form} input[name="post"]')] == [
        str(visit.leader.id),
        str(visit.stranger.id),
    ]
    assert states() == []
    assert submit(manager, path, {"confirmed_mails": "4"}, form=form).status_code == 303
    assert len(states()) == 4


def test_the_strip_says_when_the_mails_leave_undoes_them_and_is_gone(manager, careful, monkeypatch):
    woken: list[int] = []
    monkeypatch.setattr(current_queue(), "wake_worker_in", woken.append)
    path = f"/engagements/{careful.engagement.id}/invite/review?post={careful.leader.id}"
    sent = submit(manager, path, form='main form[action$="send"]')
    shown = page(manager.get(sent.location))
    assert shown.select_one(".undo p").text == "2 mails leave at 10:01:00."
    assert "Invited 1 person; their mail leaves at 10:01:00." in shown.text
    assert woken == [61]
    answer = manager.post(shown.select_one(".undo")["action"], data=csrf(shown))
    after = page(manager.get(answer.location))
    assert "Undone: 2 mails were stopped and will not leave by themselves." in after.text
    assert after.select(".undo") == []
    assert db.session.query(Invitation).filter(Invitation.withdrawn_at.is_(None)).count() == 0


def test_an_undo_pressed_too_late_says_what_left(manager, careful, smtp_sink):
    path = f"/engagements/{careful.engagement.id}/invite/review?post={careful.leader.id}"
    sent = submit(manager, path, form='main form[action$="send"]')
    shown = page(manager.get(sent.location))
    assert send_all(NOW + MINUTE) == 2
    answer = manager.post(shown.select_one(".undo")["action"], data=csrf(shown))
    after = page(manager.get(answer.location))
    assert "Too late to undo: 2 mails have left already. 1 invitation stands." in after.text
    assert after.select(".undo") == []


def test_somebody_elses_browser_sees_no_strip(manager, administrator, careful):
    path = f"/engagements/{careful.engagement.id}/invite/review?post={careful.leader.id}"
    submit(manager, path, form='main form[action$="send"]')
    assert page(administrator.get("/engagements")).select(".undo") == []


def csrf(shown) -> dict[str, str]:
    return {"csrf_token": shown.select_one('.undo input[name="csrf_token"]')["value"]}


def test_undoing_a_wave_still_tells_those_whose_withdrawal_had_not_left(careful):
    set_actor(NOBODY)
    first = careful.invite(careful.leader)[0]
    mark_sent()
    withdraw_invitation(first, now=NOW)
    db.session.commit()
    set_actor(STAFF)
    undo(wave(careful, careful.leader))
    query = db.session.query(Notice).filter_by(kind="release", state=NoticeState.WAITING)
    assert {notice.recipient_address for notice in query} == {"rowan@example.org", "jo@example.org"}
