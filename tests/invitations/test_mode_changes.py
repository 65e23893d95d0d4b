"""The mail mode changes in mid-flight: whoever was told in one language hears the end in that one."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from scheduler.core.db import db
from scheduler.engagements.service import cancel_engagement, postpone_engagement
from scheduler.invitations.rules import Answer, Audience, PartStat, ReplySource
from scheduler.invitations.service import give_address, record_reply, withdraw_invitation
from scheduler.invitations.service.reply_addresses import known_organizer, organizer_of
from scheduler.outbox.rendering import render
from scheduler.outbox.service import notice_sent
from tests.factories import NOW
from tests.invitations.conftest import mark_sent, waiting
from tests.invitations.test_telling import move

TAGGED = "office+{tag}@example.org"
ENDS = {
    "cancellation": lambda visit: cancel_engagement(visit.engagement, "Ill", now=NOW),
    "postponement": lambda visit: postpone_engagement(visit.engagement, "Ill", now=NOW),
    "withdrawal": lambda visit: withdraw_invitation(visit.link().invitation, now=NOW),
}


def told(visit, mailbox, *, by_request: bool):
    """The Leader and their office, told in one language."""
    mailbox.open() if by_request else mailbox.close()
    visit.invite(visit.leader)
    mark_sent()


def only_mail(kind, address="rowan@example.org"):
    (mail,) = [render(notice) for notice in waiting(kind) if notice.recipient_address == address]
    return mail


def event_of(mail):
    (event,) = Calendar.from_ical(mail.calendar).walk("VEVENT")
    return event


# Told by REQUEST, mailbox there when it ends → METHOD of the end.
TRUTH = {
    (True, True): "CANCEL",
    (True, False): "CANCEL",
    (False, True): None,
    (False, False): None,
}


@pytest.mark.parametrize("kind", ENDS)
@pytest.mark.parametrize(("by_request", "is_open"), TRUTH)
def test_an_end_goes_in_the_language_of_the_invitation(visit, mailbox, kind, by_request, is_open):
    told(visit, mailbox, by_request=by_request)
    mailbox.open("new@example.org") if is_open else mailbox.close()
    ENDS[kind](visit)
    mail = only_mail(kind)
    assert mail.method == TRUTH[by_request, is_open]
    event = event_of(mail)
    assert event["STATUS"] == "CANCELLED"
    assert ("ATTENDEE" in event) is by_request
    organizer = str(event.get("ORGANIZER", "")).removeprefix("mailto:")
    assert organizer == ("office@example.org" if by_request else "")


@pytest.mark.parametrize("is_open", [True, False])
def test_an_update_is_a_request_exactly_while_replies_are_read(visit, mailbox, is_open):
    told(visit, mailbox, by_request=not is_open)
    mailbox.open() if is_open else mailbox.close()
    move(visit.engagement)
    mail = only_mail("update")
    assert mail.method == ("REQUEST" if is_open else None)
    assert b"SEQUENCE:1" in mail.calendar


def test_who_was_told_by_request_and_then_plainly_still_hears_the_end_as_cancel(visit, mailbox):
    told(visit, mailbox, by_request=True)
    mailbox.close()
    move(visit.engagement)
    mark_sent()
    ENDS["cancellation"](visit)
    assert (only_mail("cancellation").method, event_of(only_mail("cancellation"))["SEQUENCE"]) == ("CANCEL", 2)


def test_who_was_told_plainly_and_then_by_request_hears_the_end_as_cancel(visit, mailbox):
    told(visit, mailbox, by_request=False)
    mailbox.open()
    move(visit.engagement)
    mark_sent()
    ENDS["cancellation"](visit)
    assert only_mail("cancellation").method == "CANCEL"


def test_an_answer_is_echoed_only_to_a_calendar_that_was_asked(visit, mailbox):
    told(visit, mailbox, by_request=False)
    mailbox.open()
    link = visit.link()
    record_reply(link.invitation, Answer(PartStat.ACCEPTED), source=ReplySource.LINK, link=link, now=NOW)
    assert only_mail("receipt").calendar is None


def test_no_echo_leaves_once_nobody_reads_replies(visit, mailbox):
    told(visit, mailbox, by_request=True)
    link = visit.link()
    record_reply(link.invitation, Answer(PartStat.ACCEPTED), source=ReplySource.LINK, link=link, now=NOW)
    mailbox.close()
    assert only_mail("receipt").calendar is None
    assert only_mail("other_address", "jo@example.org").calendar is None


# What the calendar knows, the address and template of now → what the next REQUEST carries (T: the link's own tag).
ORGANIZERS = (
    (None, ("office@example.org", None), "office@example.org"),
    (None, ("office@example.org", TAGGED), "T"),
    ("office@example.org", ("office@example.org", TAGGED), "office@example.org"),
    ("OFFICE@example.org", ("office@example.org", None), "OFFICE@example.org"),
    ("T", ("office@example.org", TAGGED), "T"),
    ("T", ("other@example.org", TAGGED), "T"),
    ("T", ("office@example.org", None), "office@example.org"),
    ("office@example.org", ("new@example.org", None), "new@example.org"),
    ("office@example.org", ("new@example.org", "new+{tag}@example.org"), "new+T"),
)


@pytest.mark.parametrize(("known", "mode", "expected"), ORGANIZERS)
def test_the_organizer_stays_as_long_as_its_mailbox_is_ours(visit, mailbox, known, mode, expected):
    visit.invite(visit.leader)
    link = visit.link()
    mailbox.open(tagged=TAGGED)
    tagged = organizer_of(link).address
    tag = tagged.removeprefix("office+").removesuffix("@example.org")
    link.organizer = tagged if known == "T" else known
    mailbox.open(*mode)
    wanted = {"T": tagged, "new+T": f"new+{tag}@example.org"}.get(expected, expected)
    assert organizer_of(link).address == wanted
    mailbox.close()
    assert known_organizer(link).address == (link.organizer or organizer_of(link).address)


def test_who_declined_by_their_calendar_has_it_taken_out_all_the_same(visit, mailbox):
    told(visit, mailbox, by_request=True)
    link = visit.link()
    record_reply(link.invitation, Answer(PartStat.DECLINED), source=ReplySource.EMAIL, link=link, now=NOW)
    ENDS["cancellation"](visit)
    assert only_mail("cancellation").method == "CANCEL"


def test_an_address_that_the_invitation_leaves_has_the_entry_taken_out(visit, mailbox):
    told(visit, mailbox, by_request=True)
    give_address(visit.link().invitation, Audience.PRINCIPAL, "", "new@example.org", now=NOW)
    mail = only_mail("release")
    assert (mail.method, mail.subject) == ("CANCEL", "No longer expected: Visit to Melton")
    assert "/a/" not in mail.text
    assert "new@example.org" not in mail.text
    assert only_mail("invitation", "new@example.org").method == "REQUEST"


def test_an_address_that_is_invited_again_at_once_is_not_released(visit, mailbox):
    told(visit, mailbox, by_request=True)
    old = visit.link()
    give_address(old.invitation, Audience.PRINCIPAL, "", "new@example.org", now=NOW)
    give_address(old.invitation, Audience.PRINCIPAL, "", "rowan@example.org", now=NOW)
    assert [render(notice) for notice in waiting("release")] == [None]


def test_an_address_replaced_while_its_mail_was_on_its_way_is_released_when_it_has_left(visit, mailbox):
    mailbox.open()
    visit.invite(visit.leader)
    invitation = visit.link().invitation
    (notice,) = [each for each in waiting("invitation") if each.recipient_address == "rowan@example.org"]
    mail = render(notice)
    give_address(invitation, Audience.PRINCIPAL, "", "new@example.org", now=NOW)
    assert waiting("release") == []
    notice.method = mail.method
    notice.sent_at = NOW + timedelta(seconds=1)
    notice_sent.send(notice)
    assert only_mail("release").method == "CANCEL"


def test_whoever_was_told_plainly_hears_nothing_when_the_address_changes(visit, mailbox):
    told(visit, mailbox, by_request=False)
    give_address(visit.link().invitation, Audience.PRINCIPAL, "", "new@example.org", now=NOW)
    db.session.commit()
    assert waiting("release") == []
