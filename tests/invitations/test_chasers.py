"""The round: who is written to when, in one mail a mailbox; nobody whom it does not concern, nobody twice."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from scheduler.core.db import db
from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.invitations.models import Chaser, Invitation, InvitationLink, ReminderStop
from scheduler.invitations.queries.chaser_plan import planned_days
from scheduler.invitations.queries.chasers import candidates, ladders, next_chaser_on
from scheduler.invitations.rules import (
    Answer,
    Answerer,
    Audience,
    Authority,
    ChaserState,
    PartStat,
    ReplySource,
    StandIn,
)
from scheduler.invitations.rules.chasers import LATER_ONE, LATER_SOON
from scheduler.invitations.rules.ladders import Ladder
from scheduler.invitations.service import record_reply, withdraw_invitation
from scheduler.invitations.service.chasers import chase_round
from scheduler.invitations.service.chasing_by_hand import chase_now, leave_out, leave_out_all, save_ladder
from scheduler.invitations.service.inviting import invite
from scheduler.invitations.service.reminder_stops import stop_reminders
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import notice_failed
from tests import factories
from tests.factories import NOW
from tests.invitations.conftest import REPLY_BY, mark_sent
from tests.queries import count_queries

FIRST = datetime(2026, 9, 22, 7, 0, tzinfo=UTC)
"""Seven working days before the answer is due, when the office opens; the second mail is due a week later."""
SECOND, CALL_DAY = FIRST + timedelta(days=7), FIRST + timedelta(days=8)
REMINDING = datetime(2026, 10, 2, 7, 0, tzinfo=UTC)


def round_at(moment):
    """The worker's round at an instant, then who got a mail of which kind about how many engagements."""
    before = {notice.id for notice in db.session.query(Notice)}
    db.session.commit()
    with time_machine.travel(moment, tick=False):
        chase_round(moment)
        db.session.commit()
    new = db.session.query(Notice).filter(Notice.id.not_in(before)).order_by(Notice.recipient_key)
    return [(each.kind, each.recipient_key, len(each.payload["link_ids"])) for each in new]


def mail_of(notice, moment):
    with time_machine.travel(moment, tick=False):
        return render(notice)


def answer(invitation, partstat, at=NOW, **changes: object):
    record_reply(invitation, Answer(partstat, **changes), source=ReplySource.TELEPHONE, recorded_by="Robin", now=at)
    db.session.commit()


def became(invitation):
    rows = db.session.query(Chaser).filter(Chaser.invitation_id == invitation.id).order_by(Chaser.id)
    return [(row.rung, row.state) for row in rows]


@pytest.fixture
def invited(visit):
    """The leader's invitation; the mails have left. The stranger has answered."""
    leader, stranger = visit.invite()
    mark_sent()
    answer(stranger, PartStat.DECLINED)
    return leader


def another(visit, title="Board", posts=None, **changes: object):
    """One more engagement to which the same leader is invited."""
    engagement = factories.engagement(title=title, reply_by_at=REPLY_BY, principals=visit.engagement.principals)
    for name, value in changes.items():
        setattr(engagement, name, value)
    invitations = invite(engagement, posts or [visit.leader], now=NOW).invited
    mark_sent()
    return engagement, invitations[0]


BOTH = [("chaser", "jo@example.org", 1), ("chaser", "rowan@example.org", 1)]


def test_the_silent_are_written_to_on_their_days_and_then_called(invited):
    assert round_at(FIRST - timedelta(minutes=1)) == []
    assert round_at(FIRST) == BOTH
    assert round_at(FIRST + timedelta(minutes=1)) == []
    assert round_at(SECOND) == BOTH
    assert round_at(CALL_DAY) == []
    assert became(invited) == [
        ("chase:7", ChaserState.POSTED),
        ("chase:2", ChaserState.POSTED),
        ("call", ChaserState.TO_CALL),
    ]


