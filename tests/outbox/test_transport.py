import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import pytest

from scheduler.config import SettingsError
from scheduler.outbox.rules import Verdict
from scheduler.outbox.transport import DATA_TIMEOUT, DeliveryFailed, MailServer, Transport, mail_server

CANARY = "canary-Zx81"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:2525", MailServer("127.0.0.1", 2525, "none")),
        ("smtp://localhost", MailServer("localhost", 25, "none")),
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, "starttls")),
        ("smtp://mail.example.org:25?tls=none", MailServer("mail.example.org", 25, "none")),
        ("smtp://127.0.0.1:2525?tls=starttls", MailServer("127.0.0.1", 2525, "starttls")),
        ("smtps://mail.example.org", MailServer("mail.example.org", 465, "implicit")),
        ("smtps://a%40b:p%2Fw@mail.example.org:4465", MailServer("mail.example.org", 4465, "implicit", "a@b", "p/w")),
    ],
)
def test_the_address_says_how_mail_is_handed_over(url, server):
    assert mail_server(url) == server


@pytest.mark.parametrize(
    "url",
    ["", "http://mail.example.org", "smtp://", "smtp://mail.example.org?tls=maybe", f"smtp://x:{CANARY}@mail:port"],
)
def test_an_address_that_says_nothing_is_refused_without_repeating_it(url):
    with pytest.raises(SettingsError) as refused:
        mail_server(url)
    assert CANARY not in str(refused.value)


def test_a_server_is_shown_without_its_password():
    assert CANARY not in repr(mail_server(f"smtps://user:{CANARY}@mail.example.org"))


@contextmanager
def scripted(*replies: str) -> Iterator[tuple[int, list[str]]]:
    """A server that says its replies in order, whatever it is told, then goes silent; it notes what it heard."""
    heard: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rw", newline="\r\n") as line:
            for reply in replies:
                line.write(f"{reply}\r\n")
                line.flush()
                heard.append(line.readline().strip())

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    yield listener.getsockname()[1], heard
    listener.close()
    thread.join(5)


def message() -> EmailMessage:
    built = EmailMessage()
    built["Subject"] = "Secret visit"
    built.set_content("Text")
    return built


def send(port: int, tls: str = "none", **credentials: str) -> DeliveryFailed:
    transport = Transport(MailServer("127.0.0.1", port, tls, **credentials), "example.org")
    with pytest.raises(DeliveryFailed) as failed:
        transport.send(message(), "office@example.org", "rowan@example.org")
    transport.close()
    return failed.value


def test_a_server_without_starttls_is_told_nothing():
    with scripted("220 hello", "250 mail.example.org") as (port, heard):
        failure = send(port, "starttls", username="user", password=CANARY)
    assert "offers no STARTTLS; nothing was sent" in failure.words
    assert failure.meaning is Verdict.PAUSE
    assert [each.split()[0] for each in heard if each] == ["ehlo"]


def test_a_wrong_password_rests_the_connection_and_shows_up_nowhere(caplog, capfd):
    with caplog.at_level(logging.DEBUG), scripted("220 hi", "250-mail\r\n250 AUTH PLAIN", "535 5.7.8 No") as (port, _):
        failure = send(port, username="user", password=CANARY)
    assert failure.meaning is Verdict.PAUSE
    assert "535 5.7.8 No" in failure.words
    printed = capfd.readouterr()
    for said in (failure.words, str(failure), repr(failure), caplog.text, printed.out, printed.err):
        assert CANARY not in said


def test_a_refusing_banner_is_about_the_server_not_about_the_mail():
    with scripted("554 no service") as (port, _):
        assert send(port).meaning is Verdict.PAUSE


@pytest.mark.parametrize("replies", [(), ("220 hi",), ("220 hi", "250 ok"), ("220 hi", "250 ok", "250 ok")])
def test_a_connection_that_breaks_anywhere_is_tried_again(replies):
    with scripted(*replies) as (port, _):
        assert send(port).meaning is Verdict.PAUSE


def test_after_the_content_the_server_has_ten_minutes(smtp_server, monkeypatch):
    timeouts: list[float | None] = []
    transport = Transport(MailServer("127.0.0.1", smtp_server.port, "none"), "example.org")
    refuse = smtp_server.refuse_content

    def look(address: str) -> str | None:
        timeouts.append(transport._smtp.sock.gettimeout())  # noqa: SLF001 - the only place to see it
        return refuse(address)

    smtp_server.refuse_content = look
    transport.send(message(), "office@example.org", "rowan@example.org")
    assert timeouts == [DATA_TIMEOUT]
    assert transport._smtp.sock.gettimeout() < DATA_TIMEOUT  # noqa: SLF001 - the only place to see it
    transport.close()


def test_a_refused_message_leaves_the_connection_usable(smtp_server):
    transport = Transport(MailServer("127.0.0.1", smtp_server.port, "none"), "example.org")
    smtp_server.refuse_recipient = lambda _: "550 no"
    with pytest.raises(DeliveryFailed):
        transport.send(message(), "office@example.org", "rowan@example.org")
    smtp_server.behave()
    transport.send(message(), "office@example.org", "rowan@example.org")
    transport.close()
    assert (smtp_server.connections, len(smtp_server.caught)) == (1, 1)
