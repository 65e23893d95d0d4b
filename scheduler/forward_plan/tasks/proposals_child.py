"""The solver's process: apart from the worker, so that its memory and its time are bounded and it can be ended."""

import json
import os
import queue
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from scheduler.config import REPOSITORY

COMMAND = (sys.executable, "-m", "scheduler.proposer")
MOST_MEMORY = 3 * 1024**3
"""Address space in bytes; a whole year of three principals takes a tenth of it."""
NICENESS = 10
"""Pages and mail go first."""
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
        os.setpriority(os.PRIO_PROCESS, self._process.pid, NICENESS)
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
                return
            yield json.loads(line)

    def end(self) -> int:
        """Make sure that it is gone; its exit status."""
        with suppress(ProcessLookupError):
            self._process.kill()
        return self._process.wait()

    def _feed(self, problem: str) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError), self._process.stdin as stdin:
            stdin.write(problem)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(END)
