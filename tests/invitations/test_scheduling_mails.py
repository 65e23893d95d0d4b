"""Mail that calendars act on, as a real mail server receives it from an office that reads its replies."""

import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest
from icalendar import Calendar

from scheduler.core.db import db
from scheduler.engagements.service import cancel_engagement, postpone_engagement
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.queries.reply_addresses import link_of_address
from scheduler.invitations.rules import Answer, Answerer, Audience, Authority, PartStat, ReplySource, StandIn
from scheduler.invitations.service import record_reply, send_again, withdraw_invitation
from scheduler.outbox.models import Notice
from tests.factories import NOW
from tests.invitations.test_telling import move
from tests.oracles import libical
from tests.outbox.draining import send_all

LEADER, OFFICE = "rowan@example.org", "jo@example.org"
DEPUTY = StandIn("Ife Adeyemi", "Deputy Leader", 2, Authority.LIMITED)


@pytest.fixture
def sent(visit, mailbox, smtp_sink):
    """What left since the last look, by recipient."""

    class Sent:
        def to(self, address: str) -> list[EmailMessage]:
            send_all(NOW + timedelta(minutes=len(smtp_sink.caught)))
            return smtp_sink.to(address)

        def last(self, address: str) -> EmailMessage:
            return self.to(address)[-1]

        def caught(self):
            self.to("")
            return smtp_sink.caught

    return Sent()


def calendar_of(message: EmailMessage) -> bytes:
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return part.get_payload(decode=True)


def vevent(message: EmailMessage):
    (event,) = Calendar.from_ical(calendar_of(message)).walk("VEVENT")
    return event


def method(message: EmailMessage) -> str | None:
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return Calendar.from_ical(parts[0].get_payload(decode=True)).get("METHOD") if parts else None


def partstat(message: EmailMessage) -> str:
    return vevent(message)["ATTENDEE"].params["PARTSTAT"]


def answer(visit, partstat_, audience=Audience.PRINCIPAL, source=ReplySource.LINK, **more: object):
    link = visit.link(audience)
    record_reply(link.invitation, Answer(partstat_, **more), source=source, link=link, now=NOW)


def by_telephone(visit, given):
    record_reply(visit.link().invitation, given, source=ReplySource.TELEPHONE, recorded_by="Priya", now=NOW)


def test_the_tree_is_the_one_that_outlook_and_gmail_act_on(visit, sent):
    visit.invite(visit.leader)
    message = sent.last(LEADER)
    shape = [(part.get_content_type(), part.get_content_disposition()) for part in message.walk()]
    assert shape == [
        ("multipart/mixed", None),
        ("multipart/alternative", None),
        ("text/plain", None),
        ("text/html", None),
        ("text/calendar", None),
        ("application/ics", "attachment"),
    ]
    text, html, calendar, file = list(message.walk())[2:]
    assert dict(calendar["Content-Type"].params) == {"charset": "utf-8", "method": "REQUEST"}
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert b"METHOD:REQUEST\r\n" in calendar.get_payload(decode=True)
    assert file.get_payload(decode=True) == calendar.get_payload(decode=True)
    assert file.get_filename() == file.get_param("name") == "invite.ics"
    assert {text.get_content_charset(), html.get_content_charset()} == {"utf-8"}


def test_exactly_one_event_and_one_attendee_and_nobody_else_anywhere(visit, sent):
    visit.invite()
    for caught in sent.caught():
        event = vevent(caught.message)
        (address,) = caught.recipients
        assert str(event["ATTENDEE"]) == f"mailto:{address}"
        assert caught.message["To"].addresses[0].addr_spec == address
        if address in {LEADER, OFFICE}:
            decoded = b"".join(part.get_payload(decode=True) or b"" for part in caught.message.walk())
            assert b"anary" not in decoded + caught.content
            assert b"pip@" not in decoded + caught.content


HAPPENINGS = {
    "invitation": lambda _visit: None,
    "update": lambda visit: move(visit.engagement),
    "sent again": lambda visit: send_again(visit.link(), now=NOW),
    "cancellation": lambda visit: cancel_engagement(visit.engagement, "Ill", now=NOW),
    "postponement": lambda visit: postpone_engagement(visit.engagement, "Ill", now=NOW),
    "withdrawal": lambda visit: withdraw_invitation(visit.link().invitation, now=NOW),
    "acceptance": lambda visit: answer(visit, PartStat.ACCEPTED),
    "apologies": lambda visit: answer(visit, PartStat.DECLINED),
    "deputy": lambda visit: answer(visit, PartStat.DELEGATED, substitute=replace(DEPUTY, address="ife@example.org")),
    "telephone": lambda visit: by_telephone(visit, Answer(PartStat.TENTATIVE, Answerer.OFFICE)),
}


