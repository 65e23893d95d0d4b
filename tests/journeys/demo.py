"""The whole demo as a newcomer starts it: `scheduler demo` in a process of its own, read by what it prints."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SCHEDULER = Path(sys.executable).parent / "scheduler"
PATIENCE_MS = 30_000
"""How long a page may take on a machine that does much else."""
UP_SECONDS, DOWN_SECONDS = 90, 30
TICK_SECONDS = 0.1
PRINTED = re.compile(r"^ {2}(Open|Sign in|Answer|Subscribe|Mail) +(\S+)(?: +(\S+))?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Printed:
    """What the demo tells the newcomer."""

    address: str
    user: str
    password: str
    answer_link: str
    feed: str


class Demo:
    """A running demo; `stop` is Ctrl-C."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.output = folder.parent / f"{folder.name}.out"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [SCHEDULER, "demo", "--port", str(port), "--data-dir", folder],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=os.environ | {"HOME": str(folder.parent)},
                start_new_session=True,
            )

    def wait_until_up(self) -> Printed:
        """What it printed once all of it runs."""
        wait_for(lambda: "Ctrl-C stops" in self.said() or self.process.poll() is not None, UP_SECONDS)
        assert self.process.poll() is None, self.said()
        printed = {match[1]: (match[2], match[3]) for match in PRINTED.finditer(self.said())}
        return Printed(printed["Open"][0], *printed["Sign in"], printed["Answer"][0], printed["Subscribe"][0])

    def said(self) -> str:
        """All that it printed so far."""
        return self.output.read_text()

    def stop(self) -> int:
        """Press Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(DOWN_SECONDS)

    def abandon(self) -> None:
        """End what a failed test left running."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(DOWN_SECONDS)

    def running(self) -> set[str]:
        """Each process that works in the demo's folder, by its command line, wherever it hangs in the tree."""
        marks = (f"SCHEDULER_DATA_DIR={self.folder}\0".encode(), f"--data-dir\0{self.folder}\0".encode())
        return {line for line, told in _processes() if any(mark in told for mark in marks)}


def _processes() -> list[tuple[str, bytes]]:
    """Every process of ours: its command line, and that with its environment; one that ended meanwhile is left out."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line, environ = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
        except OSError:
            continue
        found.append((line.replace(b"\0", b" ").decode(errors="replace"), line + environ))
    return found


def wait_for(condition: Callable[[], object], seconds: float) -> None:
    """Look again until it holds; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain"
        time.sleep(TICK_SECONDS)


def fetch(address: str) -> bytes:
    """A feed as a calendar program fetches it."""
    with urllib.request.urlopen(address, timeout=30) as response:  # noqa: S310 - our own loopback address
        assert response.headers.get_content_type() == "text/calendar"
        return bytes(response.read())
