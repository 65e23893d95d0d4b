import dataclasses
import threading
import time

import pytest
from sqlalchemy.exc import OperationalError

from scheduler.core.db import db
from scheduler.inbox.doors import idling, imap
from scheduler.inbox.doors.addresses import Mailbox, mailbox
from scheduler.inbox.doors.connection import MailboxTrouble, connected
from scheduler.inbox.doors.imap import Visit, fetch_new
from scheduler.inbox.doors.tasks import Visitor
from scheduler.inbox.models import InboundMail, MailboxMark
from scheduler.inbox.rules.keeping import KEPT_OF_LARGER, LARGEST_MAIL
from scheduler.inbox.rules.vocabulary import MailDoor
from tests.dovecot import PASSWORD, USER, Dovecot, running
from tests.factories import NOW
from tests.journeys.demo import wait_for

WAIT_SECONDS = 20.0


def letter(number: int, body: str = "Dear office") -> bytes:
    return (
        f"From: anna@example.org\r\nMessage-ID: <{number}@example.org>\r\nSubject: {number}\r\n\r\n{body}\r\n".encode()
    )


def read(server: Dovecot, **changes: str) -> Visit:
    return fetch_new(dataclasses.replace(mailbox(server.url), **changes), now=NOW)


def stored() -> list[InboundMail]:
    db.session.rollback()
    return db.session.query(InboundMail).order_by(InboundMail.id).all()


def mark() -> MailboxMark:
    db.session.rollback()
    return db.session.query(MailboxMark).one()


def test_new_mail_is_stored_once_and_stays_marked_as_seen(app, dovecot):
    dovecot.deliver(letter(1), letter(2))
    assert read(dovecot).stored == 2
    assert read(dovecot) == Visit()
    dovecot.deliver(letter(3))
    assert read(dovecot).stored == 1
    assert [mail.raw for mail in stored()] == [letter(1), letter(2), letter(3)]
    assert {mail.door for mail in stored()} == {MailDoor.IMAP}
    assert dovecot.seen() == 3
    assert (mark().last_uid, mark().read_at, mark().problem) == (3, NOW, None)
    assert PASSWORD not in mark().name


def test_what_somebody_else_marked_for_deletion_stays(app, dovecot):
    dovecot.deliver(letter(1))
    with dovecot.signed_in() as client:
        client.select("INBOX")
        client.store("1", "+FLAGS", r"(\Deleted)")
        read(dovecot)
        client.noop()
        assert client.search(None, "ALL")[1] == [b"1"]


def test_a_mailbox_numbered_anew_is_read_from_the_start_and_nothing_doubles(app, dovecot):
    dovecot.deliver(letter(1), letter(2))
    read(dovecot)
    before = mark().uid_validity
    dovecot.make_anew()
    dovecot.deliver(letter(3))
    assert read(dovecot).problem is None
    assert mark().uid_validity != before
    assert [mail.message_id or mail.raw for mail in stored()] == [letter(1), letter(2), letter(3)]


def test_a_folder_is_named_in_the_path(app, dovecot):
    with dovecot.signed_in() as client:
        client.create("Calendar")
    dovecot.deliver(letter(1), folder="Calendar")
    dovecot.deliver(letter(2))
    assert read(dovecot, folder="Calendar").stored == 1
    assert [mail.raw for mail in stored()] == [letter(1)]


