"""Words may leave the log, marked and vouched for; nothing else may change, and nothing unvouched for is accepted."""

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from scheduler.audit.models import AuditEntry
from scheduler.audit.readings import REDACTED
from scheduler.audit.redaction import redact_entries
from scheduler.audit.service import first_broken_entry, record
from scheduler.core.db import commit, db
from tests.audit.test_audit import unlock
from tests.factories import NOW

SECRET = "Quillon Vantongeren"


def write(count=4):
    for number in range(1, count + 1):
        record("person.changed", "person", number, f"Changed {SECRET}", details={"after": {"name": SECRET}})
        commit()


def redact(*ids: int, now=NOW, word="the Leader"):
    done = redact_entries({key: {"summary": f"Changed {word}", "details": {}} for key in ids}, "a person", now=now)
    commit()
    db.session.expire_all()
    return done


def test_the_chain_holds_after_words_were_taken_out(session):
    write()
    assert redact(2, 3) == 2
    assert first_broken_entry() is None
    assert [SECRET in entry.summary for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))] == [
        True,
        False,
        False,
        True,
        False,
    ]


def test_a_second_person_may_be_taken_out_of_the_same_entry_at_the_same_moment(session):
    write()
    redact(2)
    redact(2, word="somebody")
    assert first_broken_entry() is None
    assert session.get(AuditEntry, 2).redacted_at > NOW


def test_the_entry_that_vouches_is_never_redacted(session):
    write(1)
    redact(1)
    assert redact(2) == 0
    assert session.get(AuditEntry, 2).action == REDACTED


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET summary = 'Changed the Mayor' WHERE id = 2",
        "UPDATE audit_entry SET actor_label = 'x' WHERE id = 2",
        "UPDATE audit_entry SET details = '{\"a\": 1}' WHERE id = 2",
        "UPDATE audit_entry SET subject_id = 9 WHERE id = 2",
        "UPDATE audit_entry SET redacted_at = NULL WHERE id = 2",
        "UPDATE audit_entry SET details = NULL WHERE id = 5",
    ],
)
def test_what_is_changed_after_the_redaction_is_found(session, change):
    write()
    redact(2)
    unlock()
    session.execute(text(change))
    session.expire_all()
    assert first_broken_entry() == 2


def test_a_mark_alone_excuses_nothing(session):
    write()
    session.execute(update(AuditEntry).where(AuditEntry.id == 2).values(summary="x", redacted_at=NOW))
    assert first_broken_entry() == 2


def test_an_earlier_entry_cannot_vouch_for_a_later_one(session):
    record(REDACTED, "audit", None, "forged", details={"readings": {"2": "0" * 64}})
    commit()
    write(1)
    assert first_broken_entry() is None


@pytest.mark.parametrize("column", ["action", "hash", "subject_type", "details_digest"])
def test_the_database_lets_nothing_but_words_change_even_with_a_mark(session, column):
    write(1)
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(update(AuditEntry).values({column: "x", "redacted_at": NOW}))


def test_words_change_only_with_a_new_mark(session):
    write(1)
    redact(1)
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("UPDATE audit_entry SET summary = 'x' WHERE id = 1"))
