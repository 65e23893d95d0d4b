import pytest

from scheduler.outbox.rules import NoticeState
from tests.factories import NOW
from tests.outbox.draining import send_all
from tests.outbox.notices import posted

pytestmark = pytest.mark.usefixtures("renderers")


def test_a_posted_notice_arrives(smtp_sink):
    notice = posted(recipient_address="rowan@example.org", payload={"title": "Your visit"})
    assert send_all(NOW) == 1
    [message] = smtp_sink.to("rowan@example.org")
    assert message["Subject"] == "Your visit"
    assert message["Message-ID"] == notice.message_id
    assert notice.state is NoticeState.SENT
    assert notice.sent_at == NOW
    assert notice.subject_line == "Your visit"
