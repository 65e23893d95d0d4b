from datetime import timedelta

import pytest

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.rules import EngagementDraft
from scheduler.engagements.service import cancel_engagement, edit_engagement, postpone_engagement
from scheduler.ical.event import Timed
from scheduler.invitations.rules import Answer, Audience, PartStat, ReplySource, is_about_earlier_time
from scheduler.invitations.service import give_address, record_reply, send_again, send_new_link, withdraw_invitation
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import notice_failed, notice_sent
from tests.factories import NOW
from tests.invitations.conftest import mark_sent, waiting

EVERYBODY = ["canary@example.org", "jo@example.org", "pip@example.org", "rowan@example.org"]


def move(engagement, days=1, title=None):
    """Move it by whole days, or give it another title."""
    shift = timedelta(days=days)
    draft = EngagementDraft(
        kind=engagement.kind,
        title=title or engagement.title,
        principal_ids=tuple(principal.id for principal in engagement.principals),
        post_ids=tuple(post.id for post in engagement.posts),
        when=Timed(engagement.starts_at + shift, engagement.ends_at + shift),
        place_kind=engagement.place_kind,
        place_id=engagement.place_id,
        reply_by_at=engagement.reply_by_at,
    )
    edit_engagement(engagement, draft, now=NOW)
    db.session.commit()


def recipients(kind):
    return sorted(notice.recipient_address for notice in waiting(kind))


def answer(visit, partstat, post=None):
    link = visit.link(post=post)
    record_reply(link.invitation, Answer(partstat), source=ReplySource.LINK, link=link, now=NOW)
    db.session.commit()


def test_a_move_tells_each_address_that_was_told_once_in_the_same_conversation(visit):
    visit.invite()
    first = {notice.recipient_address: notice.message_id for notice in mark_sent()}
    move(visit.engagement)
    updates = waiting("update")
    assert sorted(notice.recipient_address for notice in updates) == EVERYBODY
    assert all(notice.references == first[notice.recipient_address] for notice in updates)
    mail = render(updates[0])
    assert mail.subject == "Updated: Visit to Melton"
    assert "Wednesday 7 October 2026, 2pm to 3pm" in mail.text
    assert "Before it was: Tuesday 6 October 2026, 2pm to 3pm, Parkside" in mail.text
    assert b"SEQUENCE:1" in mail.calendar
    assert b"METHOD" not in mail.calendar


def test_mail_that_has_not_left_tells_the_new_time_itself(visit):
    visit.invite()
    move(visit.engagement)
    assert waiting("update") == []
    assert all("Wednesday 7 October" in render(notice).text for notice in waiting("invitation"))


def test_mail_that_may_be_leaving_just_now_is_followed_by_an_update(visit):
    visit.invite(visit.leader)
    waiting("invitation")[0].state = NoticeState.SENDING
    db.session.commit()
    move(visit.engagement)
    assert recipients("update") == ["rowan@example.org"]


def test_two_moves_before_the_mail_leaves_are_one_mail(visit):
    visit.invite(visit.leader)
    mark_sent()
    move(visit.engagement)
    move(visit.engagement)
    mails = [mail for mail in map(render, waiting("update")) if mail]
    assert len(mails) == 2
    assert all("Thursday 8 October" in mail.text and "Before it was" not in mail.text for mail in mails)


def test_a_new_title_alone_tells_nobody(visit):
    visit.invite()
    mark_sent()
    move(visit.engagement, days=0, title="Visit to Melton Mowbray")
    assert waiting("update") == []


def test_a_moved_acceptance_stays_as_history_and_is_asked_for_again(visit):
    visit.invite(visit.leader)
    mark_sent()
    answer(visit, PartStat.ACCEPTED)
    move(visit.engagement)
    invitation = visit.link().invitation
    assert invitation.partstat is PartStat.ACCEPTED
    assert is_about_earlier_time(invitation.partstat, invitation.answered_sequence, visit.engagement.sequence)
    assert (
        "Your answer, “Coming”, was about the earlier plan. Please answer again." in render(waiting("update")[0]).text
    )


def test_a_cancellation_withdraws_what_waits_and_tells_who_knew(visit):
    visit.invite(visit.leader)
    mark_sent()
    visit.invite(visit.stranger)
    cancel_engagement(visit.engagement, "The Commissioner is ill", now=NOW)
    assert waiting("invitation") == []
    assert recipients("cancellation") == ["jo@example.org", "rowan@example.org"]
    mail = render(waiting("cancellation")[0])
    assert mail.subject == "Cancelled: Visit to Melton"
    assert b"STATUS:CANCELLED" in mail.calendar
    assert b"SEQUENCE:1" in mail.calendar
    assert "ill" not in mail.text.split()


def test_a_postponement_says_that_a_date_will_follow(visit):
    visit.invite(visit.leader)
    mark_sent()
    postpone_engagement(visit.engagement, "Purdah", now=NOW)
    mail = render(waiting("postponement")[0])
    assert mail.subject.startswith("Postponed: ")
    assert "new date" in mail.text


