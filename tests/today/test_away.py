"""A day called off: once, whole, and counted."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from scheduler.audit.models import AuditEntry
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Absence, Engagement, Postponement
from scheduler.engagements.queries.postponements import postponements_by_us
from scheduler.engagements.rules import EngagementStatus
from scheduler.engagements.service import ClashFound, cancel_engagement
from scheduler.forward_plan.models import Commitment
from scheduler.ical.event import Timed
from scheduler.outbox.models import Notice
from scheduler.today.queries.away import affected_by
from scheduler.today.queries.sent import AWAY
from scheduler.today.rules.away import Course, is_called, what_to_say
from scheduler.today.service import DecisionRefused, call_off, rehearse
from tests import factories
from tests.browsing import page, submit
from tests.digest import database_digest
from tests.forward_plan.promises import made, rule
from tests.invitations.conftest import mailbox  # noqa: F401  # a fixture
from tests.outbox.draining import send_all
from tests.queries import count_queries
from tests.today.mornings import EIGHT, HOUR, TODAY, Morning, link_of, morning, waiting

LEADER, PA = "rowan@example.org", "jo@example.org"


@pytest.fixture(autouse=True)
def at_eight():
    with time_machine.travel(EIGHT, tick=False):
        yield


@pytest.fixture
def day(session) -> Morning:
    return morning()


def test_everybody_who_expects_us_is_told_once_about_each_engagement(day):
    call_off(day.four_ways(), now=EIGHT)
    told = [(kind, address) for kind in ("cancellation", "stand_in", "postponement") for address in (LEADER, PA)]
    assert waiting() == told


def test_who_sent_apologies_and_who_was_never_invited_get_no_mail(day):
    outcome = call_off(day.four_ways(), now=EIGHT)
    addresses = {notice.recipient_address for notice in outcome.notices}
    assert addresses == {LEADER, PA}


def test_a_second_press_tells_nobody_again(day):
    day_off = day.four_ways()
    call_off(day_off, now=EIGHT)
    commit()
    before = database_digest()
    again = call_off(day_off, now=EIGHT + timedelta(seconds=1))
    commit()
    assert (list(again.done), list(again.notices)) == ([], [])
    assert database_digest() == before


def test_two_managers_at_once_tell_everybody_once(app, day):
    day_off, barrier = day.four_ways(), threading.Barrier(2)
    db.session.remove()

    def press(_number):
        with app.app_context():
            barrier.wait()
            done = len(call_off(day_off, now=EIGHT).done)
            commit()
            return done

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [0, 4]
    assert len(waiting()) == 6


def test_what_somebody_else_changed_meanwhile_stops_all_of_it(day):
    decision = day.decision(day.late, Course.POSTPONE)
    cancel_engagement(day.late, "The partner asked", now=EIGHT)
    commit()
    with pytest.raises(DecisionRefused, match="Somebody else changed “Tea at Melton”"):
        call_off(day.off(day.decision(day.early, Course.CANCEL), decision), now=EIGHT)
    db.session.rollback()
    assert db.session.get(Engagement, day.early.id).status is EngagementStatus.AGREED


def test_postponed_is_to_be_arranged_again_and_counts_against_us(day):
    call_off(day.four_ways(), now=EIGHT)
    assert day.late.status is EngagementStatus.POSTPONED
    lost = db.session.query(Postponement).filter_by(engagement_id=day.late.id).one()
    assert (lost.by_us, lost.was_on, lost.reason) == (True, TODAY, "The Commissioner is ill today.")
    assert postponements_by_us([day.early.id, day.late.id]) == {day.late.id: 1}


def test_moved_to_a_known_day_says_so_and_counts_against_us_too(day):
    sequence = day.late.sequence
    when = Timed(day.late.starts_at + timedelta(days=1), day.late.ends_at + timedelta(days=1))
    call_off(day.off(day.decision(day.late, Course.MOVE, when=when)), now=EIGHT)
    assert (day.late.starts_at, day.late.sequence) == (when.starts_at, sequence + 1)
    assert waiting() == [("update", LEADER), ("update", PA)]
    assert postponements_by_us([day.late.id]) == {day.late.id: 1}


def test_another_hour_of_the_same_day_is_no_postponement(day):
    when = Timed(day.late.starts_at + HOUR, day.late.ends_at + HOUR)
    call_off(day.off(day.decision(day.late, Course.MOVE, when=when)), now=EIGHT)
    assert postponements_by_us([day.late.id]) == {}


def test_who_goes_instead_stands_in_the_diary_and_the_answer_stays(day):
    sequence, answered = day.call.sequence, link_of(LEADER, day.call).invitation.partstat
    call_off(day.four_ways(), now=EIGHT)
    assert [each.title for each in day.call.principals] == ["Chief Executive"]
    assert day.call.sequence == sequence
    assert link_of(LEADER, day.call).invitation.partstat is answered


def test_a_stand_in_who_is_busy_needs_a_reason(day):
    factories.engagement(
        title="Panel", starts_at=day.call.starts_at, ends_at=day.call.ends_at, principals=[day.chief_executive]
    )
    decision = day.decision(day.call, Course.IN_PLACE, stand_in_id=day.chief_executive.id)
    with pytest.raises(DecisionRefused) as refused:
        call_off(day.off(decision), now=EIGHT)
    assert isinstance(refused.value.cause, ClashFound)
    db.session.rollback()


def test_others_of_ours_may_go_alone_but_somebody_must(day):
    alone = day.decision(day.call, Course.IN_PLACE)
    with pytest.raises(DecisionRefused, match="nobody of ours would be left"):
        call_off(day.off(alone), now=EIGHT)
    db.session.rollback()
    day.call.principals = [day.commissioner, day.chief_executive]
    commit()
    call_off(day.off(day.decision(day.call, Course.IN_PLACE)), now=EIGHT)
    assert [each.title for each in day.call.principals] == ["Chief Executive"]


def test_the_reason_for_the_office_reaches_the_diary_only(day):
    call_off(day.off(blocks_day=True, private="Flu"), now=EIGHT)
    call_off(day.off(blocks_day=True, private="Flu"), now=EIGHT)
    commit()
    assert [(each.first_on, each.words) for each in db.session.query(Absence)] == [(TODAY, "Flu")]
    logged = db.session.query(AuditEntry).all()
    assert not any("Flu" in f"{each.summary} {each.details}" for each in logged)


@pytest.mark.parametrize(("facts", "field"), [({"words": " "}, "words"), ({"on": TODAY - timedelta(days=1)}, "on")])
def test_partners_are_told_why_and_never_about_a_day_that_is_past(day, facts, field):
    with pytest.raises(RuleBroken) as refused:
        call_off(day.off(**facts), now=EIGHT)
    assert refused.value.field == field


def test_the_preview_holds_the_very_mails_and_stores_nothing(day, smtp_sink):
    day_off = day.four_ways()
    commit()
    before = database_digest()
    shown = rehearse(day_off, now=EIGHT)
    assert database_digest() == before
    call_off(day_off, now=EIGHT)
    send_all(EIGHT)
    sent = [(each["Subject"], str(each["To"].addresses[0].addr_spec)) for each in smtp_sink.messages]
    assert sorted((each.subject, each.address) for each in shown) == sorted(sent)
    for message in shown:
        (mail,) = [each for each in smtp_sink.to(message.address) if each["Subject"] == message.subject]
        text = mail.get_body(("plain",)).get_content()
        assert [line for line in message.text.splitlines() if "/a/" not in line] == [
            line for line in text.strip().splitlines() if "/a/" not in line
        ]
        assert "/a/sample" in message.text or "/a/" not in text


def test_the_mails_leave_before_the_office_opens_and_say_why(day, smtp_sink):
    call_off(day.four_ways(), now=EIGHT)
    send_all(EIGHT)
    texts = {str(each["Subject"]): each.get_body(("plain",)).get_content() for each in smtp_sink.to(LEADER)}
    assert set(texts) == {"Cancelled: Visit to Melton", "Updated: Call with Melton", "Postponed: Tea at Melton"}
    assert all("The Commissioner is ill today." in text for text in texts.values())
    assert (
        "The Chief Executive, Kit Barrowby, will come instead of the Commissioner."
        in texts["Updated: Call with Melton"]
    )
    cancelled = next(each for each in smtp_sink.to(LEADER) if "Cancelled" in each["Subject"])
    entry = next(part for part in cancelled.walk() if part.get_content_type() == "text/calendar").get_content()
    assert "STATUS:CANCELLED" in entry


def test_a_stand_in_who_was_replaced_before_the_mail_left_is_not_announced(day, smtp_sink):
    day_off = day.off(day.decision(day.call, Course.IN_PLACE, stand_in_id=day.chief_executive.id))
    call_off(day_off, now=EIGHT)
    day.call.principals = [day.commissioner]
    send_all(EIGHT)
    assert smtp_sink.messages == []


def test_one_entry_of_the_log_tells_what_was_done(day):
    call_off(day.four_ways(), now=EIGHT)
    commit()
    (entry,) = db.session.query(AuditEntry).filter_by(action=AWAY)
    assert entry.summary == "Away: Commissioner, 7 September 2026, 4 engagements changed"
    assert len(entry.details["notices"]) == db.session.query(Notice).filter_by(urgent=True).count() == 6


def test_the_day_takes_a_fixed_number_of_statements(day):
    with count_queries() as few:
        affected_by(day.commissioner, TODAY, EIGHT)
    for number in range(6):
        at = EIGHT + (9 + number) * HOUR
        factories.engagement(
            principals=[day.commissioner], posts=[factories.post()], starts_at=at, ends_at=at + HOUR / 2
        )
    commit()
    with count_queries() as many:
        assert len(affected_by(day.commissioner, TODAY, EIGHT)) == 10
    assert len(many) <= len(few) + 1


def test_who_is_telephoned(day):
    found = {each.engagement.title: each for each in affected_by(day.commissioner, TODAY, EIGHT)}
    called = {
        title: [contact.label.split(",")[0] for contact in each.contacts if is_called(contact, is_soon=each.is_soon)]
        for title, each in found.items()
    }
    assert called == {"Visit to Melton": ["Leader"], "Board": ["Clerk"], "Call with Melton": [], "Tea at Melton": []}
    leader = next(each for each in found["Visit to Melton"].contacts if each.name == "Rowan Ashdown")
    assert leader.numbers == (("Office, Jo Merrick", "0116 496 0101"), ("Direct", "07700 900123"))


def test_whom_no_mail_reaches_is_telephoned_however_late_it_is(day):
    for address in (LEADER, PA):
        link_of(address, day.late).undeliverable_at = EIGHT
    late = next(each for each in affected_by(day.commissioner, TODAY, EIGHT) if each.engagement is day.late)
    assert [is_called(each, is_soon=late.is_soon) for each in late.contacts] == [True]


@pytest.mark.parametrize(
    ("course", "says"),
    [
        (Course.CANCEL, "The Commissioner is ill today. “Board”, 9am, will not take place. We are sorry."),
        (Course.MOVE, "The Commissioner is ill today. “Board”, 9am, moves to Tuesday."),
        (Course.IN_PLACE, "The Commissioner is ill today. “Board”, 9am, takes place as planned. Tuesday"),
    ],
)
def test_what_to_say(course, says):
    assert (
        what_to_say(course, words="The Commissioner is ill today", title="Board", when="9am", instead="Tuesday") == says
    )


def test_a_postponement_counts_against_us_unless_the_partner_asked_for_it(day, manager):
    for engagement, typed in ((day.call, {}), (day.late, {"by_partner": "y"})):
        answer = submit(manager, f"/engagements/{engagement.id}/postpone", {"reason": "Another day suits"} | typed)
        assert answer.status_code == 303
    assert postponements_by_us([day.call.id, day.late.id]) == {day.call.id: 1}


def test_the_commitment_s_page_says_how_often_we_put_it_off(day, manager):
    made(rule(organisation=day.leader.organisation))
    commitment_id = db.session.query(Commitment.id).scalar()
    call_off(day.four_ways(), now=EIGHT)
    shown = page(manager.get(f"/forward-plan/commitments/{commitment_id}")).main.text
    assert "We have postponed 1 meeting with them ourselves." in shown


def test_what_was_postponed_is_found_among_what_is_to_arrange(day, manager):
    call_off(day.four_ways(), now=EIGHT)
    found = page(manager.get("/engagements?status=to_arrange")).main.text
    assert "Tea at Melton" in found
    assert "Call with Melton" not in found


def test_where_replies_are_read_calendars_act_on_it(day, mailbox, smtp_sink):  # noqa: F811  # the fixture
    for address in (LEADER, PA):
        for engagement in (day.early, day.call):
            link_of(address, engagement).organizer = "office@example.org"
    sequence = day.call.sequence
    call_off(day.four_ways(), now=EIGHT)
    send_all(EIGHT)
    entries = {}
    for mail in smtp_sink.to(LEADER):
        part = next(each for each in mail.walk() if each.get_content_type() == "text/calendar")
        entries[str(mail["Subject"])] = part.get_content().replace("\r\n ", "")
    assert "METHOD:CANCEL" in entries["Cancelled: Visit to Melton"]
    updated = entries["Updated: Call with Melton"]
    assert "METHOD:REQUEST" in updated
    assert f"SEQUENCE:{sequence}\r\n" in updated
    assert "With the Chief Executive" in updated
