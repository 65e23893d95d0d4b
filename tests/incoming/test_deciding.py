"""Accepted in whomever's name, held, declined: our diary, their mail and their calendar say the same."""

from dataclasses import replace
from datetime import timedelta

import icalendar
import pytest
import vobject

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.engagements.service.clashes import ClashFound
from scheduler.inbox.reading.mail import read_mail
from scheduler.inbox.rules.vocabulary import MailKind
from scheduler.incoming.rules.vocabulary import Decision
from scheduler.incoming.service.deciding import Answer, accept, decline, follow, hold, leave_as_it_is
from scheduler.incoming.service.diary import Goer, Going
from scheduler.outbox.message import build_message, envelope_of
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.outbox.rules import NoticeState
from scheduler.records.models import EngagementRecord, GiftOffer
from scheduler.records.rules.vocabulary import GiftDecision, Initiator
from tests import factories
from tests.factories import NOW
from tests.incoming.samples import CLERK, COMMISSIONER, Ask, outlook
from tests.oracles import libical

ASK = Ask()
BY = "Robin Ferncastle"


@pytest.fixture
def asked(invited):
    """The Commissioner is asked to the partnership's autumn meeting."""
    invited.deliver(outlook(ASK))
    return invited


def said(asked, words="Thank you.", *, writes=True):
    return Answer(words=words, writes=writes, by=BY, seen=asked.the_only().version)


def going(principal=None, *, role="", joins=None, clash_reason=""):
    goer = Goer(principal_id=principal.id, role=principal.title) if principal else Goer(role=role)
    return Going(goer=goer, joins=joins, clash_reason=clash_reason)


def the_answer():
    (notice,) = db.session.query(Notice).filter_by(kind="answer_to_invitation", state=NoticeState.WAITING).all()
    return notice, render(notice)


def attendee_in(calendar: bytes) -> tuple[str, str, str]:
    """METHOD, PARTSTAT and address as vobject, which knows nothing of what wrote it, reads them."""
    read = vobject.readOne(calendar.decode())
    attendee = read.vevent.attendee
    return read.method.value, attendee.params["PARTSTAT"][0], attendee.value


def test_accepted_it_stands_in_the_diary_with_the_bodys_chair_and_says_who_began(asked):
    accept(asked.the_only(), going(asked.commissioner), said(asked), now=NOW)
    db.session.commit()

    found = asked.the_only()
    engagement = found.engagement
    assert (engagement.status, engagement.kind) == (EngagementStatus.AGREED, EngagementKind.BOARD)
    assert (engagement.starts_at, engagement.principals) == (ASK.starts_at, [asked.commissioner])
    assert [post.full_title for post in engagement.posts] == ["Chair, Melton Community Safety Partnership"]
    assert db.session.get_one(EngagementRecord, engagement.id).initiated_by is Initiator.PARTNER
    assert (found.decision, found.decided_by, found.goes_principal) == (Decision.ACCEPTED, BY, asked.commissioner)


@pytest.mark.parametrize("way", ["accept", "hold", "decline"])
def test_their_calendar_gets_a_reply_that_parsers_read_and_libical_passes(asked, way):
    answers = {
        "accept": lambda: accept(asked.the_only(), going(asked.commissioner), said(asked), now=NOW),
        "hold": lambda: hold(
            asked.the_only(), going(asked.commissioner), said(asked), until=NOW + timedelta(days=7), now=NOW
        ),
        "decline": lambda: decline(asked.the_only(), said(asked), now=NOW),
    }
    answers[way]()
    notice, mail = the_answer()

    partstat = {"accept": "ACCEPTED", "hold": "TENTATIVE", "decline": "DECLINED"}[way]
    assert (notice.recipient_address, mail.method) == (CLERK, "REPLY")
    assert attendee_in(mail.calendar) == ("REPLY", partstat, f"mailto:{COMMISSIONER}")
    assert libical.complaints(mail.calendar) == []
    (event,) = icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"], event["ORGANIZER"]) == (ASK.uid, 0, f"mailto:{CLERK}")
    assert "Thank you." in mail.text
    assert notice.references.startswith("<")


def test_somebody_else_goes_in_the_name_of_the_one_they_asked(asked):
    accept(asked.the_only(), going(asked.chief), said(asked), now=NOW)
    _, mail = the_answer()

    assert asked.the_only().engagement.principals == [asked.chief]
    assert attendee_in(mail.calendar)[1:] == ("ACCEPTED", f"mailto:{COMMISSIONER}")
    (event,) = icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")
    assert event["COMMENT"] == "The Chief Executive will come in the Commissioner’s place."


def test_a_role_whose_diary_we_do_not_keep_may_go_and_takes_nobodys_time(asked):
    accept(asked.the_only(), going(role="Chief Superintendent"), said(asked), now=NOW)
    found = asked.the_only()
    assert (found.engagement.principals, found.engagement.status) == ([], EngagementStatus.AGREED)
    assert (found.goes_words, found.goes_principal) == ("Chief Superintendent", None)


