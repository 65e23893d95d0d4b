"""Passwords are set by a mailed link, changed by their owner, and never easy to guess."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from scheduler.accounts.models import StaffUser
from scheduler.accounts.rules import password_weakness
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from tests.accounts.people import (
    ADDRESS,
    OTHER_PASSWORD,
    PASSWORD,
    is_signed_in,
    letters,
    link_in,
    sign_in,
    somebody,
    written,
)
from tests.browsing import page, submit


def ask_for_link(client, email=ADDRESS):
    return submit(client, "/reset", {"email": email})


def choose(client, path, password=OTHER_PASSWORD):
    return submit(client, path, {"password": password, "password_confirm": password})


def test_a_mailed_link_sets_a_password_once_and_ends_every_session(app, client):
    user = somebody()
    forgotten = app.test_client()
    sign_in(forgotten)
    ask_for_link(client)
    (notice,) = letters(user)
    path = link_in(written(notice))
    assert choose(client, path).location == "/sign-in"
    assert not is_signed_in(forgotten)
    assert client.get(path).location == "/reset", "the link works twice"
    assert sign_in(client, PASSWORD).status_code == 200
    assert sign_in(client, OTHER_PASSWORD).status_code == 302


def test_the_outbox_holds_no_link(app, client):
    user = somebody()
    ask_for_link(client)
    (notice,) = letters(user)
    assert notice.payload == {"letter": "reset"}
    assert notice.urgent
    token = link_in(written(notice)).removeprefix("/reset/")
    stored = str({column.name: getattr(notice, column.name) for column in Notice.__table__.columns})
    assert token not in stored
    assert "/reset/" not in stored


def test_a_link_is_good_for_a_day_from_when_its_mail_left(client):
    user = somebody()
    ask_for_link(client)
    path = link_in(written(letters(user)[0]))
    with time_machine.travel(utc_now() + timedelta(hours=23, minutes=59)):
        assert client.get(path).status_code == 200
    with time_machine.travel(utc_now() + timedelta(hours=24, minutes=1)):
        assert client.get(path).location == "/reset"
        csrf = page(client.get("/reset")).select_one("main input[name=csrf_token]")["value"]
        data = {"password": OTHER_PASSWORD, "password_confirm": OTHER_PASSWORD, "csrf_token": csrf}
        assert client.post(path, data=data).location == "/reset"
    assert sign_in(client).status_code == 302


def test_following_a_link_changes_nothing(client, session):
    user = somebody()
    ask_for_link(client)
    path = link_in(written(letters(user)[0]))
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert sign_in(client).status_code == 302


def test_asking_tells_nobody_who_has_an_account(client, session):
    somebody()
    somebody(email="gone@example.org", active=False)
    answers = {
        page(ask_for_link(client, email)).main.text.replace(email, "")
        for email in (ADDRESS, "nobody@example.org", "gone@example.org")
    }
    assert len(answers) == 1
    assert session.scalar(select(func.count()).select_from(Notice)) == 1


def test_a_letter_to_somebody_disabled_meanwhile_is_not_written(client):
    user = somebody()
    ask_for_link(client)
    user.active = False
    db.session.flush()
    assert render(letters(user)[0]) is None


def test_text_and_html_of_each_letter_say_the_same(client):
    user = somebody()
    ask_for_link(client)
    mail = written(letters(user)[0])
    assert link_in(mail) in mail.html
    assert "Robin Ferncastle" in mail.text
    assert "Robin Ferncastle" in mail.html


def test_a_change_is_told_to_its_owner(client):
    user = somebody()
    sign_in(client)
    values = {"password": PASSWORD, "new_password": OTHER_PASSWORD, "new_password_confirm": OTHER_PASSWORD}
    submit(client, "/account/password", values)
    assert [written(notice).subject for notice in letters(user)] == ["Your password was changed"]


@pytest.mark.parametrize(
    "values",
    [
        {"password": "not mine at all", "new_password": OTHER_PASSWORD, "new_password_confirm": OTHER_PASSWORD},
        {"password": PASSWORD, "new_password": OTHER_PASSWORD, "new_password_confirm": PASSWORD},
        {"password": PASSWORD, "new_password": "short", "new_password_confirm": "short"},
        {"password": PASSWORD, "new_password": PASSWORD, "new_password_confirm": PASSWORD},
        {"password": PASSWORD, "new_password": "robin ferncastle 1", "new_password_confirm": "robin ferncastle 1"},
    ],
)
def test_a_change_that_is_not_right_changes_nothing(client, session, values):
    somebody()
    sign_in(client)
    before = session.scalars(select(StaffUser.password)).one()
    assert submit(client, "/account/password", values).status_code == 200
    assert session.scalars(select(StaffUser.password)).one() == before


@pytest.mark.parametrize(
    "password", ["password1234", "aaaaaaaaaaaa", "ababababab12", "Qwerty123456", "robin@example.org", "Ferncastle2026"]
)
def test_a_password_that_strangers_try_first_is_refused(password):
    assert password_weakness(password, (ADDRESS, "Robin Ferncastle"))


@pytest.mark.parametrize("password", [PASSWORD, OTHER_PASSWORD, "mein Fahrrad ist blau", "xK9#mQ2$vL7!"])
def test_a_password_of_its_own_is_taken(password):
    assert password_weakness(password, (ADDRESS, "Robin Ferncastle")) is None


def test_passwords_are_kept_as_argon2id(app):
    assert somebody().password.startswith("$argon2id$")


def test_the_real_settings_make_a_guess_dear(app):
    options = app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"]
    assert options["argon2__memory_cost"] >= 19 * 1024
    assert options["argon2__time_cost"] >= 2
