"""Nobody overwrites what somebody else saves while a person is erased, and no hold comes too late unseen."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Engagement
from scheduler.keeping.queries.tracing import changes_of
from scheduler.keeping.rules.vocabulary import RecordClass
from scheduler.keeping.service import alone, disposal, erasing
from scheduler.keeping.service.disposal import dispose
from scheduler.keeping.service.erasing import Overtaken, Wish, erase, seen_of
from scheduler.keeping.service.subjects import subject_of
from scheduler.stakeholders.models import Person
from tests import factories
from tests.conftest import DATABASE
from tests.factories import NOW
from tests.keeping.canary import SURNAME, hold_a_post
from tests.keeping.past import everything_on

pytestmark = pytest.mark.skipif(DATABASE == "sqlite", reason="SQLite lets one writer in")

ADDS = text("UPDATE engagement SET purpose = purpose || ' Bring the figures.'")
LAYS = text(
    "INSERT INTO disposal_hold (reference, reason, made_at, made_by, released_by, version)"
    " VALUES ('FOI', '', now(), '', '', 1)"
)


@pytest.fixture
def somebody_else(app) -> Iterator[Connection]:
    """Another manager's connection, who waits for nobody longer than a moment."""
    with db.engine.connect() as connection:
        connection.execute(text("SET lock_timeout = 200"))
        connection.commit()
        yield connection
        connection.rollback()
        connection.execute(text("RESET lock_timeout"))
        connection.commit()


@pytest.fixture
def person(app) -> Person:
    found = hold_a_post()
    factories.engagement(title="Visit", purpose=f"With Cllr {SURNAME}.")
    commit()
    return found


def erased(person: Person) -> None:
    subject = subject_of(person)
    erase(Wish(subject, "Request of 3 June", seen_of(list(changes_of(subject)))), now=NOW)
    commit()


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> list[OperationalError]:
    """Somebody acts between the looking and the writing; how that went."""
    trouble: list[OperationalError] = []
    write = erasing.write_changes

    def acting(*args: object, **words: object) -> None:
        try:
            act()
        except OperationalError as error:
            trouble.append(error)
        write(*args, **words)

    monkeypatch.setattr(erasing, "write_changes", acting)
    return trouble


def saves(connection: Connection) -> None:
    try:
        connection.execute(ADDS)
        connection.commit()
    finally:
        connection.rollback()


def purpose() -> str:
    return db.session.query(Engagement.purpose).filter(Engagement.title == "Visit").scalar()


def test_who_saves_while_somebody_is_erased_waits_and_then_adds_to_what_stands_there(
    person, somebody_else, monkeypatch
):
    trouble = meanwhile(monkeypatch, lambda: saves(somebody_else))
    erased(person)
    assert len(trouble) == 1, "it waited until its patience ended"
    monkeypatch.undo()
    saves(somebody_else)
    assert SURNAME not in purpose()
    assert purpose().endswith(" Bring the figures.")


def test_without_the_lock_what_was_saved_is_lost(person, somebody_else, monkeypatch):
    """A negative control."""
    monkeypatch.setattr(erasing, "write_alone", lambda: None)
    trouble = meanwhile(monkeypatch, lambda: saves(somebody_else))
    erased(person)
    assert trouble == []
    assert "Bring the figures" not in purpose()


def test_while_somebody_is_saving_nothing_is_erased_and_the_words_say_so(person, somebody_else, monkeypatch):
    monkeypatch.setattr(alone, "TRIES", 2)
    somebody_else.execute(ADDS)
    with pytest.raises(RuleBroken, match="Press again"):
        erased(person)
    db.session.rollback()
    somebody_else.commit()
    assert SURNAME in purpose()
    erased(person)
    assert SURNAME not in purpose()


def test_it_waits_a_moment_for_whoever_is_saving_and_then_looks_again(person, somebody_else, monkeypatch):
    monkeypatch.setattr(alone.time, "sleep", lambda _seconds: somebody_else.commit())
    somebody_else.execute(ADDS)
    with pytest.raises(Overtaken):
        erased(person)
    db.session.rollback()
    erased(person)
    assert SURNAME not in purpose()
    assert purpose().endswith(" Bring the figures.")


def test_a_hold_that_comes_while_records_go_waits_for_them(app, somebody_else):
    everything_on(date(2015, 6, 3))
    assert dispose(RecordClass.PAPERS, now=datetime(2026, 9, 7, tzinfo=UTC)) is not None
    with pytest.raises(OperationalError):
        somebody_else.execute(LAYS)


def test_without_the_lock_it_comes_and_the_records_go_all_the_same(app, somebody_else, monkeypatch):
    """A negative control."""
    monkeypatch.setattr(disposal, "keep_holds_out", lambda: None)
    everything_on(date(2015, 6, 3))
    assert dispose(RecordClass.PAPERS, now=datetime(2026, 9, 7, tzinfo=UTC)) is not None
    somebody_else.execute(LAYS)
    somebody_else.commit()
