import email
import logging
from datetime import timedelta
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from sqlalchemy.exc import OperationalError

from scheduler.core.db import commit, db
from scheduler.outbox import sending
from scheduler.outbox.leases import claim
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, register_renderer
from scheduler.outbox.rules import MAXIMUM_ATTEMPTS, RENDER_ATTEMPTS, NoticeState
from scheduler.outbox.service import notice_failed, notice_sent, withdraw_notices
from scheduler.outbox.tasks import current_queue
from tests.factories import NOW
from tests.outbox.draining import send_all
from tests.outbox.notices import letter, posted

pytestmark = pytest.mark.usefixtures("renderers")
CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nSUMMARY:Caf\xc3\xa9\r\nEND:VCALENDAR\r\n"


def with_calendar(notice: Notice) -> Mail:
    return Mail("Visit to Melton – 6 October", "Café at 10am\n", "<p>Café at 10am</p>", CALENDAR)


def test_a_posted_notice_arrives(smtp_sink):
    notice = posted(recipient_address="rowan@example.org", payload={"title": "Your visit"})
    assert send_all(NOW) == 1
    [message] = smtp_sink.to("rowan@example.org")
    assert message["Subject"] == "Your visit"
    assert message["Message-ID"] == notice.message_id
    assert notice.state is NoticeState.SENT
    assert notice.sent_at == NOW
    assert notice.subject_line == "Your visit"


def test_a_message_says_who_to_when_and_that_no_person_wrote_it(smtp_sink):
    posted(
        recipient_name="O’Neill-Ashdown, OBE", recipient_address="rowan@example.org", references="<first@example.org>"
    )
    send_all(NOW)
    [caught] = smtp_sink.caught
    message = caught.message
    assert (caught.sender, caught.recipients) == ("office@example.org", ["rowan@example.org"])
    assert message["From"].addresses[0].display_name == "Office of the Commissioner"
    assert message["To"].addresses[0].display_name == "O’Neill-Ashdown, OBE"
    assert message["Date"].datetime == NOW
    assert message["References"] == message["In-Reply-To"] == "<first@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert max(map(len, caught.content.splitlines())) <= 78


@pytest.mark.parametrize("typed", ["=?utf-8?q?x=0D=0ABcc:_mallory@example.org?= é", "=?utf-8?b?", "“O’Neill” " * 12])
def test_what_looks_encoded_in_a_name_or_title_is_neither_decoded_nor_a_header(smtp_sink, typed):
    posted(recipient_name=typed, recipient_address="rowan@example.org", payload={"title": typed})
    send_all(NOW)
    [caught] = smtp_sink.caught
    classic = email.message_from_bytes(caught.content)
    assert (classic["Bcc"], str(make_header(decode_header(classic["Subject"])))) == (None, typed.strip())
    name, address = parseaddr(classic["To"])
    assert (str(make_header(decode_header(name))), address) == (typed.strip(), "rowan@example.org")
    assert max(map(len, caught.content.splitlines())) <= 78


def test_text_html_and_the_calendar_file_arrive_whole(smtp_sink):
    register_renderer("visit", with_calendar)
    posted(kind="visit")
    send_all(NOW)
    [message] = smtp_sink.messages
    assert message["Subject"] == "Visit to Melton – 6 October"
    assert message.get_body(["plain"]).get_content().strip() == "Café at 10am"
    assert message.get_body(["html"]).get_content().strip() == "<p>Café at 10am</p>"
    [calendar] = message.iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    assert dict(calendar["Content-Type"].params) == {"charset": "utf-8"}
    assert calendar.get_filename() == "invite.ics"
    assert calendar.get_payload(decode=True) == CALENDAR


def test_each_recipient_gets_a_message_of_their_own(smtp_sink):
    for name in ("leader", "chief", "mayor"):
        posted(recipient_address=f"{name}@example.org")
    send_all(NOW)
    for caught in smtp_sink.caught:
        [recipient] = caught.recipients
        content = caught.content.decode()
        assert [name for name in ("leader", "chief", "mayor") if f"{name}@" in content] == [recipient.split("@")[0]]
    assert len(smtp_sink.caught) == 3


def test_a_batch_uses_one_connection_and_a_long_one_several(smtp_sink):
    for _ in range(50):
        posted()
    send_all(NOW)
    assert smtp_sink.connections == 1
    for _ in range(51):
        posted()
    send_all(NOW)
    assert smtp_sink.connections == 3


