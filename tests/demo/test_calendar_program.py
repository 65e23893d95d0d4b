"""The demo's buttons: a caught invitation is answered by mail, and the answer is read like any other."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scheduler.config import Settings
from scheduler.core.current import EXTENSION
from scheduler.core.db import db
from scheduler.demo.calendar_program import BUTTONS
from scheduler.demo.supervisor import free_port
from scheduler.inbox.doors import lmtp
from scheduler.inbox.doors.addresses import listener
from scheduler.inbox.models import InboundMail
from scheduler.inbox.service.processing import process_waiting
from scheduler.invitations.models import CounterProposal, Invitation
from scheduler.invitations.rules import PartStat, ReplySource
from tests.browsing import page, submit
from tests.factories import NOW
from tests.invitations.conftest import frozen, visit  # noqa: F401  # fixtures
from tests.outbox.draining import send_all

AUTHSERV_ID = "mx.example.org"


@pytest.fixture
def inbox_settings(app, settings, tmp_path) -> Iterator[Settings]:
    """As `scheduler demo` sets them; nobody listens yet."""
    changed = replace(
        settings,
        data_dir=tmp_path,
        inbox_url=f"lmtp://127.0.0.1:{free_port()}",
        inbox_address="office@example.org",
        inbox_authserv_id=AUTHSERV_ID,
    )
    app.extensions[EXTENSION] = changed
    yield changed
    app.extensions[EXTENSION] = settings


@pytest.fixture
def door(app, inbox_settings) -> Iterator[None]:
    with lmtp.listening(app, listener(inbox_settings.inbox_url), lambda: None):
        yield


@pytest.fixture
def caught(inbox_settings, visit, smtp_sink) -> str:  # noqa: F811  # the fixture
    """Where the demo shows the Leader's invitation."""
    visit.invite()
    send_all(NOW)
    [content] = [each.content for each in smtp_sink.caught if each.recipients == ["rowan@example.org"]]
    folder = inbox_settings.data_dir / "mail"
    folder.mkdir()
    (folder / "1.eml").write_bytes(content)
    return "/demo/mail/1"


def press(client, caught: str, name: str):
    answered = submit(client, caught, {"wish": name}, form=f"form[action='{caught}/answer']")
    process_waiting(NOW)
    db.session.expire_all()
    return answered


def of_rowan(visit) -> Invitation:  # noqa: F811  # a name of the fixture
    return db.session.query(Invitation).filter_by(post_id=visit.leader.id).one()


@pytest.mark.parametrize(
    ("name", "partstat"),
    [("accept", PartStat.ACCEPTED), ("tentative", PartStat.TENTATIVE), ("decline", PartStat.DECLINED)],
)
def test_a_button_answers_by_mail(client, door, caught, visit, name, partstat):  # noqa: F811  # the fixture
    answered = press(client, caught, name)
    assert answered.status_code == 303
    assert of_rowan(visit).partstat is partstat
    assert of_rowan(visit).replies[-1].source is ReplySource.EMAIL
    shown = client.get(answered.location)
    assert f"“{BUTTONS[name].words}” was sent" in shown.text
    assert f'href="/engagements/{visit.engagement.id}"' in shown.text


def test_whoever_is_signed_in_keeps_the_mail_from_nobody(manager, door, caught, visit):  # noqa: F811  # the fixture
    assert press(manager, caught, "accept").status_code == 303
    assert of_rowan(visit).partstat is PartStat.ACCEPTED


def test_another_time_becomes_a_proposal(client, door, caught, visit):  # noqa: F811  # the fixture
    press(client, caught, "propose")
    assert db.session.query(CounterProposal).one().invitation_id == of_rowan(visit).id
    assert of_rowan(visit).partstat is PartStat.NEEDS_ACTION


def test_while_the_worker_is_down_the_page_says_so(client, caught):
    answered = press(client, caught, "accept")
    assert answered.status_code == 503
    assert "Does the worker run?" in answered.text
    assert db.session.query(InboundMail).count() == 0


def test_looking_answers_nothing_and_other_wishes_are_unknown(client, door, caught):
    assert client.get(f"{caught}/answer").status_code == 405
    client.get(f"{caught}?answered=accept")
    assert press(client, caught, "explode").status_code == 404
    assert db.session.query(InboundMail).count() == 0


def test_a_mail_without_a_request_has_no_buttons(client, inbox_settings, caught):
    (inbox_settings.data_dir / "mail" / "2.eml").write_bytes(b"From: a@example.org\r\nSubject: Words\r\n\r\nWords\r\n")
    shown = client.get("/demo/mail/2")
    assert shown.status_code == 200
    assert page(shown).select("main form") == []
