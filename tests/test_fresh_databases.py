"""A test finds nothing of the one before, whatever that did: rows, numbers, open transactions, altered tables."""

import pytest
from sqlalchemy import inspect, text

from scheduler.core.db import db
from scheduler.outbox.models import Heartbeat
from scheduler.outbox.tasks import current_queue
from tests import factories
from tests.conftest import DATABASE
from tests.digest import database_digest
from tests.factories import NOW

ON_POSTGRESQL = pytest.mark.skipif(DATABASE != "postgresql", reason="SQLite gets a file of its own for each test")


def test_rows_and_numbers_are_as_they_were_kept(app, template):
    before = database_digest()
    first = factories.town().id
    db.session.commit()
    assert database_digest() != before
    db.session.remove()

    template.restore()

    assert database_digest() == before
    assert factories.town().id == first


@ON_POSTGRESQL
def test_no_space_of_earlier_rows_decides_where_new_ones_stand(app, template):
    db.session.add(Heartbeat(worker="w", at=NOW))
    db.session.commit()
    db.session.add(Heartbeat(worker="given up", at=NOW))
    db.session.flush()
    db.session.rollback()
    db.session.remove()

    template.restore()

    assert db.session.scalar(text("SELECT pg_relation_size('heartbeat')")) == 0


@ON_POSTGRESQL
def test_what_was_left_open_holds_nobody_up(app, template):
    left = db.engine.connect()
    left.execute(text("INSERT INTO heartbeat (worker, at) VALUES ('w', '2026-09-01 10:00:00')"))
    db.session.remove()

    template.restore()

    assert db.session.scalar(text("SELECT count(*) FROM heartbeat")) == 0
    db.session.execute(text("INSERT INTO heartbeat (worker, at) VALUES ('w', '2026-09-01 10:00:00')"))
    db.session.commit()
    left.invalidate()


@pytest.mark.parametrize(
    "statement",
    ["ALTER TABLE heartbeat ADD COLUMN spare INTEGER", "DROP TABLE heartbeat", "CREATE TABLE spare (id INTEGER)"],
)
def test_altered_tables_are_as_they_were_made(app, template, statement):
    def schema() -> dict[str, list[str]]:
        looking = inspect(db.engine)
        return {name: [each["name"] for each in looking.get_columns(name)] for name in looking.get_table_names()}

    before = schema()
    db.session.execute(text(statement))
    db.session.commit()
    assert schema() != before
    db.session.remove()

    template.restore()

    assert schema() == before
    if DATABASE == "postgresql":
        assert list(template.altered()) == [], "the next restore is quick again"


@ON_POSTGRESQL
def test_the_queue_is_empty_and_hears_the_next_word(app, template):
    huey = current_queue().huey
    huey.enqueue(current_queue().wake.s())
    assert huey.pending_count() == 1
    db.session.remove()

    template.restore()

    assert huey.pending_count() == 0
    huey.enqueue(current_queue().wake.s())
    assert huey.pending_count() == 1
