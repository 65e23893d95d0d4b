"""Runs several processes as one group: all start, one that ends takes the others with it, Ctrl-C stops all."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from types import FrameType

from scheduler.core.values import dataclass

GRACE_SECONDS = 10
TICK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Program:
    """One process of the group; what it prints goes to `<name>.log` in the group's folder."""

    name: str
    arguments: Sequence[str]


@dataclass
class Group:
    """The processes that live and end together."""

    folder: Path
    environ: Mapping[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stopping: bool = False

    def start(self, program: Program) -> None:
        """Start one process in a session of its own, so that Ctrl-C reaches it only through us."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log_of(program.name).open("wb") as log:
            self.running[program.name] = subprocess.Popen(  # noqa: S603 - our own programs
                [sys.executable, *program.arguments],
                env={**os.environ, **self.environ},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def log_of(self, name: str) -> Path:
        """Where a process's output is kept."""
        return self.folder / f"{name}.log"

    def watch(self) -> str | None:
        """Wait until somebody stops us (None) or a process ends by itself (its name)."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        while not self.stopping:
            ended = self.ended()
            if ended:
                return ended
            time.sleep(TICK_SECONDS)
        return None

    def ended(self) -> str | None:
        """The name of a process that is no longer running."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def stop(self) -> None:
        """Ask every process to end; after the grace period insist, children included."""
        for process in self.running.values():
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
                process.wait()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        os.killpg(process.pid, number)


def is_free(port: int) -> bool:
    """Whether nobody listens on a loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether a page answers with 200."""
    try:
        with urllib.request.urlopen(url, timeout=1) as response:  # noqa: S310 - our own loopback address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