def test_who_sent_apologies_hears_of_a_new_time_but_not_of_an_end(visit):
    visit.invite(visit.leader)
    mark_sent()
    answer(visit, PartStat.DECLINED)
    move(visit.engagement)
    assert "If you can come to this one" in render(waiting("update")[0]).text
    cancel_engagement(visit.engagement, "No longer needed", now=NOW)
    assert waiting("cancellation") == []


def test_a_withdrawal_tells_that_invitee_only(visit):
    visit.invite()
    mark_sent()
    withdraw_invitation(visit.link().invitation, now=NOW)
    assert recipients("withdrawal") == ["jo@example.org", "rowan@example.org"]
    assert render(waiting("withdrawal")[0]).subject == "Withdrawn: Visit to Melton"
    move(visit.engagement)
    assert recipients("update") == ["canary@example.org", "pip@example.org"]


def test_withdrawing_before_the_mail_left_tells_nobody(visit):
    visit.invite(visit.leader)
    withdraw_invitation(visit.link().invitation, now=NOW)
    assert waiting("withdrawal") == []
    assert [render(notice) for notice in waiting("invitation")] == [None, None]
    with pytest.raises(RuleBroken, match="already"):
        withdraw_invitation(visit.link().invitation, now=NOW)


def test_an_address_that_fails_is_undeliverable_until_a_mail_arrives(visit):
    visit.invite(visit.leader)
    notice = waiting("invitation")[0]
    notice.last_error = "550 no such user"
    notice_failed.send(notice)
    assert visit.link().undeliverable_reason == "550 no such user"
    notice.sent_at = NOW
    notice_sent.send(notice)
    assert (visit.link().undeliverable_at, visit.link().told_at) == (None, NOW)


def test_another_address_kills_the_old_link_and_is_invited(visit):
    visit.invite(visit.leader)
    mark_sent()
    old = visit.link()
    new = give_address(old.invitation, Audience.PRINCIPAL, "Councillor Ashdown", "new@example.org", now=NOW)
    assert old.revoked_at == NOW
    assert (new.generation, new.token_hash != old.token_hash) == (2, True)
    assert recipients("invitation") == ["new@example.org"]
    move(visit.engagement)
    assert recipients("update") == ["jo@example.org"]
    with pytest.raises(RuleBroken, match="already goes"):
        give_address(old.invitation, Audience.PA, "", "NEW@example.org", now=NOW)


def test_sending_again_twice_sends_once(visit):
    visit.invite(visit.leader)
    with pytest.raises(RuleBroken, match="still waiting"):
        send_again(visit.link(), now=NOW)
    mark_sent()
    send_again(visit.link(), now=NOW)
    send_again(visit.link(), now=NOW)
    assert recipients("invitation") == ["rowan@example.org"]


def test_a_dead_link_mails_the_live_one_at_most_once_an_hour(visit):
    visit.invite(visit.leader)
    mark_sent()
    dead = visit.link()
    give_address(dead.invitation, Audience.PRINCIPAL, "", "new@example.org", now=NOW)
    mark_sent()
    for minutes in (1, 61, 62):
        send_new_link(dead, now=NOW + timedelta(minutes=minutes))
    assert recipients("invitation") == ["new@example.org"]


def test_a_receipt_that_was_overtaken_is_not_sent(visit):
    visit.invite(visit.leader)
    answer(visit, PartStat.ACCEPTED)
    answer(visit, PartStat.DECLINED)
    (notice,) = waiting("receipt")
    assert "Answer: Apologies" in render(notice).text


def test_a_receipt_that_is_on_its_way_when_the_next_answer_comes_says_nothing_old(visit):
    visit.invite(visit.leader)
    answer(visit, PartStat.ACCEPTED)
    (leaving,) = waiting("receipt")
    leaving.state = NoticeState.SENDING
    answer(visit, PartStat.DECLINED)
    db.session.refresh(leaving)
    assert leaving.state is NoticeState.SENDING
    assert render(leaving) is None


def test_an_engagement_without_invitations_tells_nobody(visit):
    move(visit.engagement)
    assert db.session.query(Notice).count() == 0


def test_an_end_reaches_who_was_withdrawn_and_invited_again_before_any_mail_left(visit):
    (invitation, _) = visit.invite()
    mark_sent()
    withdraw_invitation(invitation, now=NOW)
    visit.invite(visit.leader)
    cancel_engagement(visit.engagement, "Illness", now=NOW)
    told = {notice.recipient_address for notice in waiting("cancellation")}
    assert {"rowan@example.org", "jo@example.org"} <= told


def test_an_end_does_not_reach_who_was_told_of_the_withdrawal_and_not_yet_of_the_new_invitation(visit):
    (invitation, _) = visit.invite()
    mark_sent()
    withdraw_invitation(invitation, now=NOW)
    mark_sent(("withdrawal",))
    visit.invite(visit.leader)
    cancel_engagement(visit.engagement, "Illness", now=NOW)
    assert "rowan@example.org" not in {notice.recipient_address for notice in waiting("cancellation")}