@pytest.mark.once
@pytest.mark.parametrize("happening", HAPPENINGS)
def test_libical_passes_every_mail_whatever_happens(visit, sent, happening):
    visit.invite(visit.leader)
    sent.caught()
    HAPPENINGS[happening](visit)
    caught = sent.caught()
    assert len(caught) > 2 or happening == "invitation"
    for each in caught:
        assert libical.complaints(calendar_of(each.message)) == []
        (part,) = [part for part in each.message.walk() if part.get_content_type() == "text/calendar"]
        assert part.get_param("method") == method(each.message)


@pytest.mark.once
@pytest.mark.parametrize("happening", HAPPENINGS)
def test_without_a_reply_mailbox_no_method_organizer_or_attendee_ever_leaves(visit, sent, mailbox, happening):
    mailbox.close()
    visit.invite(visit.leader)
    sent.caught()
    HAPPENINGS[happening](visit)
    for each in sent.caught():
        for part in each.message.walk():
            content = part.get_payload(decode=True) or b""
            assert part.get_param("method") is None
            assert not re.search(rb"^(METHOD|ORGANIZER|ATTENDEE)", content, re.MULTILINE)
        assert "own buttons" not in each.message.get_body(("plain",)).get_content()
    assert db.session.query(Notice).filter(Notice.method.is_not(None)).count() == 0


def test_an_update_keeps_the_uid_and_raises_sequence(visit, sent):
    visit.invite(visit.leader)
    first = vevent(sent.last(LEADER))
    move(visit.engagement)
    second = vevent(sent.last(LEADER))
    assert (second["UID"], second["SEQUENCE"]) == (first["UID"], first["SEQUENCE"] + 1)
    assert second["DTSTAMP"].dt >= first["DTSTAMP"].dt
    assert second["DTSTART"].dt == first["DTSTART"].dt + timedelta(days=1)


def test_taking_one_partner_off_cancels_for_that_one_only(visit, sent):
    visit.invite()
    before = len(sent.caught())
    withdraw_invitation(visit.link().invitation, now=NOW)
    after = sent.caught()[before:]
    assert sorted(each.recipients[0] for each in after) == [OFFICE, LEADER]
    assert {method(each.message) for each in after} == {"CANCEL"}


@pytest.mark.parametrize("end", [cancel_engagement, postpone_engagement])
def test_an_end_is_a_cancel_with_a_higher_sequence(visit, sent, end):
    visit.invite(visit.leader)
    first = vevent(sent.last(LEADER))
    end(visit.engagement, "Ill", now=NOW)
    message = sent.last(LEADER)
    event = vevent(message)
    assert (method(message), event["STATUS"], event["UID"]) == ("CANCEL", "CANCELLED", first["UID"])
    assert event["SEQUENCE"] > first["SEQUENCE"]


def test_headers_of_every_mail(visit, sent):
    visit.invite(visit.leader)
    first = sent.last(LEADER)
    move(visit.engagement)
    second = sent.last(LEADER)
    for message in (first, second):
        assert message["Message-ID"].endswith("@example.org>")
        assert message["From"].addresses[0].domain == "example.org"
        assert message["Auto-Submitted"] == "auto-generated"
        assert parsedate_to_datetime(message["Date"]).utcoffset() == timedelta(0)
        assert "List-Unsubscribe" not in message
        assert "Reply-To" not in message
        assert len(message.get_all("To")) == 1
        assert "Cc" not in message
    stored = db.session.query(Notice).filter(Notice.kind == "update", Notice.recipient_address == LEADER).one()
    assert second["Message-ID"] == stored.message_id
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]


def test_the_organizer_is_the_office_and_from_where_that_can_be(visit, sent, mailbox):
    visit.invite(visit.leader)
    organizer = vevent(sent.last(LEADER))["ORGANIZER"]
    assert str(organizer) == "mailto:office@example.org" == f"mailto:{sent.last(LEADER)['From'].addresses[0].addr_spec}"
    assert organizer.params["CN"] == "Office of the Police and Crime Commissioner"
    mailbox.open("replies@example.org")
    visit.invite(visit.stranger)
    message = sent.last("canary@example.org")
    assert str(vevent(message)["ORGANIZER"]) == "mailto:replies@example.org"
    assert message["From"].addresses[0].addr_spec == "office@example.org"
    assert message["Reply-To"].addresses[0].addr_spec == "replies@example.org"


