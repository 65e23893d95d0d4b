"""The administrator says how careful the office is with mail."""

import pytest

from scheduler.accounts.ceiling import asked_again, ceiling_of
from scheduler.accounts.queries import mail_habits
from scheduler.accounts.rules import Habits
from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from tests.browsing import page, submit

PATH = "/settings/mail"


def test_without_a_choice_the_usual_habits_hold(session):
    assert mail_habits() == Habits(undo_seconds=60, ceiling=50, late_hours=48)


def test_an_administrator_changes_them_and_the_log_keeps_what_was(administrator):
    answer = submit(administrator, PATH, {"undo_seconds": "30", "ceiling": "20"})
    assert answer.status_code == 303
    assert mail_habits() == Habits(30, 20, 48)
    [entry] = db.session.query(AuditEntry).filter_by(action="mail habits changed")
    assert entry.details == {
        "before": {"undo_seconds": 0, "ceiling": 50},
        "after": {"undo_seconds": 30, "ceiling": 20},
    }


def test_saving_what_holds_already_writes_nothing(administrator):
    assert submit(administrator, PATH).status_code == 303
    assert db.session.query(AuditEntry).filter_by(action="mail habits changed").count() == 0


@pytest.mark.parametrize(
    ("field", "typed", "advice"),
    [
        ("undo_seconds", "601", "Enter a whole number from 0 to 600."),
        ("undo_seconds", "-1", "Enter a whole number from 0 to 600."),
        ("ceiling", "0", "Enter a whole number from 1 to 10000."),
        ("ceiling", "many", "Enter a whole number from 1 to 10000."),
        ("ceiling", "", "Enter a whole number from 1 to 10000."),
        ("late_hours", "400", "Enter a whole number from 0 to 336."),
    ],
)
def test_a_refused_number_stays_in_its_field_with_one_error_beside_it(administrator, field, typed, advice):
    answer = submit(administrator, PATH, {field: typed})
    assert answer.status_code == 422
    shown = page(answer)
    assert [error.text.replace("Error:", "").strip() for error in shown.select(".govuk-error-message")] == [advice]
    assert shown.select_one(f"#{field}")["value"] == typed
    assert mail_habits().undo_seconds == 0


def test_only_more_than_the_ceiling_is_asked_for_twice_and_for_the_very_number(administrator):
    assert asked_again(ceiling_of(50), {}) is None
    asked = asked_again(ceiling_of(63), {})
    assert asked is not None
    assert asked.words == "Yes, send sixty-three mails (63)"
    assert asked.error == "This sends 63 mails. Tick the box if you mean it; nothing was sent."
    assert asked_again(ceiling_of(63), {"confirmed_mails": "63"}) is None
    assert asked_again(ceiling_of(64), {"confirmed_mails": "63"}) is not None