def test_of_a_30_mb_mail_only_the_beginning_is_fetched(app, dovecot):
    large = letter(1, "calendar first\r\n" + "x" * 70 + "\r\n")
    large += (b"y" * 76 + b"\r\n") * (30 * 1024 * 1024 // 78)
    dovecot.deliver(large, letter(2))
    assert read(dovecot).stored == 2
    first, second = stored()
    assert first.raw == large[:KEPT_OF_LARGER]
    assert first.size == len(large) > LARGEST_MAIL
    assert second.raw == letter(2)


def test_a_visit_brings_a_bounded_number(app, dovecot, monkeypatch):
    monkeypatch.setattr(imap, "MAILS_A_VISIT", 2)
    dovecot.deliver(*map(letter, range(5)))
    assert [read(dovecot).stored for _ in range(4)] == [2, 2, 1, 0]


def test_two_workers_at_once_store_each_mail_once(app, dovecot):
    dovecot.deliver(*map(letter, range(20)))
    counts = []

    def visit() -> None:
        with app.app_context():
            counts.append(read(dovecot).stored)

    threads = [threading.Thread(target=visit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 20
    assert len(stored()) == 20
    assert mark().last_uid == 20


def test_a_server_that_is_down_is_said_and_what_came_meanwhile_is_read_later(app, dovecot):
    dovecot.deliver(letter(1))
    dovecot.down()
    assert "could not be reached" in (read(dovecot).problem or "")
    assert "could not be reached" in mark().problem
    assert mark().read_at is None
    dovecot.up()
    assert read(dovecot).stored == 1
    assert mark().problem is None


def test_a_wrong_password_is_said_once_plainly_and_not_tried_each_minute(app, dovecot, caplog, settings, monkeypatch):
    visit = read(dovecot, password="wrong")
    assert visit.is_refused
    assert "did not accept the user name and password" in (visit.problem or "")
    read(dovecot, password="wrong")
    assert caplog.text.count("did not accept") == 1
    assert "wrong" not in caplog.text
    wrong = dataclasses.replace(settings, inbox_url=dovecot.url.replace("pass", "fail"))
    monkeypatch.setitem(app.extensions, "scheduler.settings", wrong)
    visitor = Visitor()
    for _ in range(3):
        visitor.visit()
    wait_for(lambda: dovecot.said().count("auth failed, 1 attempts") == 3, WAIT_SECONDS)


def test_a_missing_folder_is_said(app, dovecot):
    assert "no folder “Nowhere”" in (read(dovecot, folder="Nowhere").problem or "")


def test_an_unprotected_server_elsewhere_is_left_before_the_password(app, dovecot):
    visit = read(dovecot, tls="starttls")
    assert visit.problem == "127.0.0.1 offers no STARTTLS; nothing was read. Use imaps:// if it offers that."
    assert "Login" not in dovecot.said()


def test_a_mail_that_cannot_be_stored_stays_unread_and_the_others_come_in(app, dovecot, monkeypatch):
    usual = imap.receive

    def refuse_second(raw: bytes, *args: object, **words: object) -> object:
        if raw == letter(2):
            raise ValueError("poison")
        return usual(raw, *args, **words)

    monkeypatch.setattr(imap, "receive", refuse_second)
    dovecot.deliver(letter(1), letter(2), letter(3))
    assert "Mail 2 of the mailbox could not be stored" in (read(dovecot).problem or "")
    assert [mail.raw for mail in stored()] == [letter(1), letter(3)]
    assert dovecot.seen() == 2
    monkeypatch.setattr(imap, "receive", usual)
    assert read(dovecot).problem is None
    assert sorted(mail.raw for mail in stored()) == [letter(1), letter(2), letter(3)]


def test_a_busy_database_leaves_the_mail_for_later(app, dovecot, monkeypatch):
    def busy(*_: object, **__: object) -> object:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    dovecot.deliver(letter(1))
    with monkeypatch.context() as patch:
        patch.setattr(imap, "receive", busy)
        assert "database was busy" in (read(dovecot).problem or "")
    assert (stored(), dovecot.seen(), mark().last_uid) == ([], 0, 0)
    assert read(dovecot).stored == 1


class Bell:
    """Counts how often it was told."""

    def __init__(self) -> None:
        self.rung = 0

    def __call__(self) -> None:
        self.rung += 1


@pytest.fixture
def bell(monkeypatch) -> Bell:
    monkeypatch.setattr(idling, "FIRST_PAUSE", 0.2)
    monkeypatch.setattr(idling, "LONGEST_PAUSE", 0.2)
    return Bell()


def test_idle_tells_of_mail_within_seconds_and_finds_the_server_again(app, dovecot, bell):
    with idling.listening(mailbox(dovecot.url), bell):
        wait_for(lambda: bell.rung == 1, WAIT_SECONDS)
        dovecot.deliver(letter(1))
        wait_for(lambda: bell.rung >= 2, WAIT_SECONDS)
        dovecot.down()
        dovecot.up()
        before = bell.rung
        wait_for(lambda: bell.rung > before, WAIT_SECONDS)
        before = bell.rung
        dovecot.deliver(letter(2))
        wait_for(lambda: bell.rung > before, WAIT_SECONDS)
        began = time.monotonic()
    assert time.monotonic() - began < idling.END_SECONDS
    assert "idle" not in {thread.name for thread in threading.enumerate()}


def test_idle_is_left_out_where_the_server_has_none(app, bell):
    with running(capability="IMAP4rev1 SASL-IR") as server, idling.listening(mailbox(server.url), bell):
        wait_for(lambda: "idle" not in {thread.name for thread in threading.enumerate()}, WAIT_SECONDS)
    assert bell.rung == 0


def test_a_certificate_that_nobody_vouches_for_is_refused(app, certificate, monkeypatch):
    with running(certificate=certificate) as server:
        server.deliver(letter(1))
        secure = Mailbox("imaps", "localhost", server.tls_port, "implicit", USER, PASSWORD)
        starting = dataclasses.replace(secure, scheme="imap", port=server.port, tls="starttls")
        for each in (secure, starting):
            assert "certificate of localhost is not trusted" in (fetch_new(each, now=NOW).problem or "")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert fetch_new(secure, now=NOW).stored == 1
        assert fetch_new(starting, now=NOW).problem is None
        with (
            pytest.raises(MailboxTrouble, match="not trusted"),
            connected(dataclasses.replace(secure, host="127.0.0.1")),
        ):
            pass
