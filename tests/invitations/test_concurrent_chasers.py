"""Several workers chase at the same moment; and proof that the claimed row is what keeps it one mail."""

import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from scheduler.core.db import db
from scheduler.core.transactions import Intent, set_intent
from scheduler.invitations.models import Chaser, Invitation
from scheduler.invitations.service import chasers
from scheduler.invitations.service.chasers import chase_due
from scheduler.outbox.models import Notice
from tests import factories
from tests.invitations.conftest import mark_sent
from tests.invitations.test_chasers import FIRST
from tests.invitations.test_concurrent_invites import no_serialised_writers

WORKERS, SEATS = 4, 6


@pytest.fixture
def crowd(visit):
    """Silent seats, each with a mailbox of its own."""
    visit.invite(*[factories.post() for _ in range(SEATS)])
    mark_sent()
    db.session.remove()  # or this thread would hold the writers' lock


def work(app, gate):
    """One worker's round, begun together with the others'."""
    with app.app_context():
        set_intent(Intent.WRITE)
        gate.wait(10)
        try:
            chase_due(FIRST)
            db.session.commit()
        except SQLAlchemyError:
            db.session.rollback()


def work_together(app):
    gate = threading.Barrier(WORKERS)
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda _: work(app, gate), range(WORKERS)))
    return Counter(db.session.scalars(select(Notice.recipient_key).where(Notice.kind == "chaser")))


def test_four_workers_send_each_mailbox_one_mail(app, crowd):
    mails = work_together(app)
    assert len(mails) == SEATS
    assert set(mails.values()) == {1}
    assert db.session.query(Chaser).count() == SEATS


def test_without_the_claim_the_same_rounds_do_send_twice(app, crowd, monkeypatch):
    drop_the_claim()
    monkeypatch.setattr(chasers, "claim", claim_by_looking)
    with no_serialised_writers(monkeypatch):
        mails = work_together(app)
    assert max(mails.values()) > 1


def claim_by_looking(invitation, rung, state, *, note="", now):
    """As one would do without a constraint: look first, then write."""
    same = (Chaser.invitation_id == invitation.id, Chaser.rung == rung.key, Chaser.counted_to_on == rung.counted_to_on)
    taken = db.session.scalar(select(Chaser.id).where(*same))
    time.sleep(0.02)
    if taken is not None:
        return None
    row = Chaser(invitation_id=invitation.id, rung=rung.key, counted_to_on=rung.counted_to_on, due_on=rung.due_on)
    row.state, row.note, row.at = state, note, now
    db.session.add(row)
    db.session.flush()
    return row.id


def drop_the_claim():
    """Take away what the database itself would refuse."""
    (name,) = [each["name"] for each in inspect(db.engine).get_unique_constraints("chaser")]
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"ALTER TABLE chaser DROP CONSTRAINT {name}"))
        db.session.commit()
        db.session.remove()
        return
    db.session.remove()
    raw = db.engine.raw_connection()
    (sql,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'chaser'").fetchone()
    kept = re.sub(r",\s*CONSTRAINT \w+ UNIQUE \([^)]*\)", "", sql)
    raw.execute("DROP TABLE chaser")
    raw.execute(kept)
    raw.commit()
    raw.close()
    db.engine.dispose()
    assert inspect(db.engine).get_unique_constraints("chaser") == []
    assert db.session.query(Invitation).count() == SEATS
    db.session.remove()
