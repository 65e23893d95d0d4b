import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import POSTED, drop_notice, post_notice, retry_notice, take_back, withdraw_notices
from scheduler.outbox.tasks import EXTENSION, Queue, current_queue
from tests.factories import NOW
from tests.outbox.notices import draft, posted

pytestmark = pytest.mark.usefixtures("renderers")


@pytest.fixture
def woken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One entry each time that a commit woke the worker."""
    calls: list[bool] = []
    monkeypatch.setattr(current_queue(), "wake_worker", lambda: calls.append(True))
    return calls


def test_the_same_fact_makes_one_notice(session):
    first = post_notice(draft(dedupe_key="invite/1"), now=NOW)
    again = post_notice(draft(dedupe_key="invite/1", recipient_address="other@example.org"), now=NOW)
    assert again is first
    assert session.query(Notice).count() == 1


def test_two_transactions_that_post_the_same_fact_make_one_notice(app):
    barrier = threading.Barrier(8)

    def post() -> None:
        with app.app_context():
            barrier.wait()
            for number in range(5):
                post_notice(draft(dedupe_key=f"same/{number}"), now=NOW)
                commit()

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.session.query(Notice).count() == 5


def test_addresses_of_one_mailbox_share_a_key(session):
    assert posted(recipient_address="Leader@Example.org").recipient_key == "leader@example.org"


def test_message_ids_are_on_the_offices_domain_and_differ(session):
    first, second = posted(), posted()
    assert first.message_id.startswith("<")
    assert first.message_id.endswith("@example.org>")
    assert first.message_id != second.message_id


def test_a_notice_may_wait_for_its_time(session):
    later = NOW + timedelta(days=2)
    assert posted(not_before=later).next_attempt_at == later
    assert posted(not_before=NOW - timedelta(days=2)).next_attempt_at == NOW


def test_what_still_waits_is_withdrawn_and_nothing_else(session):
    facts = {"subject_type": "engagement", "subject_id": 7}
    waiting, held, sent = (posted(**facts) for _ in range(3))
    held.state, sent.state = NoticeState.HELD, NoticeState.SENT
    reminder = posted(**facts, kind="reminder")
    elsewhere = posted(subject_id=8)
    assert withdraw_notices("engagement", 7, kinds={"reminder"}) == 1
    assert withdraw_notices("engagement", 7) == 2
    states = [notice.state.value for notice in (waiting, held, sent, reminder, elsewhere)]
    assert states == ["withdrawn", "withdrawn", "sent", "withdrawn", "waiting"]


@pytest.mark.parametrize(
    ("before", "after"),
    [("waiting", "withdrawn"), ("held", "withdrawn"), ("sending", "sending"), ("sent", "sent"), ("failed", "failed")],
)
def test_one_mail_is_taken_back_while_it_waits_and_no_other(session, before, after):
    its, another = (posted(dedupe_key=key) for key in ("receipt:1", "receipt:11"))
    its.state = NoticeState(before)
    session.flush()
    take_back("receipt:1")
    session.expire_all()
    assert [str(its.state), str(another.state)] == [after, "waiting"]


@pytest.mark.parametrize("state", [NoticeState.WAITING, NoticeState.SENDING, NoticeState.SENT, NoticeState.WITHDRAWN])
def test_only_failed_and_held_notices_wait_for_a_decision(session, state):
    notice = posted()
    notice.state = state
    for decide in (lambda: retry_notice(notice, now=NOW), lambda: drop_notice(notice)):
        with pytest.raises(RuleBroken):
            decide()


def test_a_commit_that_posted_wakes_the_worker_once(woken):
    posted()
    with db.session.begin_nested():
        posted()
    assert woken == []
    commit()
    assert woken == [True]
    commit()
    assert woken == [True]


def test_a_rolled_back_notice_never_was(woken, session):
    posted()
    session.rollback()
    commit()
    assert woken == []
    assert session.query(Notice).count() == 0
    assert POSTED not in session.info


@pytest.fixture
def queue(app, settings, monkeypatch) -> Queue:
    """One that nobody has asked for a sweep."""
    made = Queue(app, settings)
    monkeypatch.setitem(app.extensions, EXTENSION, made)
    return made


def test_a_storm_of_commits_asks_for_two_sweeps_a_moment(queue, monkeypatch):
    """The second begins after the last of them: whatever they posted is found."""
    asked, clock = [], [100.0]
    monkeypatch.setattr("scheduler.outbox.tasks.time.monotonic", lambda: clock[0])
    monkeypatch.setattr(queue.huey, "enqueue", lambda task: asked.append((clock[0], task.eta is not None)))
    for moment in (100.0, 100.1, 100.5, 101.0, 101.1, 102.05, 102.2, 105.0):
        clock[0] = moment
        queue.wake_worker()
    assert asked == [(100.0, False), (100.1, True), (101.1, False), (102.05, True), (105.0, False)]


def test_a_queue_that_cannot_be_reached_stops_nobody(queue, monkeypatch, caplog):
    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(queue.huey, "enqueue", broken)
    posted()
    commit()
    assert "the next sweep finds the mail" in caplog.text
    assert db.session.query(Notice).count() == 1


def test_the_worker_is_woken_when_the_next_writer_may_already_write(app, monkeypatch):
    def write_elsewhere() -> None:
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE notice SET urgent = urgent"))

    monkeypatch.setattr("scheduler.core.transactions.GIVE_UP_SECONDS", 0.1)
    monkeypatch.setattr(current_queue(), "wake_worker", write_elsewhere)
    post_notice(draft(), now=NOW)
    commit()
