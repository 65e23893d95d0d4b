"""Where reports about a mail go, and what is asked of servers that make them, at a real mail server."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from scheduler.core.current import EXTENSION
from scheduler.outbox.queries import notice_of_envelope
from scheduler.outbox.rendering import Mail, register_renderer
from tests.factories import NOW
from tests.outbox.draining import send_all
from tests.outbox.notices import posted

pytestmark = pytest.mark.usefixtures("renderers")
TAGGED = "bounces+{tag}@example.org"


@pytest.fixture
def reads(app, settings) -> Iterator[Callable[..., None]]:
    """Changes the settings for this test."""

    def change(**changes: object) -> None:
        app.extensions[EXTENSION] = replace(settings, **changes)

    yield change
    app.extensions[EXTENSION] = settings


def test_without_a_mailbox_reports_go_to_the_office_and_nothing_is_asked(smtp_sink):
    smtp_sink.offers_reports = True
    posted()
    send_all(NOW)
    assert ([each.sender for each in smtp_sink.caught], smtp_sink.asked) == (["office@example.org"], [])


def test_reports_go_to_the_inbox(smtp_sink, reads):
    reads(inbox_url="pipe:", inbox_address="replies@example.org")
    posted()
    send_all(NOW)
    (caught,) = smtp_sink.caught
    assert caught.sender == "replies@example.org"
    assert caught.message["From"].addresses[0].addr_spec == "office@example.org"


def test_with_a_tagged_address_each_notice_has_a_sender_that_leads_back_to_it(smtp_sink, reads):
    reads(inbox_url="pipe:", inbox_address="office@example.org", inbox_tagged_address=TAGGED)
    notices = [posted(), posted()]
    send_all(NOW)
    senders = {each.message["Message-ID"]: each.sender for each in smtp_sink.caught}
    assert len(set(senders.values())) == 2
    for notice in notices:
        assert notice_of_envelope(senders[notice.message_id]) is notice
        assert notice_of_envelope(senders[notice.message_id].upper()) is notice


def test_an_address_that_we_did_not_make_leads_nowhere(app, reads):
    reads(inbox_url="pipe:", inbox_address="office@example.org", inbox_tagged_address=TAGGED)
    for address in ("office@example.org", "bounces+1@example.org", f"bounces+{'a' * 26}1@example.org", ""):
        assert notice_of_envelope(address) is None


def test_a_server_that_makes_reports_is_asked_for_them_under_our_message_id(smtp_sink, reads):
    reads(inbox_url="pipe:", inbox_address="office@example.org")
    smtp_sink.offers_reports = True
    notice = posted()
    send_all(NOW)
    name = notice.message_id.strip("<>")
    assert smtp_sink.asked == ["RET=HDRS", f"ENVID={name}", "NOTIFY=SUCCESS,FAILURE,DELAY"]


def test_a_server_that_makes_none_is_asked_for_nothing(smtp_sink, reads):
    reads(inbox_url="pipe:", inbox_address="office@example.org")
    posted()
    send_all(NOW)
    assert (len(smtp_sink.caught), smtp_sink.asked) == (1, [])


def test_round_mail_can_be_ended_by_one_press_however_long_the_address(smtp_sink):
    address = f"https://engagements.office-of-the-commissioner.harbourne.example.org/u/{'a' * 32}"
    mail = Mail("Round", "Round\n", "<p>Round</p>", unsubscribe=address)
    register_renderer("letter", lambda _notice: mail)
    posted()
    send_all(NOW)
    lines = smtp_sink.caught[0].content.decode().splitlines()
    assert f"List-Unsubscribe: <{address}>" in lines
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_a_long_message_id_is_referred_to_as_it_is(smtp_sink):
    first = f"<{'a' * 24}@engagements.office-of-the-commissioner.harbourne.example.org>"
    posted(references=first)
    send_all(NOW)
    lines = smtp_sink.caught[0].content.decode().splitlines()
    assert {f"In-Reply-To: {first}", f"References: {first}"} <= set(lines)


def test_a_method_is_stored_once_the_mail_has_left(smtp_sink):
    calendar = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:DECLINECOUNTER\r\nEND:VCALENDAR\r\n"
    mail = Mail("No", "No\n", "<p>No</p>", calendar, method="DECLINECOUNTER", organizer="office@example.org")
    register_renderer("letter", lambda _notice: mail)
    notice = posted()
    assert notice.method is None
    smtp_sink.refuse_content = lambda _address: "451 later"
    send_all(NOW)
    assert notice.method is None
    smtp_sink.behave()
    notice.next_attempt_at = NOW
    send_all(NOW)
    assert notice.method == "DECLINECOUNTER"
    (part,) = [part for part in smtp_sink.messages[0].walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "DECLINECOUNTER"