@pytest.mark.parametrize(
    "moment",
    [FIRST.replace(hour=6), FIRST.replace(hour=18), datetime(2026, 9, 26, 10, 0, tzinfo=UTC)],
    ids=["early", "late", "Saturday"],
)
def test_nothing_leaves_out_of_office_hours(invited, moment):
    assert round_at(moment) == []


def test_after_an_outage_one_mail_goes_and_none_for_the_past(invited):
    assert round_at(SECOND) == BOTH
    rows = db.session.query(Chaser).order_by(Chaser.id).all()
    assert [(row.rung, row.state, row.note) for row in rows] == [
        ("chase:7", ChaserState.LEFT_OUT, LATER_ONE),
        ("chase:2", ChaserState.POSTED, ""),
    ]


def test_an_outage_until_after_the_deadline_sends_nothing(invited):
    assert round_at(REPLY_BY + timedelta(hours=16)) == []
    assert ChaserState.POSTED not in {state for _, state in became(invited)}


def test_an_outage_that_ends_just_before_the_next_mail_waits_for_that(invited):
    assert round_at(SECOND - timedelta(days=1)) == []
    assert round_at(SECOND) == BOTH
    assert db.session.query(Chaser.note).filter(Chaser.rung == "chase:7").scalar() == LATER_SOON


def test_an_answer_in_the_meantime_withdraws_the_mail_that_waits(invited):
    round_at(FIRST)
    notices = db.session.query(Notice).filter(Notice.kind == "chaser").all()
    assert all(mail_of(notice, FIRST) is not None for notice in notices)
    answer(invited, PartStat.ACCEPTED, FIRST)
    assert all(mail_of(notice, FIRST) is None for notice in notices)


def test_an_answer_about_an_earlier_time_is_chased(invited):
    answer(invited, PartStat.ACCEPTED)
    invited.engagement.sequence += 1
    db.session.commit()
    assert [mail for mail in round_at(FIRST) if mail in BOTH] == BOTH
    notice = db.session.query(Notice).filter_by(kind="chaser", recipient_key="rowan@example.org").one()
    text = mail_of(notice, FIRST).text
    assert "You had answered this invitation, but it has changed since." in text
    assert "We have not had your answer" not in text


def test_who_was_withdrawn_hears_nothing(invited):
    withdraw_invitation(invited, now=NOW)
    assert round_at(FIRST) == []


def test_an_engagement_off_the_diary_is_not_chased_for(invited):
    invited.engagement.status = EngagementStatus.POSTPONED
    assert round_at(FIRST) == []


def test_an_address_that_does_not_work_is_left_alone_and_called(invited):
    for link in invited.links:
        link.undeliverable_at, link.undeliverable_reason = NOW, "There is no such mailbox."
    assert round_at(SECOND) == []
    round_at(CALL_DAY)
    assert became(invited)[-1] == ("call", ChaserState.TO_CALL)


def test_who_asked_for_quiet_gets_no_mail_but_their_office_does(invited):
    stop_reminders([link for link in invited.links if link.audience is Audience.PRINCIPAL], now=NOW)
    assert round_at(FIRST) == [("chaser", "jo@example.org", 1)]
    assert invited.partstat is PartStat.NEEDS_ACTION


def test_several_open_invitations_of_one_partner_are_one_mail(visit, invited):
    another(visit)
    assert round_at(FIRST) == [("chaser", "jo@example.org", 2), ("chaser", "rowan@example.org", 2)]
    notice = db.session.query(Notice).filter_by(kind="chaser", recipient_key="rowan@example.org").one()
    mail = mail_of(notice, FIRST)
    assert mail.subject == "Please answer: 2 invitations"
    links = db.session.query(InvitationLink).filter_by(address="rowan@example.org").all()
    assert mail.text.count("/a/") == len(links) == 2
    assert mail.unsubscribe is not None
    assert mail.unsubscribe in mail.text
    assert mail.unsubscribe in mail.html