def test_a_tagged_organizer_leads_back_to_its_own_link(visit, sent, mailbox):
    mailbox.open(tagged="office+{tag}@example.org")
    visit.invite(visit.leader)
    for audience, address in ((Audience.PRINCIPAL, LEADER), (Audience.PA, OFFICE)):
        organizer = str(vevent(sent.last(address))["ORGANIZER"]).removeprefix("mailto:")
        assert link_of_address(organizer.upper()) is visit.link(audience)
        assert sent.last(address)["Reply-To"].addresses[0].addr_spec == organizer
    assert link_of_address("office@example.org") is None
    assert link_of_address("office+whatever@example.org") is None


def test_the_mail_says_that_the_calendar_s_buttons_count_and_keeps_the_link(visit, sent):
    visit.invite(visit.leader)
    text = sent.last(LEADER).get_body(("plain",)).get_content()
    assert "You can answer with your calendar program’s own buttons as well." in text
    assert "/a/" in text
    assert "PARTSTAT=NEEDS-ACTION" in calendar_of(sent.last(LEADER)).decode().replace("\r\n ", "")


def test_an_answer_by_link_is_echoed_to_every_calendar_with_the_same_sequence(visit, sent):
    visit.invite(visit.leader)
    first = vevent(sent.last(LEADER))
    answer(visit, PartStat.ACCEPTED, Audience.PA, answered_by=Answerer.OFFICE)
    for address in (LEADER, OFFICE):
        message = sent.last(address)
        assert (method(message), partstat(message)) == ("REQUEST", "ACCEPTED")
        assert vevent(message)["SEQUENCE"] == first["SEQUENCE"]


def test_an_answer_by_telephone_is_echoed_too(visit, sent):
    visit.invite(visit.leader)
    sent.caught()
    by_telephone(visit, Answer(PartStat.DECLINED))
    assert {partstat(sent.last(address)) for address in (LEADER, OFFICE)} == {"DECLINED"}


def test_an_answer_mailed_by_one_address_is_echoed_to_the_other_only(visit, sent):
    visit.invite(visit.leader)
    before = len(sent.caught())
    answer(visit, PartStat.ACCEPTED, source=ReplySource.EMAIL)
    (echo,) = sent.caught()[before:]
    assert (echo.recipients, partstat(echo.message)) == ([OFFICE], "ACCEPTED")


def test_an_answer_renewed_after_a_move_reaches_the_other_calendar(visit, sent):
    visit.invite(visit.leader)
    sent.caught()
    answer(visit, PartStat.ACCEPTED)
    move(visit.engagement)
    assert partstat(sent.last(OFFICE)) == "NEEDS-ACTION"
    answer(visit, PartStat.ACCEPTED)
    assert partstat(sent.last(OFFICE)) == "ACCEPTED"
    assert vevent(sent.last(OFFICE))["SEQUENCE"] == 1


def test_an_echo_that_a_move_overtook_says_nothing_to_the_calendar(visit, sent):
    visit.invite(visit.leader)
    sent.caught()
    answer(visit, PartStat.ACCEPTED)
    move(visit.engagement)
    receipt, update = sent.to(LEADER)[-2:]
    assert method(receipt) is None
    assert (method(update), partstat(update)) == ("REQUEST", "NEEDS-ACTION")


def test_delegation_names_the_deputy_s_address_when_it_is_known(visit, sent):
    visit.invite(visit.leader)
    sent.caught()
    answer(visit, PartStat.DELEGATED, substitute=DEPUTY)
    assert "DELEGATED-TO" not in vevent(sent.last(LEADER))["ATTENDEE"].params
    answer(visit, PartStat.DELEGATED, substitute=replace(DEPUTY, address="ife@example.org"))
    attendee = vevent(sent.last(LEADER))["ATTENDEE"]
    assert (attendee.params["PARTSTAT"], attendee.params["DELEGATED-TO"]) == ("DELEGATED", "mailto:ife@example.org")


def test_what_left_is_written_beside_the_notice_and_the_link(visit, sent):
    visit.invite(visit.leader)
    sent.caught()
    assert {notice.method for notice in db.session.query(Notice)} == {"REQUEST"}
    assert {link.organizer for link in db.session.query(InvitationLink)} == {"office@example.org"}


def test_a_mail_that_the_server_took_without_saying_so_is_ended_as_well(visit, sent, smtp_sink):
    visit.invite(visit.leader)
    smtp_sink.drop_after_data = lambda address: address == LEADER
    sent.caught()
    smtp_sink.behave()
    cancel_engagement(visit.engagement, "Ill", now=NOW)
    db.session.commit()
    send_all(NOW + timedelta(hours=2))
    assert [method(message) for message in smtp_sink.to(LEADER)] == ["REQUEST", "CANCEL"]