def test_another_person_may_be_sent_after_all_and_the_first_is_free_again(asked):
    accept(asked.the_only(), going(asked.commissioner), said(asked), now=NOW)
    accept(asked.the_only(), going(asked.chief), said(asked), now=NOW)
    found = asked.the_only()
    assert found.engagement.principals == [asked.chief]
    assert db.session.query(Engagement).count() == 1
    the_answer()  # the first one had not left: only the second does


def test_a_clash_is_shown_and_nothing_is_decided_until_somebody_says_why(asked):
    factories.engagement(title="Panel", starts_at=ASK.starts_at, ends_at=ASK.starts_at + timedelta(hours=1),
                         principals=[asked.commissioner])  # fmt: skip
    db.session.commit()
    with pytest.raises(ClashFound):
        accept(asked.the_only(), going(asked.commissioner), said(asked), now=NOW)
    db.session.rollback()
    assert asked.the_only().decision is Decision.WAITING

    accept(asked.the_only(), going(asked.commissioner, clash_reason="The Panel ends early"), said(asked), now=NOW)
    assert asked.the_only().engagement.clash_reason == "The Panel ends early"


def test_it_joins_the_engagement_that_we_had_of_it(asked):
    chair = factories.post(body=asked.body, title="Chair")
    ours = factories.engagement(title="CSP", starts_at=ASK.starts_at + timedelta(hours=1),
                                ends_at=ASK.starts_at + timedelta(hours=2),
                                principals=[asked.chief], posts=[chair])  # fmt: skip
    undated = factories.engagement(title="Next CSP", starts_at=None, ends_at=None, posts=[chair],
                                   status=EngagementStatus.TO_ARRANGE, principals=[asked.commissioner])  # fmt: skip
    db.session.commit()
    accept(asked.the_only(), going(asked.commissioner, joins=ours), said(asked), now=NOW)
    found = asked.the_only()
    assert (found.engagement, found.engagement.starts_at) == (ours, ASK.starts_at)
    assert found.engagement.principals == [asked.commissioner, asked.chief]
    assert found.engagement.posts == [chair]
    assert undated.starts_at is None


def test_a_hold_keeps_the_time_free_and_acceptance_makes_it_firm(asked):
    hold(asked.the_only(), going(asked.commissioner), said(asked), until=NOW + timedelta(days=7), now=NOW)
    db.session.commit()
    engagement = asked.the_only().engagement
    assert (engagement.status, engagement.starts_at) == (EngagementStatus.TO_ARRANGE, None)
    (held,) = engagement.holds
    assert (held.starts_at, held.released_at) == (ASK.starts_at, None)

    accept(asked.the_only(), going(asked.commissioner), said(asked), now=NOW)
    db.session.commit()
    assert asked.the_only().engagement == engagement
    assert (engagement.status, engagement.holds[0].end) == (EngagementStatus.AGREED, "chosen")


@pytest.mark.parametrize("first", ["accept", "hold"])
def test_declined_after_all_it_leaves_the_diary(asked, first):
    if first == "accept":
        accept(asked.the_only(), going(asked.commissioner), said(asked), now=NOW)
    else:
        hold(asked.the_only(), going(asked.commissioner), said(asked), until=NOW + timedelta(days=7), now=NOW)
    decline(asked.the_only(), said(asked, "Sorry."), now=NOW)
    db.session.commit()
    engagement = asked.the_only().engagement
    assert engagement.status is EngagementStatus.CANCELLED
    assert all(each.released_at is not None for each in engagement.holds)
    assert attendee_in(the_answer()[1].calendar)[1] == "DECLINED"


def test_where_another_of_ours_goes_too_only_the_goer_leaves(asked):
    chair = factories.post(body=asked.body, title="Chair")
    ours = factories.engagement(starts_at=ASK.starts_at, ends_at=ASK.starts_at + timedelta(hours=2),
                                principals=[asked.chief], posts=[chair])  # fmt: skip
    db.session.commit()
    accept(asked.the_only(), going(asked.commissioner, joins=ours), said(asked), now=NOW)
    decline(asked.the_only(), said(asked), now=NOW)
    assert (ours.status, ours.principals) == (EngagementStatus.AGREED, [asked.chief])


def test_a_gift_goes_into_the_register_taken_or_not(asked):
    found = asked.the_only()
    found.has_offer, found.offer_words = True, "Dinner for two"
    db.session.commit()
    decline(asked.the_only(), said(asked), now=NOW)
    (gift,) = db.session.query(GiftOffer).all()
    assert (gift.what, gift.decision, gift.body) == ("Dinner for two", GiftDecision.DECLINED, asked.body)
    assert gift.principal == asked.commissioner

    accept(asked.the_only(), going(asked.chief), said(asked), now=NOW)
    (gift,) = db.session.query(GiftOffer).all()
    assert (gift.decision, gift.principal) == (GiftDecision.ACCEPTED, asked.chief)
    assert gift.engagement == asked.the_only().engagement


