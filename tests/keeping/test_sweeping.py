"""The free space is cleaned outside every transaction; what cannot be done now is done a minute later."""

import sqlite3

import pytest
from sqlalchemy import make_url, select

from scheduler.core import transactions
from scheduler.core.current import current_settings
from scheduler.core.db import commit, db
from scheduler.core.rounds import registered_rounds
from scheduler.keeping.models import Erasure
from scheduler.keeping.service.erasing import JOB
from scheduler.keeping.service.sweeping import is_needed, sweep
from tests.factories import NOW

only_sqlite = pytest.mark.once


def an_erasure() -> None:
    db.session.add(Erasure(at=NOW, reason="Request of 3 June", counts={"person": 1, "files left": ["a"]}))
    commit()


def swept() -> list[bool]:
    db.session.expire_all()
    return [each.swept_at is not None for each in db.session.scalars(select(Erasure).order_by(Erasure.id))]


def test_without_an_erasure_nothing_is_rewritten(app):
    assert not is_needed(NOW)
    assert sweep(NOW) == 0


def test_each_erasure_is_swept_once(app):
    an_erasure()
    assert is_needed(NOW)
    assert sweep(NOW) == 1
    assert swept() == [True]
    assert sweep(NOW) == 0


def test_the_worker_s_round_does_it_when_the_asked_for_job_was_lost(app):
    an_erasure()
    (this,) = [each for each in registered_rounds() if each.name == JOB]
    this.run(NOW)
    assert swept() == [True]


@only_sqlite
def test_somebody_who_reads_on_puts_it_off_and_nothing_is_claimed(app, monkeypatch):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("its log of changes is cut by nobody but PostgreSQL")
    monkeypatch.setattr(transactions, "CUT_TRIES", 2)
    an_erasure()
    reader = sqlite3.connect(str(make_url(current_settings().database_url).database), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM erasure").fetchone()
    assert sweep(NOW) == 0
    assert swept() == [False]
    reader.execute("ROLLBACK")
    db.session.rollback()
    assert sweep(NOW) == 1
    reader.close()
