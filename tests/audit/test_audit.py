import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from scheduler.audit.actor import Actor, set_actor
from scheduler.audit.models import AuditEntry, AuditHead
from scheduler.audit.service import first_broken_entry, record
from scheduler.core.db import commit, db
from tests import factories


def note(number: int = 1) -> None:
    record(
        "area.renamed",
        "area",
        number,
        f"Renamed area {number}",
        details={"before": {"name": "a"}, "after": {"name": "b"}},
    )


def unlock() -> None:
    """As somebody with the database's own password could."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("DROP TRIGGER audit_entry_no_update"))
        db.session.execute(text("DROP TRIGGER audit_entry_no_rewording"))
        db.session.execute(text("DROP TRIGGER audit_entry_no_delete"))
    else:
        db.session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))


def test_an_entry_says_who_and_is_there_only_after_commit(session):
    set_actor(Actor("staff", "Priya Fairweather", "web"))
    note()
    assert session.scalars(select(AuditEntry)).all() == []
    commit()
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.id, entry.actor_label, entry.source) == (1, "Priya Fairweather", "web")
    assert entry.details == {"before": {"name": "a"}, "after": {"name": "b"}}


def test_a_rolled_back_change_leaves_no_entry(session):
    factories.area(name="Health")
    note()
    session.rollback()
    factories.area(name="Education")
    commit()
    assert session.scalars(select(AuditEntry)).all() == []


def test_a_rolled_back_savepoint_takes_only_its_own_entries(session):
    note(1)
    with session.begin_nested():
        note(2)
    savepoint = session.begin_nested()
    note(3)
    savepoint.rollback()
    note(4)
    commit()
    assert list(session.scalars(select(AuditEntry.subject_id).order_by(AuditEntry.id))) == [1, 2, 4]
    assert first_broken_entry() is None


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET summary = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_or_delete_an_entry(session, statement):
    note()
    commit()
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(statement))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET summary = 'x' WHERE id = 3",
        "UPDATE audit_entry SET actor_label = 'x' WHERE id = 3",
        "UPDATE audit_entry SET details = '{\"after\": 1}' WHERE id = 3",
        "UPDATE audit_entry SET subject_id = 99 WHERE id = 3",
        "DELETE FROM audit_entry WHERE id = 3",
    ],
)
def test_any_edit_behind_our_back_is_found_and_named(session, change):
    for number in range(5):
        note(number)
        commit()
    assert first_broken_entry() is None
    unlock()
    session.execute(text(change))
    assert first_broken_entry() == 3


def test_a_cut_tail_is_found(session):
    for number in range(3):
        note(number)
    commit()
    unlock()
    session.execute(text("DELETE FROM audit_entry WHERE id = 3"))
    assert first_broken_entry() == 3


def test_details_that_went_unmarked_are_found(session):
    """The triggers let them go; the chain does not, unless a later entry vouches for it."""
    note()
    commit()
    session.execute(text("UPDATE audit_entry SET details = NULL"))
    session.expire_all()
    assert first_broken_entry() == 1


def test_entries_of_concurrent_writers_form_one_chain(app):
    def write(number: int) -> None:
        with app.app_context():
            for _ in range(10):
                note(number)
                commit()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert first_broken_entry() is None
    head = db.session.get(AuditHead, 1)
    assert head is not None
    assert head.last_id == 80
