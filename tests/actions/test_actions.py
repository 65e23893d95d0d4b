"""What was agreed, who does it, and what they tell: by the office and by a link."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from scheduler.accounts.models import MailHabits
from scheduler.actions.models import Action, ActionUpdate
from scheduler.actions.queries import action_by_token, all_actions
from scheduler.actions.rules import ActionDraft, ActionState, Owner, OwnerKind, due_words, is_late, reminder_due
from scheduler.actions.service import (
    action_token,
    add_action,
    change_action,
    record_update,
    remind_due,
    tell_owner,
    tell_owners,
)
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW

DUE = date(2026, 9, 21)


@pytest.fixture
def agreed(session):
    """An action of a council, with somebody to write to."""
    factories.office()
    council = factories.organisation(name="Blaby District Council")
    return add_action(factories.engagement(title="Crime Reduction summit"), drafted(council), now=NOW)


def drafted(council, **changes: object):
    facts = {
        "words": "Share the town centre figures",
        "owner": Owner(OwnerKind.ORGANISATION, council.id),
        "role": "Head of Community Safety",
        "contact_name": "Jo Merrick",
        "contact_address": "jo.merrick@example.org",
        "due_on": DUE,
    }
    return ActionDraft(**facts | changes)


def notices():
    return list(db.session.scalars(select(Notice).order_by(Notice.id)))


@pytest.mark.parametrize(
    ("state", "due_on", "late", "words"),
    [
        (ActionState.OPEN, None, False, ""),
        (ActionState.OPEN, date(2026, 9, 7), False, "by 7 September 2026"),
        (ActionState.STARTED, date(2026, 9, 4), True, "3 days late"),
        (ActionState.DONE, date(2026, 9, 4), False, ""),
        (ActionState.DROPPED, date(2026, 9, 4), False, ""),
    ],
)
def test_late_is_what_is_not_over_after_its_day(state, due_on, late, words):
    today = date(2026, 9, 7)
    assert (is_late(state, due_on, today), due_words(state, due_on, today)) == (late, words)


@pytest.mark.parametrize(
    ("today", "told_on", "key"),
    [
        (date(2026, 9, 15), date(2026, 9, 1), None),
        (date(2026, 9, 16), date(2026, 9, 1), "before:2026-09-21"),
        (date(2026, 9, 21), date(2026, 9, 1), "before:2026-09-21"),
        (date(2026, 9, 21), date(2026, 9, 16), None),
        (date(2026, 9, 22), date(2026, 9, 16), "after:2026-09-21"),
        (date(2026, 9, 30), date(2026, 9, 30), None),
    ],
)
def test_an_owner_is_reminded_three_working_days_before_and_one_after(today, told_on, key):
    reminder = reminder_due(DUE, told_on, today, frozenset())
    assert (reminder.key if reminder else None) == key


def test_its_owner_gets_one_mail_with_a_link_that_tells_how_it_stands(agreed):
    tell_owner(agreed, now=NOW)
    tell_owner(agreed, now=NOW + timedelta(hours=1))
    (notice,) = notices()
    mail = render(notice)
    assert f"/t/{action_token(agreed)}" in mail.text
    assert "Share the town centre figures" in mail.text
    assert action_by_token(action_token(agreed).upper() + ".") is agreed


def test_another_owner_gets_another_link_and_the_first_mail_is_overtaken(agreed):
    tell_owner(agreed, now=NOW)
    old = action_token(agreed)
    council = factories.organisation()
    change_action(agreed, drafted(council, contact_address="mo@example.org"), seen=agreed.version)
    assert action_by_token(old) is None
    assert render(notices()[0]) is None
    assert tell_owners(agreed.engagement, [agreed], now=NOW) == 1


def test_a_change_from_an_old_page_is_refused(agreed):
    with pytest.raises(VersionConflict):
        change_action(agreed, drafted(agreed.organisation), seen=agreed.version - 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": " \n"}, "words"),
        ({"owner": Owner(OwnerKind.BODY, 999)}, "owner"),
        ({"contact_address": "nobody"}, "contact_address"),
        ({"role": "x" * 201}, "role"),
    ],
)
def test_what_cannot_be_stored_is_said_beside_its_field(agreed, changes, field):
    with pytest.raises(RuleBroken) as refused:
        add_action(agreed.engagement, drafted(agreed.organisation, **changes), now=NOW)
    assert refused.value.field == field


def test_the_same_words_told_twice_are_one_update(agreed):
    for _ in range(2):
        record_update(agreed, ActionState.STARTED, "Figures are asked for.", by="Jo Merrick", now=NOW)
    record_update(agreed, ActionState.STARTED, "", by="Jo Merrick", now=NOW)
    assert len(db.session.scalars(select(ActionUpdate)).all()) == 1
    assert agreed.state is ActionState.STARTED
    record_update(agreed, ActionState.DONE, "", by="Jo Merrick", now=NOW)
    assert all_actions() == []


def test_reminders_leave_once_a_rung_and_none_after_it_is_done(agreed):
    tell_owner(agreed, now=NOW)
    late = NOW + timedelta(days=16)
    assert [remind_due(late), remind_due(late)] == [1, 0]
    assert render(notices()[-1]).subject.startswith("Your action")
    record_update(agreed, ActionState.DONE, "", by="Jo", now=late)
    assert render(notices()[-1]) is None
    assert remind_due(late + timedelta(days=30)) == 0


def test_its_owner_tells_by_link_without_signing_in(client, agreed):
    path = f"/t/{action_token(agreed)}"
    db.session.commit()
    assert submit(client, path, {"state": "started", "words": "Asked the ward officers."}).status_code == 303
    db.session.expire_all()
    (told,) = db.session.scalars(select(ActionUpdate))
    assert (told.by_label, told.words) == (
        "Jo Merrick, Head of Community Safety, Blaby District Council",
        "Asked the ward officers.",
    )
    shown = page(client.get(path))
    assert "Begun" in shown.select_one(".facts").text
    assert client.get("/t/" + "a" * 32).status_code == 404


def test_looking_at_the_link_changes_nothing(client, agreed):
    path = f"/t/{action_token(agreed)}"
    db.session.commit()
    for _ in range(3):
        client.get(path)
        client.head(path)
    assert db.session.scalars(select(ActionUpdate)).all() == []


def test_the_office_adds_changes_tells_and_notes(manager):
    engagement, council = factories.engagement(title="Visit to Melton"), factories.organisation(name="Melton")
    db.session.commit()
    address = f"/engagements/{engagement.id}/actions/new"
    refused = submit(manager, address, {"words": "Publish the figures", "contact_address": "nobody"})
    assert refused.status_code == 422
    assert "Publish the figures" in refused.text
    said = {"words": "Publish the figures", "owner": f"organisation:{council.id}", "contact_address": "jo@example.org"}
    made = submit(manager, address, said)
    assert made.status_code == 303
    action = db.session.scalars(select(Action)).one()
    panel = page(manager.get(f"/engagements/{engagement.id}")).select_one("#actions")
    assert "Publish the figures" in panel.text
    assert "not told yet" in panel.text
    submit(manager, f"/engagements/{engagement.id}", form="#actions form")
    assert [each.kind for each in notices()] == ["action"]
    changed = submit(manager, f"/actions/{action.id}/change", {"role": "Chief Executive"})
    assert changed.status_code == 303
    submit(manager, f"/actions/{action.id}", {"state": "done"}, form=f"form[action='/actions/{action.id}/update']")
    assert "Chief Executive, Melton" in manager.get("/actions?show=over").text
    assert "Publish the figures" in manager.get("/actions.csv").data.decode("utf-8-sig")
    submit(manager, f"/actions/{action.id}", form=f"form[action='/actions/{action.id}/remove']")
    assert db.session.scalars(select(Action)).all() == []


def test_of_several_sendings_the_latest_can_be_undone_at_once_the_earlier_ones_one_press_away(manager):
    council = factories.organisation(name="Melton")
    made = [add_action(factories.engagement(), drafted(council), now=NOW) for _ in range(3)]
    db.session.get(MailHabits, 1).undo_seconds = 60
    db.session.commit()
    for action in made:
        submit(manager, f"/actions/{action.id}", form="form[action$='/tell']")
    shown = page(manager.get("/actions"))
    assert len(shown.select(".undo")) == 3
    assert len(shown.select("details .undo")) == 2
    assert "2 earlier sendings can still be undone" in shown.select_one("details summary").text
