import pytest
from click.testing import CliRunner

from scheduler.app import create_app
from scheduler.cli import main
from scheduler.config import SettingsError, load_settings
from scheduler.inbox.doors.addresses import listener, mailbox


@pytest.mark.parametrize(
    ("url", "facts"),
    [
        ("imaps://office%40example.org:a%2Fb@mail.example.org", ("mail.example.org", 993, "implicit", "INBOX")),
        (
            "imap://office:x@mail.example.org/Calendar%20replies",
            ("mail.example.org", 143, "starttls", "Calendar replies"),
        ),
        ("imap://office:x@localhost:1143/INBOX/Replies", ("localhost", 1143, "none", "INBOX/Replies")),
        ("imap://office:x@localhost?tls=starttls", ("localhost", 143, "starttls", "INBOX")),
    ],
)
def test_an_address_says_where_and_how_protected(url, facts):
    box = mailbox(url)
    assert (box.host, box.port, box.tls, box.folder) == facts


def test_user_and_password_are_percent_decoded_and_the_password_shows_nowhere():
    box = mailbox("imaps://office%40example.org:p%3Aa%2Fs%25s@mail.example.org/In%20box")
    assert (box.username, box.password) == ("office@example.org", "p:a/s%s")
    assert box.name == "imaps://office@example.org@mail.example.org/In%20box"
    assert "p:a" not in repr(box)


@pytest.mark.parametrize(
    ("read", "url", "words"),
    [
        (mailbox, "imap://office:canary@mail.example.org?tls=none", "on this machine only"),
        (mailbox, "imaps://office@mail.example.org", "must look like"),
        (mailbox, "imaps://office:canary@mail.example.org:x", "not a number"),
        (listener, "lmtp://192.0.2.7:2424", "this machine's own"),
        (listener, "lmtp://127.0.0.1", "must look like"),
        (listener, "lmtp://", "must look like"),
    ],
)
def test_an_unsafe_address_is_refused_without_its_password(read, url, words):
    with pytest.raises(SettingsError, match=words) as refusal:
        read(url)
    assert "canary" not in str(refusal.value)


def test_a_listener_is_a_port_on_this_machine_or_a_socket_file():
    assert str(listener("lmtp://127.0.0.1:2424")) == "127.0.0.1, port 2424"
    assert str(listener("lmtp:///run/scheduler/lmtp")) == "/run/scheduler/lmtp"


ENVIRON = {
    "SCHEDULER_SECRET_KEY": "a secret for tests that is long enough",
    "SCHEDULER_BASE_URL": "http://127.0.0.1:5055",
    "SCHEDULER_SMTP_URL": "smtp://127.0.0.1:2525",
    "SCHEDULER_MAIL_FROM": "Office <office@example.org>",
}


@pytest.mark.parametrize("url", ["imaps://office:canary@", "lmtp://192.0.2.7:2424", "pop3://office:canary@example.org"])
def test_nothing_starts_with_a_door_that_could_not_open(url, tmp_path):
    environ = ENVIRON | {"SCHEDULER_DATA_DIR": str(tmp_path), "SCHEDULER_INBOX_URL": url}
    with pytest.raises(SettingsError, match="SCHEDULER_INBOX_URL"):
        create_app(load_settings(environ))
    for command in ("serve", "doctor"):
        said = CliRunner(env=environ).invoke(main, [command])
        assert said.exit_code
        assert said.output.splitlines()[-1].startswith("Error: SCHEDULER_INBOX_URL")
        assert "Traceback" not in said.output
        assert "canary" not in said.output
