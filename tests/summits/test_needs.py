"""Needs apart: only who has the right reads them, each look is noted, they go by themselves and leave no trace."""

import logging
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from scheduler.accounts.models import StaffUser
from scheduler.accounts.rules import Role
from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.engagements.rules import EngagementStatus
from scheduler.summits.models import Attendee, AttendeeNeeds, NeedsRight, Party
from scheduler.summits.queries.needs import day_of_deletion
from scheduler.summits.rules.needs import Diet, Needs, caterers_count, deleted_on, stored_needs
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState
from scheduler.summits.service.needs import delete_due_needs
from scheduler.summits.tasks.needs import run
from tests import factories
from tests.browsing import page, submit
from tests.conftest import DATABASE
from tests.factories import NOW
from tests.summits.telling import Melton, may_read, melton

CANARY = "canary-wheelchair-and-shellfish"
LIST, CATERER = "form[action$='needs/list']", "form[action$='needs/caterer']"


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def told(app) -> Melton:
    """The Leader has a place and told us of needs."""
    made = melton()
    made.answer()
    made.tell_needs(access=CANARY, dietary=f"vegan,no nuts\n{CANARY}")
    return made


def needs_path(made: Melton) -> str:
    return f"/summits/{made.summit.id}/needs"


def staff(role: Role) -> StaffUser:
    """The one who is signed in with a role."""
    return next(each for each in db.session.scalars(select(StaffUser)) if each.roles[0].name == role.value)


def after_the_summit(made: Melton, days: int):
    return made.summit.engagement.ends_at + timedelta(days=days)


@pytest.mark.parametrize("who", ["viewer", "manager", "administrator"])
def test_no_role_is_enough(told, request, who):
    browser = request.getfixturevalue(who)

    refused = browser.get(needs_path(told))

    assert refused.status_code == 403
    assert "told in confidence" in refused.text
    assert CANARY not in refused.text
    token = page(refused).select_one("[name=csrf_token]")["value"]
    for rest in ("/list", "/caterer"):
        pressed = browser.post(f"{needs_path(told)}{rest}", data={"csrf_token": token})
        assert (pressed.status_code, CANARY in pressed.text) == (403, False)


def test_an_administrator_gives_the_right_and_takes_it(told, administrator, manager):
    reader = staff(Role.MANAGER)
    form = f"form[action*='/{reader.id}/']"

    submit(administrator, "/settings/staff/needs", form=form)
    assert manager.get(needs_path(told)).status_code == 200
    submit(administrator, "/settings/staff/needs", form=form)
    assert manager.get(needs_path(told)).status_code == 403

    lines = [each for each in _audit() if each.action.startswith("summit.needs_right")]
    assert [each.summary.removeprefix(reader.name) for each in lines] == [
        " may read access and dietary needs",
        " may no longer read access and dietary needs",
    ]


def test_a_look_shows_nothing_and_a_press_is_noted_each_time(told, manager):
    may_read(staff(Role.MANAGER).id)

    before = manager.get(needs_path(told))
    assert CANARY not in before.text
    assert not _looks()

    shown = submit(manager, needs_path(told), form=LIST)
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    assert "Councillor Rowan Ashdown" in shown.text
    assert CANARY in shown.text
    submit(manager, needs_path(told), form=CATERER)
    assert [each.summary for each in _looks()] == [
        "Looked at the needs of Crime Reduction summit",
        "Looked at the caterer’s count of Crime Reduction summit",
    ]


def test_needs_of_who_waits_are_not_on_the_list_yet(told, manager):
    may_read(staff(Role.MANAGER).id)
    party = told.party
    party.state, party.waiting_number, party.waiting_since_at = PlaceState.WAITING, 1, NOW
    db.session.commit()

    assert "1 of them has no place yet" in manager.get(needs_path(told)).text.lower()
    assert CANARY not in submit(manager, needs_path(told), form=LIST).text


def test_the_caterer_s_count_has_no_names(told, manager):
    may_read(staff(Role.MANAGER).id)
    _guests(told, 12)

    shown = page(submit(manager, needs_path(told), form=CATERER)).select_one("main").text

    assert "13 guests" in shown
    assert "Vegan and No nuts: 1" in shown
    assert CANARY in shown
    assert "Ashdown" not in shown
    assert "Melton" not in shown


