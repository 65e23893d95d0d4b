"""Mail of the office waits a minute and can be stopped; whatever else is posted leaves at once."""

from datetime import UTC, datetime, timedelta

import pytest
from huey.storage import BaseStorage

from scheduler.accounts.models import MailHabits
from scheduler.audit.actor import WORKER, Actor, set_actor
from scheduler.audit.models import AuditEntry
from scheduler.core.db import commit, db
from scheduler.outbox.batches import stop_batch
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.tasks import current_queue
from tests import factories
from tests.factories import NOW
from tests.outbox.draining import send_all
from tests.outbox.notices import posted

pytestmark = pytest.mark.usefixtures("renderers")
STAFF = Actor("staff", "Kit Barrowby", "web")
MINUTE = timedelta(seconds=60)


@pytest.fixture
def office(app):
    """An office that takes a minute to think, and somebody of it at work."""
    factories.office()
    db.session.get(MailHabits, 1).undo_seconds = 60
    commit()
    set_actor(STAFF)


def states() -> list[NoticeState]:
    return [notice.state for notice in db.session.query(Notice).order_by(Notice.id)]


def test_what_one_action_posts_waits_together(office, smtp_sink):
    first, second = posted(), posted()
    commit()
    later = posted()
    commit()
    assert first.batch == second.batch != later.batch
    assert first.next_attempt_at == NOW + MINUTE
    assert send_all(NOW + MINUTE - timedelta(seconds=1)) == 0
    assert send_all(NOW + MINUTE) == 3


@pytest.mark.parametrize(
    "actor", [WORKER, Actor("link", "Leader", "link"), Actor("command", "scheduler", "command"), None]
)
def test_what_the_office_did_not_post_leaves_at_once(office, smtp_sink, actor):
    set_actor(actor or STAFF)
    notice = posted(urgent=actor is None)
    assert notice.next_attempt_at == NOW
    assert send_all(NOW) == 1


def test_without_a_time_to_undo_mail_leaves_at_once(office, smtp_sink):
    db.session.get(MailHabits, 1).undo_seconds = 0
    posted()
    assert send_all(NOW) == 1


def test_a_rolled_back_action_leaves_no_batch_behind(office):
    first = posted().batch
    db.session.rollback()
    assert posted().batch != first


@pytest.mark.once
def test_the_worker_is_woken_when_the_time_is_over_not_before(office, monkeypatch):
    queued: list[datetime | None] = []
    monkeypatch.setattr(BaseStorage, "enqueue", lambda *_: None)
    monkeypatch.setattr(current_queue().huey, "enqueue", lambda task: queued.append(task.eta))
    posted()
    commit()
    wait = queued[0].replace(tzinfo=UTC) - datetime.now(UTC)
    assert len(queued) == 1
    assert MINUTE < wait < MINUTE + timedelta(seconds=3)


def test_undo_holds_back_what_has_not_left_and_counts_what_has(office, smtp_sink):
    notices = [posted() for _ in range(3)]
    notices[0].next_attempt_at = NOW
    batch = notices[0].batch
    assert send_all(NOW) == 1
    done = stop_batch(batch, now=NOW)
    commit()
    assert (done.stopped, done.left) == (2, 1)
    assert states() == [NoticeState.SENT, NoticeState.HELD, NoticeState.HELD]
    assert send_all(NOW + MINUTE) == 0
    [entry] = db.session.query(AuditEntry).filter_by(action="mail stopped")
    assert entry.details["stopped"] == 2


def test_undo_pressed_twice_or_too_late_changes_nothing(office, smtp_sink):
    batch = posted().batch
    assert send_all(NOW + MINUTE) == 1
    for _ in range(2):
        done = stop_batch(batch, now=NOW + MINUTE)
        assert (done.stopped, done.left) == (0, 1)
    assert states() == [NoticeState.SENT]
