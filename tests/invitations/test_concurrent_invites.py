"""A hundred managers press at once with lists that overlap; and proof that the lock is what keeps it right."""

import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from scheduler.core import transactions
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation
from scheduler.invitations.service import inviting
from scheduler.outbox.models import Notice
from scheduler.stakeholders.models import Post
from tests import factories
from tests.factories import NOW

PRESSES, THREADS, SEATS = 100, 8, 12


@pytest.fixture
def trial(visit):
    """An engagement's id and thirteen seats' ids; the last seat is the first holder's mailbox in capitals."""
    posts = [factories.post(email="") for _ in range(SEATS)]
    for number, post in enumerate(posts):
        factories.tenure(post=post, person=factories.person(name=f"Member {number}", email=f"m{number}@example.org"))
    posts.append(factories.post(email=" M0@EXAMPLE.org "))
    engagement_id, seats = visit.engagement.id, [post.id for post in posts]
    db.session.commit()
    db.session.remove()  # or this thread would hold the writers' lock
    return engagement_id, seats


def press(app, engagement_id, post_ids):
    """One manager's request: invite and commit; False when the database refused it."""
    with app.app_context():
        try:
            engagement = db.session.get(Engagement, engagement_id)
            posts = list(db.session.scalars(select(Post).where(Post.id.in_(post_ids)).order_by(Post.id)))
            inviting.invite(engagement, posts, now=NOW)
            db.session.commit()
        except SQLAlchemyError:
            db.session.rollback()
            return False
        return True


def press_together(app, trial):
    """A hundred presses, each with five of the seats, neighbours overlapping."""
    engagement_id, seats = trial
    lists = [[seats[(start + step) % len(seats)] for step in range(5)] for start in range(PRESSES)]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda ids: press(app, engagement_id, ids), lists))


def duplicates():
    """How many seats or humans have more than one invitation."""
    keys = Counter(db.session.scalars(select(Invitation.invitee_key)))
    posts = Counter(db.session.scalars(select(Invitation.post_id)))
    return sum(count > 1 for count in (*keys.values(), *posts.values()))


def test_a_hundred_overlapping_invites_at_once_invite_each_once(app, trial):
    assert all(press_together(app, trial))
    assert duplicates() == 0
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == SEATS
    assert db.session.scalar(select(func.count(Notice.dedupe_key.distinct()))) == SEATS


def test_without_lock_and_constraints_the_same_presses_do_invite_twice(app, trial, monkeypatch):
    monkeypatch.setattr(inviting, "lock_engagement", lambda _engagement: None)
    monkeypatch.setattr(inviting, "roll_for", slowly(inviting.roll_for))
    drop_unique_constraints()
    take_every_seat_along(trial)
    with no_serialised_writers(monkeypatch):
        press_together(app, trial)
    assert duplicates() > 0


def take_every_seat_along(trial):
    """Or the engagement's version, which rises with a new seat, would refuse most presses by itself."""
    engagement_id, seats = trial
    engagement = db.session.get(Engagement, engagement_id)
    assert engagement is not None
    engagement.posts = list(db.session.scalars(select(Post).where(Post.id.in_(seats))))
    db.session.commit()
    db.session.remove()


def slowly(read):
    """As when a disk is slow: what was read grows old before it is acted on."""

    def read_and_wait(engagement, chosen, on):
        found = read(engagement, chosen, on)
        time.sleep(0.02)
        return found

    return read_and_wait


def drop_unique_constraints():
    """Take away what the database itself would refuse."""
    names = [each["name"] for each in inspect(db.engine).get_unique_constraints("invitation")]
    assert len(names) == 2
    if db.engine.dialect.name == "postgresql":
        for name in names:
            db.session.execute(text(f"ALTER TABLE invitation DROP CONSTRAINT {name}"))
        db.session.commit()
        return
    # SQLite cannot drop a constraint: the table's own definition is edited, as its manual describes.
    raw = db.engine.raw_connection()
    (sql,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'invitation'").fetchone()
    kept = re.sub(r",\s*CONSTRAINT \w+ UNIQUE \([^)]*\)", "", sql)
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute(re.sub(r'TABLE "?invitation"?', "TABLE unguarded", kept, count=1))
    raw.execute("DROP TABLE invitation")
    raw.execute("PRAGMA legacy_alter_table=ON")
    raw.execute("ALTER TABLE unguarded RENAME TO invitation")
    raw.commit()
    raw.close()
    db.engine.dispose()
    assert inspect(db.engine).get_unique_constraints("invitation") == []


@contextmanager
def no_serialised_writers(monkeypatch):
    """On SQLite every writing transaction waits for the last one; here each statement stands alone."""
    if db.engine.dialect.name == "postgresql":
        yield
        return

    def no_transaction(_connection, _cursor, statement, parameters, _context, _many):
        return "SELECT 1" if statement == "BEGIN IMMEDIATE" else statement, parameters

    for step in ("take", "give_back"):
        monkeypatch.setattr(transactions.WritersTurn, step, lambda *_: None)
    engine = db.engine
    event.listen(engine, "before_cursor_execute", no_transaction, retval=True)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", no_transaction)
        engine.dispose()