def test_among_few_guests_words_stay_with_the_list(told, manager):
    may_read(staff(Role.MANAGER).id)

    shown = submit(manager, needs_path(told), form=CATERER).text

    assert CANARY not in shown
    assert "speak to the kitchen yourself" in shown


def test_staff_are_told_when_nobody_may_read_what_was_told(told, manager):
    warning = "nobody may read them"
    attendees = f"/summits/{told.summit.id}/attendees"
    assert warning in manager.get(attendees).text
    may_read(staff(Role.MANAGER).id)
    assert warning not in manager.get(attendees).text


def test_partners_are_told_the_roles_of_who_reads(told, manager, client):
    may_read(staff(Role.MANAGER).id)

    assert "Office manager" in client.get(told.path()).text


def test_needs_go_on_their_day_with_one_line(told):
    due = after_the_summit(told, told.summit.needs_days)

    run(due - timedelta(days=1))
    assert db.session.query(AttendeeNeeds).count() == 1
    run(due)
    run(due + timedelta(days=1))

    assert db.session.query(AttendeeNeeds).count() == 0
    db.session.commit()
    lines = [each.summary for each in _audit() if each.action == "summit.needs_deleted"]
    assert lines == ["Deleted the access and dietary needs of 1 person"]
    assert told.leader.name == "Councillor Rowan Ashdown"


def test_the_line_counts_people(told):
    for each in _guests(told, 36):
        db.session.add(AttendeeNeeds(attendee_id=each.id, access="x", given_at=NOW, delete_on=NOW.date()))
    db.session.commit()

    run(after_the_summit(told, 365))

    assert "needs of 37 people" in _audit()[-1].summary


def test_the_day_follows_a_move_and_the_setting(told):
    summit = told.summit
    summit.engagement.starts_at += timedelta(days=60)
    summit.engagement.ends_at += timedelta(days=60)
    db.session.commit()

    run(NOW + timedelta(days=75))  # the day as it was when they were told
    assert db.session.query(AttendeeNeeds).one().delete_on == day_of_deletion(summit, NOW)

    summit.needs_days = 1
    db.session.commit()
    run(after_the_summit(told, 1))
    assert db.session.query(AttendeeNeeds).count() == 0


def test_what_was_told_for_a_cancelled_summit_goes_at_once(told):
    told.summit.engagement.status = EngagementStatus.CANCELLED
    db.session.commit()

    assert delete_due_needs(NOW) == 1


def test_an_undated_summit_keeps_the_day_that_was_told(told):
    told.summit.engagement.starts_at = told.summit.engagement.ends_at = None
    told.summit.engagement.status = EngagementStatus.POSTPONED
    db.session.query(AttendeeNeeds).update({"delete_on": NOW.date() + timedelta(days=3)})
    db.session.commit()

    assert delete_due_needs(NOW + timedelta(days=2)) == 0
    assert delete_due_needs(NOW + timedelta(days=3)) == 1


@pytest.mark.skipif(DATABASE != "sqlite", reason="PostgreSQL's vacuum cleans its own files")
def test_neither_file_nor_log_holds_what_was_deleted(told):
    path = Path(str(db.engine.url.database))
    files = [path, path.with_name(f"{path.name}-wal")]
    assert any(CANARY.encode() in each.read_bytes() for each in files)

    run(after_the_summit(told, 365))

    assert not any(CANARY.encode() in each.read_bytes() for each in files if each.exists())


@pytest.mark.skipif(DATABASE != "sqlite", reason="as above")
def test_what_was_replaced_leaves_the_files_too(told, client):
    submit(client, told.path(), {"needs-change": "replace", "needs-access": "lift"})
    path = Path(str(db.engine.url.database))

    run(NOW)

    assert CANARY.encode() not in path.read_bytes()
    assert CANARY.encode() not in path.with_name(f"{path.name}-wal").read_bytes()


