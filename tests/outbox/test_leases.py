import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest

from scheduler.core.db import commit, db
from scheduler.outbox.leases import claim, leased, take_back_leases
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import LEASE, NoticeState
from scheduler.outbox.service import register_sending_window
from scheduler.outbox.settling import Lease, Outcome, settle
from tests.conftest import DATABASE
from tests.factories import NOW
from tests.outbox.notices import posted
from tests.queries import count_queries

pytestmark = pytest.mark.usefixtures("renderers")
LATER = NOW + timedelta(hours=1)


def claimed(now: datetime = NOW, worker: str = "one") -> Notice | None:
    notice = claim(now, worker)
    commit()
    return notice


def test_the_longest_due_goes_first(session):
    second, first, third = (posted(now=NOW - timedelta(minutes=minutes)) for minutes in (5, 9, 1))
    assert [claimed(), claimed(), claimed(), claimed()] == [first, second, third, None]


def steps_of_a_claim(session) -> int:
    """How many instructions SQLite needs to see that nothing may leave."""
    steps = Counter()
    database = session.connection().connection.dbapi_connection
    database.set_progress_handler(lambda: steps.update(["one"]), 1)
    try:
        assert claim(NOW, "one") is None
    finally:
        database.set_progress_handler(None, 1)
        commit()
    return steps["one"]


@pytest.mark.once
def test_a_night_with_much_ordinary_mail_waiting_is_as_quick_as_one_with_little(session):
    register_sending_window(lambda _now: False)
    posted()
    few = steps_of_a_claim(session)
    for _ in range(200):
        posted()
    assert steps_of_a_claim(session) < 2 * few


def test_what_is_not_due_stays(session):
    posted(not_before=NOW + timedelta(seconds=1))
    assert claimed() is None


@pytest.mark.parametrize("state", sorted(set(NoticeState) - {NoticeState.WAITING, NoticeState.SENDING}))
def test_only_waiting_notices_are_leased(session, state):
    posted().state = state
    assert claimed() is None


@pytest.mark.parametrize(
    ("earlier", "goes"),
    [
        ({}, "earlier"),
        ({"next_attempt_at": LATER, "attempts": 2}, None),  # in retry: its successor waits with it
        ({"next_attempt_at": LATER}, "later"),  # meant for another day
        ({"state": NoticeState.SENDING, "lease_until": LATER}, None),
        ({"state": NoticeState.SENDING, "lease_until": NOW}, "earlier"),
        ({"state": NoticeState.FAILED}, "later"),
        ({"state": NoticeState.HELD}, "later"),
        ({"state": NoticeState.SENT}, "later"),
        ({"state": NoticeState.WITHDRAWN}, "later"),
    ],
)
def test_an_earlier_mail_about_the_same_to_the_same_goes_first(session, earlier, goes):
    facts = {"recipient_address": "leader@example.org", "subject_id": 7}
    notices = {"earlier": posted(**facts), "later": posted(**facts | {"recipient_address": "Leader@example.org"})}
    for name, value in earlier.items():
        setattr(notices["earlier"], name, value)
    assert claimed() is (notices[goes] if goes else None)


@pytest.mark.parametrize("other", [{"subject_id": 8}, {"recipient_address": "chief@example.org"}])
def test_a_mail_in_retry_blocks_no_other_mailbox_or_subject(session, other):
    facts = {"recipient_address": "leader@example.org", "subject_id": 7}
    stuck = posted(**facts)
    stuck.attempts, stuck.next_attempt_at = 3, LATER
    free = posted(**facts | other)
    assert claimed() is free


@pytest.mark.parametrize(
    ("is_open", "urgent", "leaves"),
    [(True, False, True), (True, True, True), (False, False, False), (False, True, True)],
)
def test_ordinary_mail_keeps_office_hours(session, is_open, urgent, leaves):
    register_sending_window(lambda _now: is_open)
    posted(urgent=urgent)
    assert (claimed() is not None) is leaves


def test_ordinary_mail_that_waits_for_the_office_holds_up_no_urgent_one(session):
    register_sending_window(lambda _now: False)
    facts = {"recipient_address": "leader@example.org", "subject_id": 7}
    posted(**facts)
    receipt = posted(**facts, urgent=True)
    assert claimed() is receipt


def test_a_lease_that_ran_out_goes_to_another_worker_and_the_first_may_no_longer_mark(session):
    notice = posted()
    claimed(NOW, "one")
    old = notice.lease_token
    assert claimed(NOW + LEASE - timedelta(seconds=1), "two") is None
    assert claimed(NOW + LEASE, "two") is notice
    assert leased(notice.id, old) is None
    settle(Lease(notice.id, old, 1, None), Outcome(NoticeState.FAILED, "too late"))
    assert notice.state is NoticeState.SENDING
    assert leased(notice.id, notice.lease_token) is notice


def test_a_worker_that_starts_again_takes_back_only_its_own(session):
    mine, theirs = posted(now=NOW - timedelta(minutes=1)), posted()
    assert claimed(worker="one") is mine
    assert claimed(worker="two") is theirs
    assert take_back_leases("one", now=NOW) == 1
    commit()
    assert (mine.state, theirs.state) == (NoticeState.WAITING, NoticeState.SENDING)
    assert claimed(worker="one") is mine


def test_no_two_workers_take_the_same_row(app):
    for _ in range(60):
        posted()
    commit()
    taken: Counter[int] = Counter()

    def work(name: str) -> None:
        with app.app_context():
            while (notice := claim(NOW, name)) is not None:
                number = notice.id
                commit()
                taken[number] += 1
            db.session.rollback()

    threads = [threading.Thread(target=work, args=[f"worker {number}"]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 60
    assert set(taken.values()) == {1}


@pytest.mark.skipif(DATABASE != "sqlite", reason="which index it takes is SQLite's own choice")
def test_what_goes_first_is_looked_for_in_one_mailbox_only(session):
    """By its subject each look would go through all mails about a summit, while every writer waits."""
    with count_queries() as statements:
        claimed()
    looks = [each for each in statements.sent if each.startswith("SELECT notice")]
    plans = [
        session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {look}", (None,) * look.count("?")) for look in looks
    ]
    steps = [step[3] for plan in plans for step in plan]
    assert any("ix_notice_recipient_key_state" in step for step in steps)
    assert not any("ix_notice_subject" in step for step in steps)
