"""Asks a virus scanner. Where one is set, nothing is kept that it has not seen and found clean: it fails closed.

`clamd://host:port` speaks clamd's INSTREAM; `command:/usr/bin/clamdscan --no-summary` runs a program with the file's
path behind it, which ends with 0 for a clean file and with 1 for an infected one.
"""

import re
import shlex
import socket
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from scheduler.config import SettingsError
from scheduler.core.errors import SchedulerError

CLAMD_PORT = 3310
CONNECT_SECONDS = 5
ANSWER_SECONDS = 60
_CHUNK = 1 << 16
_FOUND = re.compile(r"^stream: (?P<signature>.{1,200}) FOUND$")
_INFECTED_EXIT = 1


class ScannerDown(SchedulerError):
    """The scanner gave no verdict, whatever the reason; the file counts as unchecked."""


def check_scanner_url(url: str) -> None:
    """Raises SettingsError for what is neither of the two kinds."""
    parts = urlsplit(url)
    is_clamd = parts.scheme == "clamd" and parts.hostname
    if not is_clamd and not (parts.scheme == "command" and url.partition(":")[2].strip()):
        raise SettingsError(
            "SCHEDULER_SCANNER_URL must be like clamd://127.0.0.1:3310 or command:/path/to/program; see"
            " docs/operations.md."
        )


def scan(url: str, path: Path) -> str | None:
    """The name of what was found in the file; None when it is clean. Raises ScannerDown."""
    check_scanner_url(url)
    try:
        if url.startswith("command:"):
            return _run(shlex.split(url.partition(":")[2]), path)
        return _ask_clamd(url, path)
    except (OSError, UnicodeError, ValueError, subprocess.SubprocessError) as error:
        raise ScannerDown(f"{type(error).__name__}: {error}") from error


def probe_scanner(url: str) -> None:
    """Whether it answers: clamd to PING, a program by being there. Raises ScannerDown."""
    check_scanner_url(url)
    try:
        if url.startswith("command:"):
            program = Path(shlex.split(url.partition(":")[2])[0])
            if not program.is_file():
                raise ScannerDown(f"{program} is not there")
            return
        with _connected(url) as clamd:
            clamd.sendall(b"zPING\0")
            answer = _answer(clamd)
    except OSError as error:
        raise ScannerDown(f"{type(error).__name__}: {error}") from error
    if answer != "PONG":
        raise ScannerDown(f"It answers “{answer[:80]}”")


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    clamd = socket.create_connection((str(parts.hostname), parts.port or CLAMD_PORT), timeout=CONNECT_SECONDS)
    clamd.settimeout(ANSWER_SECONDS)
    return clamd


def _ask_clamd(url: str, path: Path) -> str | None:
    with _connected(url) as clamd:
        clamd.sendall(b"zINSTREAM\0")
        for piece in _pieces(path):
            clamd.sendall(struct.pack(">L", len(piece)) + piece)
        clamd.sendall(struct.pack(">L", 0))
        answer = _answer(clamd)
    if answer == "stream: OK":
        return None
    found = _FOUND.match(answer)
    if found is None:
        raise ScannerDown(f"clamd answers “{answer[:80]}”")  # its own limit on size among others
    return found["signature"]


def _answer(clamd: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096:
        piece = clamd.recv(4096)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0\n").decode()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while piece := source.read(_CHUNK):
            yield piece


def _run(command: list[str], path: Path) -> str | None:
    done = subprocess.run(  # noqa: S603 - the administrator's own setting
        [*command, str(path)], stdin=subprocess.DEVNULL, capture_output=True, timeout=ANSWER_SECONDS, check=False
    )
    if done.returncode == 0:
        return None
    if done.returncode == _INFECTED_EXIT:
        said = done.stdout.decode(errors="replace").strip().splitlines()
        found = re.search(r": (.{1,200}) FOUND$", said[0]) if said else None
        return found[1] if found else "something harmful"
    raise ScannerDown(f"{command[0]} ended with {done.returncode}")
