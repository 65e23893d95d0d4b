"""Undo against the worker: each mail is stopped or sent, never both; and proof that the lock is what keeps it so."""

import threading
import time

import pytest
from sqlalchemy import select

from scheduler.accounts.models import MailHabits
from scheduler.audit.actor import Actor, set_actor
from scheduler.core.db import commit, db
from scheduler.outbox import batches
from scheduler.outbox.batches import stop_batch
from scheduler.outbox.leases import claim
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.settling import Lease, Outcome, settle
from tests import factories
from tests.factories import NOW
from tests.invitations.test_concurrent_invites import no_serialised_writers
from tests.outbox.notices import posted

pytestmark = pytest.mark.usefixtures("renderers")
MAILS, ROUNDS, WORKERS = 12, 6, 3


def batch_that_is_due(number: int) -> str:
    """Mails whose time to undo is just over: the worker may take them, the office still presses."""
    for _ in range(MAILS):
        notice = posted(subject_id=number)
        notice.next_attempt_at = NOW
    assert notice.batch is not None
    key = notice.batch
    commit()
    db.session.remove()
    return key


def send_until_empty(app, handed_over: list[int], start: threading.Barrier) -> None:
    """A worker whose mail server takes everything a moment later."""
    with app.app_context():
        start.wait()
        while (notice := claim(NOW, "one")) is not None:
            lease = Lease(notice.id, notice.lease_token, notice.attempts, None)
            commit()
            time.sleep(0.002)
            handed_over.append(lease.notice_id)
            settle(lease, Outcome(NoticeState.SENT, at=NOW))
        commit()


def press_undo(app, key: str, told: list[batches.Stopped], start: threading.Barrier) -> None:
    """The office presses while they leave."""
    with app.app_context():
        start.wait()
        time.sleep(0.01)
        told.append(stop_batch(key, now=NOW))
        commit()


def race(app, number: int, handed_over: list[int]) -> tuple[set[int], set[int], batches.Stopped]:
    """Ids that the mail server took, ids on hold after all, and what the office was told."""
    key = batch_that_is_due(number)
    told: list[batches.Stopped] = []
    start = threading.Barrier(WORKERS + 1)
    threads = [threading.Thread(target=send_until_empty, args=(app, handed_over, start)) for _ in range(WORKERS)]
    threads.append(threading.Thread(target=press_undo, args=(app, key, told, start)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = set(db.session.scalars(select(Notice.id).where(Notice.batch == key)))
    held = set(db.session.scalars(select(Notice.id).where(Notice.batch == key, Notice.state == NoticeState.HELD)))
    assert len(ids) == MAILS
    db.session.remove()
    return ids & set(handed_over), held, told[0]


@pytest.fixture
def office(app, monkeypatch):
    """An office with a minute to undo; no other feature undoes more than the mails, or takes locks of its own."""
    monkeypatch.setattr(batches, "_undoings", [])
    factories.office()
    db.session.get(MailHabits, 1).undo_seconds = 60
    set_actor(Actor("staff", "Kit Barrowby", "web"))
    commit()


def test_each_mail_is_stopped_or_sent_and_the_office_is_told_which(app, office):
    raced = [race(app, number, []) for number in range(ROUNDS)]
    for sent, held, told in raced:
        assert not sent & held
        assert len(sent) + len(held) == MAILS
        assert (told.stopped, told.left) == (len(held), len(sent))
    assert any(sent and held for sent, held, _ in raced), "no round was a race"


def test_without_the_lock_a_mail_that_left_is_called_stopped(app, office, monkeypatch):
    handed_over: list[int] = []

    def read_without_lock(batch: str) -> list[Notice]:
        query = select(Notice).where(Notice.batch == batch, Notice.state == NoticeState.WAITING)
        found = list(db.session.scalars(query))
        patience = time.monotonic() + 5
        while not {notice.id for notice in found} <= set(handed_over) and time.monotonic() < patience:
            time.sleep(0.01)
        time.sleep(0.1)  # the last worker still has to write down that it left
        return found

    monkeypatch.setattr(batches, "waiting_in", read_without_lock)
    with no_serialised_writers(monkeypatch):
        wrong = [sent & held for sent, held, _ in (race(app, number, handed_over) for number in range(ROUNDS))]
    assert any(wrong)
