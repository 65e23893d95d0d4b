"""A real IMAP server on loopback: Dovecot as a child, with a mailbox and a configuration of its own."""

import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from scheduler.demo.supervisor import free_port

PROGRAM = shutil.which("dovecot") or "/usr/sbin/dovecot"
USER, PASSWORD = "replies@example.org", "pass/word:50%"
HOST = "127.0.0.1"
START_SECONDS = 20.0

CONFIGURATION = """
base_dir = {run}
state_dir = {run}
log_path = {folder}/dovecot.log
ssl = {ssl}
{certificate}
protocols = imap
listen = 127.0.0.1
default_internal_user = {owner}
default_login_user = {stranger}
default_internal_group = {group}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 0
first_valid_gid = 0
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = static
  args = password={{plain}}{password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
imap_capability = {capability}
"""


class Dovecot:
    """One mailbox, INBOX and whatever folders are made; `down` and `up` as servers do."""

    def __init__(self, *, capability: str = "", certificate: tuple[Path, Path] | None = None) -> None:
        # Not below pytest's folder: the paths of sockets are short, and Dovecot's users must be able to walk there.
        self.folder = folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        folder.chmod(0o755)
        self.port, self.tls_port = free_port(), free_port()
        users = _users()
        (folder / "run").mkdir()
        (folder / "mail").mkdir()
        os.chown(folder / "mail", users["uid"], users["gid"])
        named = (
            f"ssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}\nssl_prefer_server_ciphers = yes"
            if certificate
            else ""
        )
        (folder / "dovecot.conf").write_text(
            CONFIGURATION.format(
                folder=folder,
                run=folder / "run",
                ssl="yes" if certificate else "no",
                certificate=named,
                **users,
                password=PASSWORD.replace("%", "%%"),
                port=self.port,
                tls_port=self.tls_port if certificate else 0,
                capability=capability,
            )
        )
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """As SCHEDULER_INBOX_URL names it."""
        user, password = quote(USER, safe=""), quote(PASSWORD, safe="")
        return f"imap://{user}:{password}@{HOST}:{self.port}/INBOX"

    def up(self) -> None:
        """Start, and wait until it greets."""
        with (self.folder / "dovecot.out").open("ab") as out:
            self.process = subprocess.Popen(
                [PROGRAM, "-F", "-c", self.folder / "dovecot.conf"], stdout=out, stderr=out, start_new_session=True
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._greets():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def down(self) -> None:
        """Stop, with every connection."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)  # at SIGTERM those who listen would be served on for a while
            self.process.wait(START_SECONDS)
            self.process = None

    def said(self) -> str:
        """Its log."""
        return "\n".join(path.read_text() for path in self.folder.glob("dovecot.[lo]*"))

    @contextmanager
    def signed_in(self, user: str = USER) -> Iterator[imaplib.IMAP4]:
        """As a person's own mail program; everybody has the same password, and a mailbox as soon as they ask."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=30)
        client.login(user, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def deliver(self, *raws: bytes, folder: str = "INBOX", user: str = USER) -> None:
        """Put mails in."""
        with self.signed_in(user) as client:
            for raw in raws:
                assert client.append(folder, "", None, raw)[0] == "OK"

    def mails(self, user: str = USER) -> list[bytes]:
        """Everything in somebody's INBOX, oldest first."""
        with self.signed_in(user) as client:
            client.select("INBOX", readonly=True)
            numbers = client.search(None, "ALL")[1][0].split()
            return [client.fetch(number.decode(), "(BODY.PEEK[])")[1][0][1] for number in numbers]

    def make_anew(self) -> None:
        """Delete the INBOX with all its numbering, as a server does that was restored: UIDVALIDITY changes."""
        self.down()
        mail = self.folder / "mail" / USER
        for each in mail.glob("dovecot*"):
            each.unlink()
        time.sleep(1.1)  # the new number is the time in seconds
        self.up()

    def seen(self) -> int:
        """How many mails of the INBOX are marked as seen."""
        with self.signed_in() as client:
            client.select("INBOX", readonly=True)
            return len(client.search(None, "SEEN")[1][0].split())

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                return connection.recv(4) == b"* OK"
        except OSError:
            return False


def _users() -> dict[str, str | int]:
    """Dovecot's own as root, which it will not serve as; otherwise everything runs as whoever runs the tests."""
    me = pwd.getpwuid(os.getuid())
    group = grp.getgrgid(me.pw_gid).gr_name
    if me.pw_uid:
        return {"owner": me.pw_name, "stranger": me.pw_name, "group": group, "uid": me.pw_uid, "gid": me.pw_gid}
    mail = pwd.getpwnam("nobody")
    return {"owner": "dovecot", "stranger": "dovenull", "group": "dovecot", "uid": mail.pw_uid, "gid": mail.pw_gid}


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """A running server with an empty mailbox."""
    with running() as server:
        yield server


@contextmanager
def running(**options: Any) -> Iterator[Dovecot]:
    """A server for a while; its folder goes with it."""
    server = Dovecot(**options)
    try:
        server.up()
        yield server
    finally:
        server.down()
        shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """Of `localhost`, signed by itself, with its key."""
    files = tmp_path / "certificate.pem", tmp_path / "key.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    subprocess.run(["openssl", *words.split(), "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
    return files
