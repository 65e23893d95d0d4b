import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy.exc import OperationalError

from scheduler.core.current import EXTENSION
from scheduler.core.db import db
from scheduler.inbox import commands
from scheduler.inbox.commands import inbox
from scheduler.inbox.models import InboundMail
from scheduler.inbox.rules.keeping import KEPT_OF_LARGER
from scheduler.inbox.rules.vocabulary import MailDoor
from scheduler.inbox.service.receiving import receive
from tests.factories import NOW

MAIL = b"From: anna@example.org\r\nSubject: An answer\r\n\r\nYes\r\n"
SCHEDULER = Path(sys.executable).parent / "scheduler"


@pytest.fixture
def runner(app) -> FlaskCliRunner:
    return app.test_cli_runner()


def stored() -> list[InboundMail]:
    db.session.rollback()
    return db.session.query(InboundMail).all()


def test_a_piped_mail_is_stored(runner):
    done = runner.invoke(inbox, ["receive"], input=MAIL)
    assert (done.exit_code, done.output) == (os.EX_OK, "")
    [mail] = stored()
    assert (mail.raw, mail.door) == (MAIL, MailDoor.PIPE)


def test_of_a_very_large_mail_the_beginning_is_kept(runner):
    large = MAIL + b"x" * 40 * 1024 * 1024
    assert runner.invoke(inbox, ["receive"], input=large).exit_code == os.EX_OK
    [mail] = stored()
    assert (mail.raw, mail.size) == (large[:KEPT_OF_LARGER], len(large))


def test_an_empty_mail_is_given_back(runner):
    done = runner.invoke(inbox, ["receive"], input=b"\n")
    assert (done.exit_code, stored()) == (os.EX_DATAERR, [])


@pytest.mark.parametrize("fault", [OperationalError("INSERT", {}, Exception("database is locked")), ValueError("x")])
def test_whatever_goes_wrong_the_mail_server_tries_again(runner, monkeypatch, fault):
    def broken(*_: object, **__: object) -> object:
        raise fault

    monkeypatch.setattr(commands.receiving, "receive", broken)
    done = runner.invoke(inbox, ["receive"], input=MAIL)
    assert (done.exit_code, stored()) == (os.EX_TEMPFAIL, [])


def test_without_its_settings_a_pipe_asks_to_try_again(tmp_path):
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    done = subprocess.run([SCHEDULER, "inbox", "receive"], input=MAIL, env=environ, capture_output=True, check=False)
    assert done.returncode == os.EX_TEMPFAIL
    assert done.stderr.startswith(b"SCHEDULER_SECRET_KEY is not set")


def test_poll_fetches_now_and_says_what_went_wrong(runner, dovecot, app, settings, monkeypatch):
    monkeypatch.setitem(app.extensions, EXTENSION, dataclasses.replace(settings, inbox_url=dovecot.url))
    dovecot.deliver(MAIL)
    done = runner.invoke(inbox, ["poll"])
    assert (done.exit_code, done.output) == (0, "1 mail fetched.\n")
    dovecot.down()
    done = runner.invoke(inbox, ["poll"])
    assert done.exit_code == 1
    assert "could not be reached" in done.output


def test_poll_without_a_mailbox_says_so(runner):
    done = runner.invoke(inbox, ["poll"])
    assert (done.exit_code, "names no mailbox" in done.output) == (1, True)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (None, "SCHEDULER_INBOX_URL is not set"),
        ("pipe:", "scheduler inbox receive"),
        ("lmtp://127.0.0.1:2424", "LMTP at 127.0.0.1, port 2424"),
        ("imaps://office:canary@mail.example.org", "imaps://office@mail.example.org/INBOX, never read"),
    ],
)
def test_status_says_where_replies_come_in(runner, app, settings, monkeypatch, url, words):
    monkeypatch.setitem(app.extensions, EXTENSION, dataclasses.replace(settings, inbox_url=url))
    receive(MAIL, MailDoor.PIPE, now=NOW)
    db.session.commit()
    done = runner.invoke(inbox, ["status"])
    assert done.exit_code == 0, done.output
    assert words in done.output
    assert "Waiting     1 mail" in done.output
    assert "none: every reply waits for a person" in done.output
    assert "canary" not in done.output