def test_order_is_kept_through_a_retry(smtp_sink):
    for title in ("Invitation", "Updated", "Cancelled"):
        posted(recipient_address="leader@example.org", subject_id=7, payload={"title": title})
    smtp_sink.refuse_recipient = lambda _: "451 later"
    assert send_all(NOW) == 1
    smtp_sink.behave()
    assert send_all(NOW) == 0
    assert send_all(NOW + timedelta(minutes=2)) == 3
    assert [message["Subject"] for message in smtp_sink.messages] == ["Invitation", "Updated", "Cancelled"]


def test_one_bad_address_among_many_fails_alone(smtp_sink):
    notices = [posted(recipient_address=f"reader{number}@example.net") for number in range(30)]
    smtp_sink.refuse_recipient = lambda address: "550 5.1.1 No such user" if address.startswith("reader7@") else None
    failures = []
    with notice_failed.connected_to(failures.append):
        assert send_all(NOW) == 30
    assert len(smtp_sink.caught) == 29
    assert failures == [notices[7]]
    assert (notices[7].state, notices[7].last_error) == (NoticeState.FAILED, "550 5.1.1 No such user")
    assert send_all(NOW + timedelta(days=7)) == 0


@pytest.mark.parametrize("reply", ["450 busy", "451 later", "452 full"])
def test_a_temporary_refusal_is_tried_again_and_blocks_nobody(smtp_sink, reply):
    slow = posted(recipient_address="slow@example.org")
    posted(recipient_address="quick@example.org")
    smtp_sink.refuse_content = lambda address: reply if address == "slow@example.org" else None
    assert send_all(NOW) == 2
    assert slow.state is NoticeState.WAITING
    assert slow.last_error == reply
    assert timedelta(minutes=1) <= slow.next_attempt_at - NOW <= timedelta(seconds=75)
    assert smtp_sink.to("quick@example.org")
    smtp_sink.behave()
    send_all(NOW + timedelta(minutes=2))
    assert len(smtp_sink.to("slow@example.org")) == 1
    assert slow.last_error is None


@pytest.mark.parametrize("reply", ["421 too many", "432 connections exceeded"])
def test_a_busy_server_rests_the_whole_connection(smtp_sink, reply):
    for _ in range(5):
        posted()
    smtp_sink.refuse_recipient = lambda _: reply
    assert send_all(NOW) == 1
    smtp_sink.behave()
    assert send_all(NOW + timedelta(seconds=59)) == 0
    assert send_all(NOW + timedelta(minutes=2)) == 5


def test_three_days_without_a_mail_server_lose_nothing_and_keep_the_order(smtp_sink, app):
    for number in range(20):
        posted(recipient_address="leader@example.org", subject_id=number % 2, payload={"title": str(number)})
    smtp_sink.refuse_recipient = lambda _: "421 down"
    for hour in range(72):
        send_all(NOW + timedelta(hours=hour))
    smtp_sink.behave()
    for hour in range(73, 76):
        send_all(NOW + timedelta(hours=hour))
    titles = [int(message["Subject"]) for message in smtp_sink.messages]
    assert sorted(titles) == list(range(20))
    for subject in (0, 1):
        assert [title for title in titles if title % 2 == subject] == list(range(subject, 20, 2))


def test_the_last_attempt_is_told_to_the_office(smtp_sink):
    notice = posted()
    notice.attempts = MAXIMUM_ATTEMPTS - 1
    smtp_sink.refuse_recipient = lambda _: "451 later"
    send_all(NOW)
    assert notice.state is NoticeState.FAILED


def test_a_lost_answer_after_the_content_repeats_with_the_same_message_id(smtp_sink):
    posted()
    smtp_sink.drop_after_data = lambda _: True
    send_all(NOW)
    smtp_sink.behave()
    send_all(NOW + timedelta(minutes=2))
    first, second = smtp_sink.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert send_all(NOW + timedelta(days=1)) == 0


def test_a_renderer_that_raises_is_parked_and_the_queue_goes_on(smtp_sink, caplog):
    def broken(_notice: Notice) -> Mail:
        raise KeyError("title")

    register_renderer("broken", broken)
    poison = posted(kind="broken")
    posted()
    assert send_all(NOW) == 2
    assert len(smtp_sink.caught) == 1
    for hour in range(1, 10):
        send_all(NOW + timedelta(hours=hour))
    assert (poison.state, poison.attempts) == (NoticeState.FAILED, RENDER_ATTEMPTS)
    assert "could not be written (KeyError)" in poison.last_error


