"""The administrator's pages: who may sign in, as what, and the office's own settings."""

import pytest
from sqlalchemy import select

from scheduler.accounts.models import Office, StaffUser
from scheduler.accounts.rules import Role
from scheduler.accounts.service.office import OfficeDraft, init_office
from scheduler.accounts.service.staff import add_user, change_role, disable_user
from scheduler.audit.models import AuditEntry
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from tests import factories
from tests.accounts.people import (
    OTHER_PASSWORD,
    PASSWORD,
    is_signed_in,
    letters,
    link_in,
    sign_in,
    somebody,
    use_app,
    written,
)
from tests.browsing import page, submit

PAGES = ["/settings/staff", "/settings/staff/add", "/settings/staff/1", "/settings/office"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("client", 303), ("viewer", 403), ("manager", 403), ("administrator", 200)]
)
def test_only_administrators_see_staff_and_settings(request, path, who, status):
    assert request.getfixturevalue(who).get(path).status_code == status


def test_somebody_added_chooses_their_password_by_mail(administrator, client):
    values = {"name": "Ash Willowby", "email": "Ash@example.org", "role": "viewer"}
    assert submit(administrator, "/settings/staff/add", values).location == "/settings/staff"
    assert "Ash Willowby" in administrator.get("/settings/staff").text
    user = db.session.scalars(select(StaffUser).where(StaffUser.email == "ash@example.org")).one()
    (notice,) = letters(user)
    mail = written(notice)
    assert mail.subject == "Your account: choose your password"
    submit(client, link_in(mail), {"password": OTHER_PASSWORD, "password_confirm": OTHER_PASSWORD})
    assert sign_in(client, OTHER_PASSWORD, "ash@example.org").status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter the name."),
        ({"email": "ash"}, "is not an e-mail address"),
        ({"email": "ROBIN@example.org "}, "is on the list already"),
        ({"role": "emperor"}, "Not a valid choice"),
    ],
)
def test_somebody_who_cannot_be_added_is_explained(administrator, changes, sentence):
    somebody()
    values = {"name": "Ash Willowby", "email": "ash@example.org", "role": "viewer"} | changes
    answer = submit(administrator, "/settings/staff/add", values)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_role_is_changed_and_logged(administrator, session):
    user = somebody()
    submit(administrator, f"/settings/staff/{user.id}", {"role": "viewer"}, form="form#role")
    assert [role.name for role in user.roles] == ["viewer"]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "role changed")).one()
    assert entry.details == {"before": {"role": "manager"}, "after": {"role": "viewer"}}
    assert entry.actor_label.startswith("Robin Ferncastle ")


def test_somebody_disabled_is_out_at_once_and_can_come_back(administrator, client):
    user = somebody()
    sign_in(client)
    path = f"/settings/staff/{user.id}"
    submit(administrator, path, form='form[action$="/disable"]')
    assert not is_signed_in(client)
    assert sign_in(client).status_code == 200
    submit(administrator, path, form='form[action$="/enable"]')
    assert sign_in(client).status_code == 302


def test_sessions_of_somebody_else_can_be_ended(administrator, client):
    user = somebody()
    sign_in(client)
    submit(administrator, f"/settings/staff/{user.id}", form='main form[action$="/sign-out"]')
    assert not is_signed_in(client)


def test_a_lost_phone_can_be_forgotten(app, administrator, client):
    user = somebody()
    use_app(app, user)
    submit(administrator, f"/settings/staff/{user.id}", form='form[action$="/forget-phone"]')
    sign_in(client)
    assert is_signed_in(client)


def test_the_last_administrator_can_neither_leave_nor_step_down(app, session):
    last = somebody(role=Role.ADMINISTRATOR)
    somebody(role=Role.ADMINISTRATOR, email="gone@example.org", active=False)
    with pytest.raises(RuleBroken, match="last administrator"):
        disable_user(last, now=utc_now())
    with pytest.raises(RuleBroken, match="last administrator"):
        change_role(last, Role.MANAGER)
    add_user("Ash Willowby", "ash@example.org", Role.ADMINISTRATOR, now=utc_now(), password=PASSWORD)
    disable_user(last, now=utc_now())
    assert not last.active


def test_the_last_administrator_is_told_why(administrator, session):
    me = session.scalars(select(StaffUser)).one()
    answer = submit(administrator, f"/settings/staff/{me.id}", form='form[action$="/disable"]')
    assert "last administrator" in administrator.get(answer.location).text
    assert is_signed_in(administrator)


def test_the_office_is_changed_and_logged(administrator, session):
    values = {"name": "Office of the Mayor", "telephone": "0116 496 0001", "opens_at": "09:00", "closes_at": "17:30"}
    assert submit(administrator, "/settings/office", values).status_code == 303
    office = session.get(Office, 1)
    assert (office.name, office.opens_at.hour, office.closes_at.minute) == ("Office of the Mayor", 9, 30)
    assert "Office of the Mayor" in page(administrator.get("/account")).header.text
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "office changed")).one()
    assert entry.details["before"]["opens_at"] == "08:00:00"
    assert set(entry.details["after"]) == {"name", "telephone", "opens_at", "closes_at"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"telephone": ""}, "Enter the telephone number"),
        ({"email": "nowhere"}, "is not an e-mail address"),
        ({"opens_at": "18:00", "closes_at": "08:00"}, "must close later"),
        ({"security_contact": "nobody"}, "is not an e-mail address"),
    ],
)
def test_settings_that_cannot_be_are_explained(administrator, session, changes, sentence):
    answer = submit(administrator, "/settings/office", changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.get(Office, 1).telephone == "0116 496 0000"


def test_setting_the_office_up_twice_keeps_the_first(app):
    first = init_office(OfficeDraft(name="The first", email="office@example.org", telephone="0116 496 0000"))
    again = init_office(OfficeDraft(name="The second", email="office@example.org", telephone="0116 496 0000"))
    assert again is first
    assert first.name == "The first"


def test_navigation_shows_what_a_role_may_open(viewer, administrator):
    assert "Settings" not in page(viewer.get("/account")).text
    shown = page(administrator.get("/settings/office"))
    here = shown.select_one(".govuk-service-navigation__item--active")
    assert here.text.strip() == "Settings"


def test_a_page_says_no_name_of_staff_to_strangers(client):
    factories.office()
    assert "Ferncastle" not in client.get("/sign-in").text


def test_principals_are_found_from_the_settings_and_from_the_engagements(administrator, manager):
    tabs = page(administrator.get("/settings/staff")).select("nav[aria-label=Settings] a")
    assert "/settings/principals" in [link["href"] for link in tabs]
    assert not page(manager.get("/settings/principals")).select("nav[aria-label=Settings]")
    assert page(manager.get("/engagements")).select("main a[href='/settings/principals']")


def test_an_error_page_keeps_the_way_around_for_staff_only(viewer, client):
    assert page(viewer.get("/no-such-page")).select("nav a[href='/engagements']")
    assert not page(client.get("/no-such-page")).select("nav a")
