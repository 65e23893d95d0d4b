"""The solver's process: apart from the worker, so that its memory and its time are bounded and it can be ended.

It ends by itself when its standard input is closed, so a worker that is killed leaves none behind.
"""

import json
import os
import queue
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from scheduler.config import REPOSITORY

COMMAND = (sys.executable, "-m", "scheduler.proposer")
MOST_MEMORY = 3 * 1024**3
"""Address space in bytes; a whole year of three principals takes a tenth of it."""
LAST_WORDS = 5.0
"""Seconds that a child which is told to end has for its last plan."""
PATIENCE = 20.0
"""Seconds that the child may take longer than it was told: to start, and to write its last plan."""
END = None


class SolverChild:
    """A running child. Its lines come as they are written; `None` says that it is still at work."""

    def __init__(self, problem: str, seconds: int) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no word of a user among the arguments
            [*COMMAND, "--seconds", str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=REPOSITORY,
            env={"PATH": os.defpath, "PYTHONHASHSEED": "0"},  # none of our secrets
            text=True,
        )
        resource.prlimit(self._process.pid, resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._feed, args=[problem], daemon=True).start()
        threading.Thread(target=self._read, daemon=True).start()

    def lines(self, pause: float) -> Iterator[dict[str, Any] | None]:
        """Each line, and None whenever `pause` seconds passed without one; ends with the child."""
        while True:
            try:
                line = self._lines.get(timeout=pause)
            except queue.Empty:
                yield None
                continue
            if line is END:
                self._lines.put(END)  # for whoever asks once more
                return
            yield json.loads(line)

    def tell_to_end(self) -> Iterator[dict[str, Any]]:
        """Close its input, and hear what it still has to say for a moment."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        deadline = time.monotonic() + LAST_WORDS
        for line in self.lines(LAST_WORDS):
            if line is None or time.monotonic() > deadline:
                return
            yield line

    def end(self) -> int:
        """Make sure that it is gone; its exit status."""
        with suppress(ProcessLookupError):
            self._process.kill()
        return self._process.wait()

    def _feed(self, problem: str) -> None:
        """In a thread of its own: a large problem does not go through in one piece while the child starts."""
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):  # it ended already, or was told to: no plan will come, and that says it all
            self._process.stdin.write(f"{problem}\n")
            self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith("\n"):  # else it was cut off in the middle of a word
                self._lines.put(line)
        self._lines.put(END)
