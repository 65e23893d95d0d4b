"""What the database keeps apart, on both kinds."""

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert
from sqlalchemy.exc import IntegrityError

from scheduler.core.db import complete_partial_indexes, db, partial_unique


@pytest.fixture
def seats(app):
    """A table of the test's own, in which a seat is taken once among those that are not left."""
    metadata = MetaData()
    table = Table(
        "seat",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("number", Integer),
        Column("left_on", String(10)),
        partial_unique("uq_seat_taken", "number", where="left_on IS NULL"),
    )
    complete_partial_indexes(metadata)
    with app.app_context(), db.engine.begin() as connection:
        metadata.create_all(connection)
    return table  # each test has a database of its own


def test_a_partial_index_leaves_alone_what_its_condition_leaves_out(session, seats):
    connection = session.connection()
    for _ in range(2):
        connection.execute(insert(seats).values(number=1, left_on="2014-09-29"))
    connection.execute(insert(seats).values(number=1))


def test_a_partial_index_refuses_what_its_condition_holds(session, seats):
    session.connection().execute(insert(seats).values(number=1))
    with pytest.raises(IntegrityError):
        session.connection().execute(insert(seats).values(number=1))
