import smtplib
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from scheduler.core import transactions
from scheduler.core.db import db
from scheduler.demo.supervisor import free_port
from scheduler.inbox.doors import lmtp
from scheduler.inbox.doors.addresses import Listener
from scheduler.inbox.models import InboundMail
from scheduler.inbox.rules.keeping import KEPT_OF_LARGER
from scheduler.inbox.rules.vocabulary import MailDoor
from tests.conftest import DATABASE

FROM, TO = "anna@example.org", "office+tag@example.org"


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def port(app, told) -> Iterator[int]:
    """Where the application takes mail."""
    address = Listener("127.0.0.1", free_port())
    with lmtp.listening(app, address, lambda: told.append("mail")):
        yield address.port


def letter(number: int, body: str = "Dear office") -> bytes:
    return f"Message-ID: <{number}@example.org>\r\nSubject: {number}\r\n\r\n{body}\r\n".encode()


def hand_over(port: int, raw: bytes, *recipients: str) -> dict[str, tuple[int, bytes]]:
    with smtplib.LMTP("127.0.0.1", port) as client:
        return client.sendmail(FROM, recipients or (TO,), raw)


def stored() -> list[InboundMail]:
    db.session.rollback()
    return db.session.query(InboundMail).order_by(InboundMail.id).all()


def test_mail_is_committed_before_the_server_is_told(port, told):
    hand_over(port, letter(1))
    [mail] = stored()
    assert mail.door is MailDoor.LMTP
    assert told == ["mail"]
    assert mail.raw == b"Return-Path: <anna@example.org>\r\nDelivered-To: office+tag@example.org\r\n" + letter(1)


def test_the_same_mail_handed_over_again_is_one(port):
    hand_over(port, letter(1))
    hand_over(port, letter(1))
    assert len(stored()) == 1


def test_a_second_recipient_is_put_off_and_comes_by_itself(port):
    refused = hand_over(port, letter(1), TO, "office@example.org")
    assert {address: code for address, (code, _) in refused.items()} == {"office@example.org": 452}
    assert len(stored()) == 1


def test_a_null_sender_and_bytes_of_any_kind_pass(port):
    raw = b"Subject: \xff\xfe\r\n\r\n.\r\n" + b"long " * 1_000 + b"\r\n"
    with smtplib.LMTP("127.0.0.1", port) as client:
        client.sendmail("", [TO], raw)
    assert stored()[0].raw.startswith(b"Return-Path: <>\r\n")
    assert stored()[0].raw.endswith(raw)


def test_a_large_mail_is_kept_cut_and_a_huge_one_refused(port, monkeypatch):
    hand_over(port, letter(1, ("y" * 76 + "\r\n") * 80_000))
    assert len(stored()[0].raw) == KEPT_OF_LARGER
    with pytest.raises(smtplib.SMTPSenderRefused) as refusal:
        hand_over(port, letter(2, "z" * lmtp.LARGEST_TAKEN))
    assert refusal.value.smtp_code == 552
    assert len(stored()) == 1


def test_while_the_database_is_busy_the_server_is_asked_to_try_again(port, told, monkeypatch):
    if DATABASE != "sqlite":
        pytest.skip("PostgreSQL lets several write")
    monkeypatch.setattr(transactions, "GIVE_UP_SECONDS", 0.2)
    db.session.execute(text("SELECT 1"))  # a writing transaction of this thread is open
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        hand_over(port, letter(1))
    assert refusal.value.smtp_code == 451
    assert (stored(), told) == ([], [])
    db.session.rollback()
    hand_over(port, letter(1))
    assert len(stored()) == 1


def test_what_takes_too_long_is_tried_again_and_is_one_mail(port, monkeypatch):
    free, usual = threading.Event(), lmtp.receive

    def slow(*args: object, **words: object) -> object:
        free.wait(10)
        return usual(*args, **words)

    monkeypatch.setattr(lmtp, "receive", slow)
    monkeypatch.setattr(lmtp, "ANSWER_SECONDS", 0.2)
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        hand_over(port, letter(1))
    free.set()
    monkeypatch.setattr(lmtp, "ANSWER_SECONDS", 10)
    hand_over(port, letter(1))
    assert len(stored()) == 1


def test_a_fault_of_ours_loses_nothing(port, monkeypatch, caplog):
    def broken(*_: object, **__: object) -> object:
        raise ValueError("poison")

    monkeypatch.setattr(lmtp, "receive", broken)
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        hand_over(port, letter(1))
    assert "poison" in caplog.text


def test_a_socket_file_does_as_well(app, tmp_path):
    path = tmp_path / "lmtp"
    path.touch()  # left by an earlier life
    with lmtp.listening(app, Listener(path=path), lambda: None), smtplib.LMTP(str(path)) as client:
        assert path.stat().st_mode & 0o007 == 0, "LMTP knows no sign-in: the file's rights are it"
        client.sendmail(FROM, [TO], letter(1))
    assert len(stored()) == 1