def test_an_office_of_several_gets_one_mail_that_names_them_all(visit, invited):
    deputy = factories.post(title="Deputy Leader", organisation=visit.leader.organisation, email="d@example.org")
    deputy.pa_name, deputy.pa_email = "Jo Merrick", "JO@example.org"
    factories.tenure(post=deputy, person=factories.person(name="Sasha Wold", email="sasha@example.org"))
    another(visit, posts=[deputy])
    assert round_at(FIRST) == [
        ("chaser", "d@example.org", 1),
        ("chaser", "jo@example.org", 2),
        ("chaser", "rowan@example.org", 1),
    ]
    office = db.session.query(Notice).filter_by(kind="chaser", recipient_key="jo@example.org").one()
    text = mail_of(office, FIRST).text
    assert "office of Councillor Rowan Ashdown, Leader, Melton Borough Council and Sasha Wold" in text


def test_what_was_answered_meanwhile_drops_out_of_the_digest(visit, invited):
    _, second = another(visit)
    round_at(FIRST)
    notice = db.session.query(Notice).filter_by(kind="chaser", recipient_key="rowan@example.org").one()
    answer(invited, PartStat.ACCEPTED, FIRST)
    mail = mail_of(notice, FIRST)
    assert mail.subject == "Please answer: Board"
    assert "Visit to Melton" not in mail.text
    answer(second, PartStat.DECLINED, FIRST)
    assert mail_of(notice, FIRST) is None


def test_who_comes_is_reminded_of_when_and_where(invited):
    answer(invited, PartStat.ACCEPTED)
    assert round_at(REMINDING) == [("reminder", "jo@example.org", 1), ("reminder", "rowan@example.org", 1)]
    notice = db.session.query(Notice).filter_by(kind="reminder", recipient_key="rowan@example.org").one()
    text = mail_of(notice, REMINDING).text
    assert "Tuesday 6 October 2026, 2pm to 3pm" in text
    assert "Parkside" in text
    answer(invited, PartStat.DECLINED, REMINDING)
    assert mail_of(notice, REMINDING) is None


def test_the_substitute_is_reminded_at_their_own_address_if_there_is_one(invited):
    stand_in = StandIn("Ife Adeyemi", "Deputy Leader", 2, Authority.FULL)
    answer(invited, PartStat.DELEGATED, answered_by=Answerer.OFFICE, substitute=stand_in)
    assert [kind for kind, _, _ in round_at(REMINDING)] == ["reminder", "reminder"]
    notice = db.session.query(Notice).filter_by(kind="reminder").first()
    assert "Who will come: Ife Adeyemi, Deputy Leader" in mail_of(notice, REMINDING).text


def test_with_an_address_of_their_own_only_the_substitute_is_reminded(invited):
    stand_in = StandIn("Ife Adeyemi", "Deputy Leader", 2, Authority.FULL)
    answer(invited, PartStat.DELEGATED, answered_by=Answerer.OFFICE, substitute=stand_in)
    own = InvitationLink(
        invitation=invited, audience=Audience.SUBSTITUTE, address="ife@example.org", token_hash="x", told_at=NOW
    )
    db.session.add(own)
    assert round_at(REMINDING) == [("reminder", "ife@example.org", 1)]


def test_what_the_page_foretells_is_what_then_goes(visit, invited):
    another(visit, reply_by_at=REPLY_BY - timedelta(days=2))
    moment = FIRST - timedelta(days=5)
    foretold = [
        (planned.day, mail.step.value.replace("chase", "chaser"), mail.link.address, len(mail.links))
        for planned in planned_days(moment)
        for mail in dict.fromkeys(mail for row in planned.rows for mail in row.mails)
    ]
    went = []
    for number in range(14):
        at = (moment + timedelta(days=number)).replace(hour=7)
        went += [(at.date(), *mail) for mail in round_at(at)]
    assert sorted(foretold) == sorted(went)
    assert [count for *_, count in went] == [2] * 4


