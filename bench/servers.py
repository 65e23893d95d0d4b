"""Starts and stops what is measured; each server listens on loopback and runs in a session of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from shutil import which

GRANIAN = ("--interface=wsgi", "--host=127.0.0.1", "--respawn-failed-workers", "--no-ws", "--no-access-log")
WORKERS, THREADS = 2, 2
START_SECONDS = 40
GRACE_SECONDS = 10
WARM_READS = 40
"""Enough that the kernel deals some to each worker."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `pid` is the head of its tree of processes."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        """Its address without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def plain_application(target: str, folder: Path, environ: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A WSGI application that is not ours, under the same server with the same sizes."""
    port = free_port()
    sizes = (f"--workers={WORKERS}", f"--blocking-threads={THREADS}", f"--port={port}")
    command = [str(Path(sys.executable).with_name("granian")), *GRANIAN, *sizes, target]
    with running(command, port, folder, environ or {}) as server:
        yield server


@contextmanager
def scheduler(folder: Path, environ: Mapping[str, str]) -> Iterator[Server]:
    """Ours, as `scheduler serve` starts it: granian, workers that are replaced when they die."""
    port = free_port()
    sizes = (f"--workers={WORKERS}", f"--threads={THREADS}", f"--port={port}")
    with running([sys.executable, "-m", "scheduler.cli", "serve", *sizes], port, folder, environ) as server:
        yield server


@contextmanager
def nginx(folder: Path) -> Iterator[Server]:
    """Serve the files of a folder, `x.gz` in the place of `x`: as fast as such bytes can go out here."""
    port = free_port()
    # Its own folders for spooled bodies: the package's are root's.
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    spools = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/nginx.log;{_nginx_user()}\n"
        "events { worker_connections 256; }\n"
        f"http {{ access_log off; types {{ text/calendar ics; }} keepalive_requests 10000000; {spools}\n"
        f"server {{ listen 127.0.0.1:{port}; root {folder}; gzip_static on; }} }}\n"
    )
    command = [which("nginx") or "/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with running(command, port, folder, {}) as server:
        yield server


def _nginx_user() -> str:
    """As root its workers would be somebody who may not read our folder; anybody else's cannot change anyway."""
    return " user root;" if os.geteuid() == 0 else ""


@contextmanager
def running(command: Sequence[str], port: int, folder: Path, environ: Mapping[str, str]) -> Iterator[Server]:
    """Start a server, wait until it answers, and end it with all its children. Raises RuntimeError when it does not."""
    log = folder / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environ},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_up(process, port, log)
        yield Server(process.pid, port)
    finally:
        _stop(process)


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status_of(url: str, headers: Mapping[str, str] | None = None) -> tuple[int, Mapping[str, str], bytes]:
    """One read: status, headers by their names in small letters, body as it travelled."""
    request = urllib.request.Request(url, headers=dict(headers or {}))  # noqa: S310 - our own loopback address
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - the same
            return answer.status, _lowered(answer.headers), answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, _lowered(answer.headers), answer.read()


def warm(url: str, expected: int = 200, headers: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Let every worker answer; gives the last headers. Raises RuntimeError at any other status."""
    found: Mapping[str, str] = {}
    for _ in range(WARM_READS):
        status, found, _body = status_of(url, headers)
        if status != expected:
            message = f"{url} answered {status} where {expected} was expected"
            raise RuntimeError(message)
    return found


def _lowered(headers: Message) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _wait_until_up(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    message = f"A server did not start. It said:\n{log.read_text(errors='replace')[-2000:]}"
    raise RuntimeError(message)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
