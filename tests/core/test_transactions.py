import threading
import time

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from scheduler.core.db import db
from scheduler.core.transactions import Intent, prepare_engine, set_intent
from tests import factories

CAPACITY = 20
CLIENTS = 16


def test_a_reading_transaction_refuses_every_write(session):
    set_intent(Intent.READ)
    with pytest.raises(DBAPIError):
        factories.area(name="Health")


def test_a_writing_transaction_after_a_reading_one_writes(session):
    set_intent(Intent.READ)
    session.execute(text("SELECT 1"))
    session.rollback()
    set_intent(Intent.WRITE)
    factories.area(name="Health")
    session.commit()
    assert db.session.execute(text("SELECT count(*) FROM area")).scalar() == 1


def test_a_reading_transaction_sees_one_moment(session):
    factories.area(name="Health")
    session.commit()
    set_intent(Intent.READ)
    names = text("SELECT name FROM area")
    before = session.execute(names).all()
    set_intent(Intent.WRITE)
    with db.engine.begin() as another:
        another.execute(text("UPDATE area SET name = 'Safety'"))
    assert session.execute(names).all() == before
    session.rollback()
    assert session.execute(names).all() == [("Safety",)]


def test_foreign_keys_are_kept_on_every_connection(session):
    with pytest.raises(DBAPIError):
        session.execute(text("INSERT INTO engagement_post (engagement_id, post_id) VALUES (1, 1)"))


def places_taken(engine: Engine) -> tuple[int, int]:
    """Many clients check for room and then take it; how many places are taken, and how many clients failed."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS place_taken (client INTEGER)"))
    failed = []

    def client(number: int) -> None:
        for _ in range(5):
            try:
                with engine.begin() as connection:
                    taken = connection.execute(text("SELECT count(*) FROM place_taken")).scalar() or 0
                    time.sleep(0.001)
                    if taken < CAPACITY:
                        connection.execute(text("INSERT INTO place_taken VALUES (:number)"), {"number": number})
            except OperationalError as error:
                failed.append(error)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.begin() as connection:
        return connection.execute(text("SELECT count(*) FROM place_taken")).scalar() or 0, len(failed)


def test_sqlite_writers_queue_and_never_overbook(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/places.sqlite3", pool_size=CLIENTS)
    prepare_engine(engine)
    assert places_taken(engine) == (CAPACITY, 0)
    engine.dispose()


def test_without_our_transactions_the_same_clients_overbook_or_fail(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/places.sqlite3", pool_size=CLIENTS, connect_args={"timeout": 1})
    taken, failed = places_taken(engine)
    assert taken > CAPACITY or failed > 0
    engine.dispose()


def test_a_thread_that_waits_for_itself_gets_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr("scheduler.core.transactions.GIVE_UP_SECONDS", 0.1)
    engine = create_engine(f"sqlite:///{tmp_path}/places.sqlite3")
    prepare_engine(engine)
    with engine.begin(), pytest.raises(OperationalError, match="another connection of this process"):
        engine.connect().execute(text("SELECT 1"))
    with engine.begin() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()
