from datetime import UTC, datetime

import pytest

from scheduler.almanac.queries import may_send_at
from scheduler.core.db import commit
from scheduler.outbox.service import register_sending_window
from tests import factories
from tests.outbox.draining import send_all
from tests.outbox.notices import posted

pytestmark = pytest.mark.usefixtures("renderers")


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        (datetime(2026, 9, 7, 6, 59, tzinfo=UTC), False),  # Monday 7:59am in summer time
        (datetime(2026, 9, 7, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 9, 7, 16, 59, tzinfo=UTC), True),
        (datetime(2026, 9, 7, 17, 0, tzinfo=UTC), False),  # 6pm
        (datetime(2026, 1, 5, 7, 30, tzinfo=UTC), False),  # Monday 7:30am in winter
        (datetime(2026, 1, 5, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 9, 5, 10, 0, tzinfo=UTC), False),  # Saturday
        (datetime(2026, 12, 25, 10, 0, tzinfo=UTC), False),  # a Friday and a bank holiday
    ],
)
def test_ordinary_mail_leaves_in_office_hours_and_urgent_mail_always(smtp_sink, now, leaves):
    factories.office()
    register_sending_window(may_send_at)
    posted(now=now, recipient_address="ordinary@example.org")
    posted(now=now, recipient_address="urgent@example.org", urgent=True)
    send_all(now)
    assert len(smtp_sink.to("urgent@example.org")) == 1
    assert len(smtp_sink.to("ordinary@example.org")) == leaves


def test_an_office_may_send_at_any_hour(smtp_sink):
    factories.office(quiet_out_of_hours=False)
    register_sending_window(may_send_at)
    midnight = datetime(2026, 9, 6, 23, 0, tzinfo=UTC)
    posted(now=midnight)
    commit()
    assert send_all(midnight) == 1