def test_the_office_chases_by_hand_once_a_day_and_the_next_rung_keeps_its_distance(visit, invited):
    day = FIRST - timedelta(days=1)
    assert chase_now(candidates(day, visit.engagement), now=day) == 2
    assert chase_now(candidates(day, visit.engagement), now=day) == 0
    assert round_at(FIRST) == []
    assert round_at(FIRST + timedelta(days=1)) == BOTH


def test_one_engagement_is_left_in_peace(visit, invited):
    number = leave_out_all(candidates(NOW, visit.engagement), by="Robin", holidays=frozenset(), now=NOW)
    assert number == 3
    assert next_chaser_on(candidates(NOW, visit.engagement), NOW) is None
    assert round_at(FIRST) == round_at(SECOND) == round_at(CALL_DAY) == []


def test_peace_holds_for_whoever_is_invited_later_and_for_no_other_engagement(visit, invited):
    leave_out_all(candidates(NOW, visit.engagement), by="Robin", holidays=frozenset(), now=NOW)
    (late,) = invite(visit.engagement, [factories.person(name="Late Comer", email="late@example.org")], now=NOW).invited
    _, other = another(visit)
    mark_sent()
    assert [state for _, state in became(late)] == [ChaserState.LEFT_OUT] * 3
    assert became(other) == []
    assert {address for _, address, _ in round_at(FIRST)} == {"jo@example.org", "rowan@example.org"}
    round_at(CALL_DAY)
    assert [state for _, state in became(late)] == [ChaserState.LEFT_OUT] * 3


def test_one_rung_left_out_for_one_invitee_is_nobody_else_s_peace(visit, invited):
    (candidate,) = [each for each in candidates(NOW, visit.engagement) if each.invitation.id == invited.id]
    leave_out(candidate, "call", by="Robin", holidays=frozenset(), now=NOW)
    (late,) = invite(visit.engagement, [factories.person(name="Late Comer", email="late@example.org")], now=NOW).invited
    assert became(late) == []


def test_a_ladder_of_the_office_takes_the_place_of_the_usual_one(visit, invited):
    assert ladders()[EngagementKind.SUMMIT].chase_days == (14, 7, 2)
    save_ladder(EngagementKind.MEETING, Ladder((3,), None, ()))
    assert ladders()[EngagementKind.MEETING] == Ladder((3,), None, ())
    assert round_at(FIRST) == []
    assert round_at(SECOND - timedelta(days=1)) == BOTH
    save_ladder(EngagementKind.MEETING, Ladder((1,), None, (), is_on=False))
    assert round_at(CALL_DAY) == []


def test_a_mail_that_cannot_arrive_marks_every_link_to_that_address(visit, invited, app):
    another(visit)
    round_at(FIRST)
    notice = db.session.query(Notice).filter_by(kind="chaser", recipient_key="rowan@example.org").one()
    notice.state, notice.last_error = NoticeState.FAILED, "550 no such mailbox"
    notice_failed.send(notice)
    marked = db.session.query(InvitationLink).filter(InvitationLink.undeliverable_at.is_not(None)).all()
    assert [link.address for link in marked] == ["rowan@example.org"] * 2


def test_a_hundred_invitations_cost_as_many_queries_as_one(visit, invited):
    with count_queries() as few:
        candidates(FIRST)
    posts = [factories.post() for _ in range(40)]
    invite(visit.engagement, posts, now=NOW)
    db.session.commit()
    db.session.expire_all()
    with count_queries() as many:
        found = candidates(FIRST)
    assert len(found) > 40
    assert len(many) <= len(few) + 2


def test_stopping_is_no_answer_and_leaves_no_trace_twice(invited):
    links = list(invited.links)
    stop_reminders(links, now=NOW)
    stop_reminders(links, now=NOW)
    assert db.session.query(ReminderStop).count() == len(links)
    assert db.session.get(Invitation, invited.id).answered_at is None