def test_pressing_twice_is_once_and_a_stale_page_is_refused(asked):
    answer = said(asked)
    assert accept(asked.the_only(), going(asked.commissioner), answer, now=NOW)
    db.session.commit()
    assert not accept(asked.the_only(), going(asked.commissioner), answer, now=NOW)
    assert db.session.query(Engagement).count() == 1
    with pytest.raises(VersionConflict):
        decline(asked.the_only(), answer, now=NOW)
    assert asked.the_only().decision is Decision.ACCEPTED


def test_nobody_is_written_to_when_the_office_says_so(asked):
    decline(asked.the_only(), said(asked, writes=False), now=NOW)
    assert db.session.query(Notice).count() == 0


def test_without_an_entry_of_theirs_an_ordinary_mail_answers(asked):
    found = asked.the_only()
    found.attendee = ""
    db.session.commit()
    decline(asked.the_only(), said(asked, "Sorry."), now=NOW)
    notice, mail = the_answer()
    assert (notice.recipient_address, mail.calendar, mail.method) == (CLERK, None, None)


def test_an_answer_that_was_overtaken_before_it_left_is_not_sent(asked):
    decline(asked.the_only(), said(asked), now=NOW)
    notice, _ = the_answer()
    asked.the_only().decision = Decision.WAITING
    db.session.commit()
    assert render(notice) is None


@pytest.mark.parametrize("follows", [True, False])
def test_their_change_after_we_accepted_waits_for_a_press(asked, follows):
    accept(asked.the_only(), going(asked.commissioner), said(asked), now=NOW)
    db.session.commit()
    asked.deliver(outlook(ASK.moved(place="Town Hall")))
    found = asked.the_only()
    assert (found.has_changed, found.engagement.starts_at) == (True, ASK.starts_at)

    if follows:
        assert follow(found, said(asked), clash_reason="", now=NOW + timedelta(minutes=1))
        db.session.commit()
        engagement = asked.the_only().engagement
        assert (engagement.starts_at, engagement.place_text) == (ASK.starts_at + timedelta(days=1), "Town Hall")
        _, mail = the_answer()
        assert "Wednesday 14 October 2026" in mail.text
        assert "13 October" not in mail.text
        (event,) = icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")
        assert (event["SEQUENCE"], event["ATTENDEE"].params["PARTSTAT"]) == (1, "ACCEPTED")
    else:
        leave_as_it_is(found, said(asked))
    assert not asked.the_only().has_changed


def test_their_end_after_we_accepted_leaves_our_diary_by_a_press(asked):
    accept(asked.the_only(), going(asked.commissioner), said(asked), now=NOW)
    db.session.commit()
    asked.deliver(outlook(ASK.called_off()))
    found = asked.the_only()
    assert (found.decision, found.has_changed, found.engagement.status) == (
        Decision.CALLED_OFF, True, EngagementStatus.AGREED,
    )  # fmt: skip
    follow(found, said(asked), clash_reason="", now=NOW)
    db.session.commit()
    assert asked.the_only().engagement.status is EngagementStatus.CANCELLED
    with pytest.raises(RuleBroken, match="called it off"):
        accept(asked.the_only(), going(asked.commissioner), said(asked), now=NOW)


def test_a_meeting_of_a_series_is_answered_as_that_one(asked):
    occurrence = replace(ASK, uid="series@melton.example.org", starts_at=ASK.starts_at + timedelta(days=30),
                         more=("RECURRENCE-ID:20261112T130000Z",))  # fmt: skip
    asked.deliver(outlook(occurrence))
    found = asked.all()[1]
    answer = Answer(words="Yes.", writes=True, by=BY, seen=found.version)
    accept(found, going(asked.commissioner), answer, now=NOW)
    (event,) = icalendar.Calendar.from_ical(the_answer()[1].calendar).walk("VEVENT")
    assert event.decoded("RECURRENCE-ID").isoformat() == "2026-11-12T13:00:00+00:00"


def test_without_a_day_nothing_can_be_accepted(asked):
    found = asked.the_only()
    found.starts_at = found.ends_at = None
    db.session.commit()
    with pytest.raises(RuleBroken, match="no day yet"):
        accept(asked.the_only(), going(asked.commissioner), said(asked), now=NOW)


def test_the_mail_is_one_that_a_calendar_program_acts_on(asked):
    accept(asked.the_only(), going(asked.commissioner), said(asked), now=NOW)
    notice, mail = the_answer()

    message = build_message(envelope_of(notice), mail, mail_from="Office <diary@office.example.org>", now=NOW)

    read = read_mail(message.as_bytes())  # as the partner's own scheduler would
    assert read.kind is MailKind.CALENDAR
    (event,) = read.answers
    assert (event.method, event.uid, event.organizer) == ("REPLY", ASK.uid, CLERK)
    assert [(each.address, each.partstat) for each in event.attendees] == [(COMMISSIONER, "ACCEPTED")]
    parts = {part.get_content_type(): part for part in message.walk()}
    assert parts["text/calendar"].get_param("method") == "REPLY"
