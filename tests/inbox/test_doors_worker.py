"""The worker as it runs: `scheduler worker` in a process of its own, fed by a mailbox and by LMTP."""

import os
import shutil
import signal
import smtplib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from scheduler.demo.supervisor import free_port
from tests.conftest import DATABASE
from tests.dovecot import PASSWORD, Dovecot
from tests.journeys.demo import wait_for

pytestmark = pytest.mark.skipif(DATABASE != "sqlite", reason="the program names its own database")

SCHEDULER = Path(sys.executable).parent / "scheduler"
OFFICE = "--office Office --office-email office@example.org --telephone 0116 --name Ada --email ada@example.org"
UP_SECONDS, STORED_SECONDS, END_SECONDS = 60.0, 20.0, 20.0
LETTER = b"From: anna@example.org\r\nSubject: A visit\r\n\r\nCould you come?\r\n"


class Worker:
    """The program, its database and its log."""

    def __init__(self, folder: Path, inbox_url: str) -> None:
        self.folder = folder
        values = {
            "SECRET_KEY": "a secret for tests that is long enough",
            "BASE_URL": "http://127.0.0.1:5055",
            "SMTP_URL": "smtp://127.0.0.1:1",
            "MAIL_FROM": "Office <office@example.org>",
            "DATA_DIR": str(folder),
            "INBOX_URL": inbox_url,
        }
        self.environ = {"PATH": os.environ["PATH"], "HOME": str(folder)}
        self.environ |= {f"SCHEDULER_{name}": value for name, value in values.items()}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([SCHEDULER, *words], env=self.environ, capture_output=True, text=True, check=False)

    @contextmanager
    def working(self) -> Iterator[subprocess.Popen[bytes]]:
        with (self.folder / "worker.log").open("wb") as log:
            process = subprocess.Popen([SCHEDULER, "worker"], env=self.environ, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait(END_SECONDS)

    def said(self) -> str:
        return (self.folder / "worker.log").read_text()

    def states(self) -> list[str]:
        """Of the mails that came in."""
        with closing(sqlite3.connect(self.folder / "scheduler.sqlite3", timeout=15)) as database:
            return [state for (state,) in database.execute("SELECT state FROM inbound_mail ORDER BY id")]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an office in its database."""
    folder = tmp_path_factory.mktemp("office")
    done = Worker(folder, "pipe:").run("init", *OFFICE.split(), "--password", "turnip lantern gravel otter")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def folder(office: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(office, tmp_path / "office")


def ends_politely(process: subprocess.Popen[bytes]) -> float:
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(END_SECONDS) == 0
    return time.monotonic() - began


def test_mail_in_the_mailbox_is_read_within_seconds_and_the_end_is_quick(folder, dovecot: Dovecot):
    worker = Worker(folder, dovecot.url)
    with worker.working() as process:
        wait_for(lambda: dovecot.said().count("Login:") >= 2, UP_SECONDS)  # one listens, one has fetched
        dovecot.deliver(LETTER)
        wait_for(lambda: worker.states() == ["triage"], STORED_SECONDS)
        assert ends_politely(process) < END_SECONDS
    assert PASSWORD not in worker.said()
    assert "Traceback" not in worker.said()
    assert "1 mail" in worker.run("inbox", "status").stdout


def test_mail_by_lmtp_is_read_within_seconds(folder):
    port = free_port()
    worker = Worker(folder, f"lmtp://127.0.0.1:{port}")
    with worker.working() as process:
        wait_for(lambda: _handed_over(port), UP_SECONDS)
        wait_for(lambda: worker.states() == ["triage"], STORED_SECONDS)
        ends_politely(process)
    assert "Traceback" not in worker.said()
    assert "anna@example.org" not in worker.said()


def test_an_unsafe_address_stops_the_worker_with_a_sentence(folder):
    worker = Worker(folder, "lmtp://192.0.2.1:24")
    done = worker.run("worker")
    assert done.returncode == 2
    assert "so it must be this machine's own" in done.stderr


def _handed_over(port: int) -> bool:
    try:
        with smtplib.LMTP("127.0.0.1", port, timeout=30) as client:
            client.sendmail("anna@example.org", ["office@example.org"], LETTER)
    except OSError:
        return False
    return True
