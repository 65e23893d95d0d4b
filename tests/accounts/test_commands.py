"""`scheduler user` on the server's terminal."""

import pytest
from sqlalchemy import select

from scheduler.accounts.commands import user_commands
from scheduler.accounts.models import StaffUser
from scheduler.accounts.rules import Role
from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from tests.accounts.people import OTHER_PASSWORD, is_signed_in, sign_in, somebody


@pytest.fixture
def run(app):
    """The command as the terminal runs it, in a context of its own."""

    def run(*words: str, typed: str = ""):
        db.session.commit()
        return app.test_cli_runner().invoke(user_commands, list(words), input=typed)

    return run


ADD = ("add", "--email", "ash@example.org", "--name", "Ash Willowby", "--role", "administrator")


def test_the_first_administrator_comes_from_the_terminal(run, client, session):
    somebody()
    done = run(*ADD, "--password-stdin", typed=f"{OTHER_PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert OTHER_PASSWORD not in done.output
    sign_in(client, OTHER_PASSWORD, "ash@example.org")
    assert is_signed_in(client)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).first()
    assert (entry.action, entry.source) == ("user added", "command")


def test_the_password_is_asked_for_twice_and_never_shown(run):
    done = run(*ADD, typed=f"{OTHER_PASSWORD}\n{OTHER_PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert OTHER_PASSWORD not in done.output


@pytest.mark.parametrize("password", ["short", "password1234", "Ash Willowby 1"])
def test_a_weak_password_is_refused(run, session, password):
    done = run(*ADD, "--password-stdin", typed=f"{password}\n")
    assert done.exit_code == 1
    assert password not in done.output
    assert session.scalars(select(StaffUser)).first() is None


def test_the_same_address_is_refused(run):
    somebody()
    words = ("add", "--email", "Robin@Example.org", "--name", "Another", "--password-stdin")
    done = run(*words, typed=f"{OTHER_PASSWORD}\n")
    assert done.exit_code == 1
    assert "on the list already" in done.output


def test_the_list_names_everybody(run):
    somebody()
    somebody(email="gone@example.org", active=False, role=Role.VIEWER)
    lines = run("list").output.splitlines()
    assert lines == [
        "robin@example.org  Robin Ferncastle  Office manager",
        "gone@example.org  Robin Ferncastle  Viewer  (disabled)",
    ]


def test_disabling_ends_what_is_open(run, client):
    somebody()
    sign_in(client)
    assert run("disable", "ROBIN@example.org").exit_code == 0
    assert not is_signed_in(client)


def test_disabling_a_stranger_or_the_last_administrator_is_refused(run):
    assert run("disable", "nobody@example.org").exit_code == 1
    somebody(role=Role.ADMINISTRATOR)
    assert "last administrator" in run("disable", "robin@example.org").output