def test_needs_lie_in_their_own_table_only(app, client, manager, caplog):
    caplog.set_level(logging.DEBUG)
    made = melton()
    made.answer()
    values = {"needs-access": CANARY, "needs-diet_words": CANARY, "companions-0-name": "Bo Harker"}
    values |= {"companions-0-needs-access": CANARY}
    submit(client, made.path(), {**values, "vehicle": "X" * 30, "wants_parking": "y"})
    submit(client, made.path(), values)
    made.answer()

    assert CANARY not in caplog.text
    assert _tables_with_canary() == {"summit_needs"}
    for path in _pages_of(made):
        assert CANARY not in manager.get(path).text, path


def test_an_error_page_and_its_log_say_nothing_of_what_was_typed(app, client, caplog, monkeypatch):
    made = melton()
    made.answer()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("scheduler.summits.routes.details.save_details", broken)
    failed = submit(client, made.path(), {"needs-access": CANARY})

    assert failed.status_code == 500
    assert "RuntimeError" in caplog.text
    assert CANARY not in failed.text + caplog.text


def test_a_statement_that_fails_says_nothing_of_what_was_typed(told):
    row = AttendeeNeeds(attendee_id=told.leader.id, access=CANARY, given_at=NOW, delete_on=NOW.date())
    db.session.expunge_all()
    db.session.add(row)
    with pytest.raises(IntegrityError) as failed:
        db.session.flush()
    db.session.rollback()

    assert CANARY not in str(failed.value)


def test_a_value_in_a_traceback_says_nothing():
    assert CANARY not in repr(Needs(CANARY, (), CANARY))


def test_what_is_stored_is_read_back():
    needs = Needs("ramp", (Diet.VEGAN, Diet.NO_NUTS), "first\nsecond")

    assert stored_needs(needs.access, needs.dietary) == needs
    assert stored_needs("", "") == Needs()
    assert stored_needs("", "\nonly words") == Needs("", (), "only words")
    assert stored_needs("", "pescatarian,vegan\n").diet_words == "pescatarian"


def test_one_plate_of_two_diets_is_said_to_be_one():
    count = caterers_count([Needs("", (Diet.VEGAN, Diet.NO_NUTS)), Needs("", (Diet.VEGAN,))], 40)

    assert count.by_diet == (("Vegan", 2), ("No nuts", 1))
    assert count.combined == (("Vegan and No nuts", 1),)


def test_the_day_of_deletion():
    assert deleted_on(date(2026, 10, 21), 28, given_on=date(2026, 9, 7)) == date(2026, 11, 18)
    assert deleted_on(None, 28, given_on=date(2026, 9, 7)) == date(2026, 10, 5)


def test_the_right_goes_with_the_account(told, administrator):
    user = factories.staff_user()
    may_read(user.id)
    db.session.delete(user)
    db.session.commit()

    assert db.session.query(NeedsRight).count() == 0


def _audit() -> list[AuditEntry]:
    db.session.commit()
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def _looks() -> list[AuditEntry]:
    return [each for each in _audit() if each.action == "summit.needs_read"]


def _guests(made: Melton, number: int) -> list[Attendee]:
    guests = []
    for count in range(number):
        party = Party(summit=made.summit, state=PlaceState.NOT_WANTED)
        party.attendees = [Attendee(kind=AttendeeKind.WALK_IN, name=f"Guest {count}")]
        db.session.add(party)
        guests += party.attendees
    db.session.commit()
    return guests


def _tables_with_canary() -> set[str]:
    """Every table of the database, each row written out."""
    found = set()
    for table in inspect(db.engine).get_table_names():
        rows = db.session.execute(text(f'SELECT * FROM "{table}"')).all()  # noqa: S608  # our own names
        if CANARY in str(rows):
            found.add(table)
    return found


def _pages_of(made: Melton) -> list[str]:
    here = f"/summits/{made.summit.id}"
    invitation = f"/invitations/{made.invitation.id}"
    leader = f"{here}/attendees/{made.leader.id}"
    return [f"{here}/attendees", f"{here}/attendees.csv", f"{here}/attendees/printed", leader, invitation, "/mail-log"]
