import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from bench.processes import children
from scheduler.config import REPOSITORY
from scheduler.operations.serving import AT_ONCE

TOKEN = "mfrggzdfmztwq2lkmfrggzdfmztwq2lk"


def answer(url: str) -> tuple[int, dict[str, str]]:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310 - loopback
            return response.status, dict(response.headers)
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers)


@pytest.fixture
def served(app, settings, tmp_path):
    """The product's own server in a process of its own: its address, its log, and who looks after its workers."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    values = {
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "SMTP_URL": "smtp://user:canary-pw@mail.example.org",
        "MAIL_FROM": settings.mail_from,
        "DATA_DIR": str(tmp_path),
    }
    log = tmp_path / "serve.log"
    command = [sys.executable, "-m", "scheduler.cli", "serve", "--port", str(port), "--workers", "1", "--access-log"]
    with log.open("wb") as out:
        environ = os.environ | {f"SCHEDULER_{name}": value for name, value in values.items()}
        process = subprocess.Popen(command, cwd=REPOSITORY, env=environ, stdout=out, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 60
    while True:
        try:
            answer(f"http://127.0.0.1:{port}/healthz")
            break
        except OSError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}", log, process
    process.terminate()
    assert process.wait(30) == 0


def test_the_server_answers_and_its_log_opens_no_door(served):
    url, log, _ = served
    status, headers = answer(f"{url}/healthz")
    assert (status, headers["x-content-type-options"]) == (200, "nosniff")
    for path in (f"/a/{TOKEN}", f"/feeds/{TOKEN}.ics"):
        assert answer(url + path)[0] == 404
    time.sleep(0.5)
    said = log.read_text()
    assert 'GET /a/… HTTP/1.1\\" 404' in said
    assert TOKEN not in said
    assert "canary-pw" not in said


def test_a_process_that_is_killed_again_and_again_is_replaced_each_time(served):
    url, _, server = served
    for _ in range(3):
        time.sleep(AT_ONCE)
        (worker,) = children(server.pid)
        os.kill(worker, signal.SIGKILL)
        assert answer_of_another_than(worker, server, url) == 200


def answer_of_another_than(killed: int, server: subprocess.Popen, url: str) -> int:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended whole"
        if killed not in children(server.pid):
            try:
                return answer(f"{url}/healthz")[0]
            except OSError:
                pass  # it was accepted by the one that died
        time.sleep(0.05)
    return 0