def test_a_kind_that_nobody_writes_is_no_crash(smtp_sink):
    notice = posted(kind="unheard of")
    send_all(NOW)
    assert "NoRenderer" in notice.last_error


def test_an_overtaken_notice_is_withdrawn_unsent(smtp_sink):
    register_renderer("stale", lambda _notice: None)
    notice = posted(kind="stale")
    send_all(NOW)
    assert notice.state is NoticeState.WITHDRAWN
    assert smtp_sink.caught == []


def test_a_renderer_cannot_write(smtp_sink):
    def writing(notice: Notice) -> Mail:
        notice.recipient_name = "Somebody else"
        db.session.flush()
        return letter(notice)

    register_renderer("writing", writing)
    notice = posted(kind="writing")
    send_all(NOW)
    assert notice.recipient_name == "Rowan Ashdown"
    assert smtp_sink.caught == []


def test_what_is_withdrawn_while_it_waits_for_a_retry_is_never_sent(smtp_sink):
    posted(subject_id=7)
    smtp_sink.refuse_recipient = lambda _: "451 later"
    send_all(NOW)
    withdraw_notices("engagement", 7)
    smtp_sink.behave()
    assert send_all(NOW + timedelta(days=1)) == 0


def test_subscribers_write_in_the_transaction_that_marks(smtp_sink):
    def answer(notice: Notice) -> None:
        posted(payload={"title": f"After {notice.payload['title']}"}, not_before=NOW + timedelta(days=1))

    posted(payload={"title": "First"})
    with notice_sent.connected_to(answer):
        send_all(NOW)
    assert [notice.payload["title"] for notice in db.session.query(Notice).order_by(Notice.id)] == [
        "First",
        "After First",
    ]


def test_a_subscriber_that_fails_does_not_send_the_mail_again(smtp_sink, caplog):
    def broken(_notice: Notice) -> None:
        posted()
        raise OperationalError("INSERT", {}, Exception("no such table"))

    notice = posted()
    with notice_sent.connected_to(broken):
        send_all(NOW)
    assert notice.state is NoticeState.SENT
    assert db.session.query(Notice).count() == 1
    send_all(NOW + timedelta(days=1))
    assert len(smtp_sink.caught) == 1


def test_a_mail_stays_marked_when_the_next_cannot_be_leased(smtp_sink, caplog, monkeypatch):
    first, second = posted(), posted()
    looks = iter([claim, refused, claim, claim, claim])

    def look(*asked: object, **options: object) -> object:
        return next(looks)(*asked, **options)

    monkeypatch.setattr(sending, "claim", look)
    send_all(NOW)
    assert {first.state, second.state} == {NoticeState.SENT}
    assert [caught.message["Message-ID"] for caught in smtp_sink.caught] == [first.message_id, second.message_id]


def refused(*_asked: object, **_options: object) -> None:
    raise OperationalError("SELECT", {}, Exception("the database is away"))


def test_an_address_that_no_server_takes_fails_with_its_reason(smtp_sink):
    notice = posted(recipient_address="jürgen@example.org")
    send_all(NOW)
    assert notice.state is NoticeState.FAILED
    assert "letters that mail servers do not take" in notice.last_error


def test_international_domains_go_in_their_ascii_form(smtp_sink):
    posted(recipient_address="leader@bücher.example.org")
    send_all(NOW)
    assert smtp_sink.caught[0].recipients == ["leader@xn--bcher-kva.example.org"]


def test_a_worker_that_is_told_to_stop_finishes_the_mail_in_hand(smtp_sink, monkeypatch):
    for _ in range(3):
        posted()
    monkeypatch.setattr(current_queue().sender, "is_stopping", lambda: len(smtp_sink.caught) == 1)
    send_all(NOW)
    assert len(smtp_sink.caught) == 1
    states = sorted(notice.state.value for notice in db.session.query(Notice))
    assert states == ["sent", "waiting", "waiting"]


def test_a_connection_refused_loses_nothing(smtp_sink, caplog):
    notice = posted()
    commit()
    sender = current_queue().sender
    working = sender.transport.server
    sender.transport.server = type(working)("127.0.0.1", 1, "none")
    with caplog.at_level(logging.WARNING):
        assert send_all(NOW) == 1
    assert "could not be reached" in notice.last_error
    sender.transport.server = working
    send_all(NOW + timedelta(minutes=2))
    assert notice.state is NoticeState.SENT
