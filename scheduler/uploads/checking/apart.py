"""Has a file looked into by a child process: one that makes it hang, swell or crash is refused, and nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

from scheduler.uploads.checking.child import UNREADABLE
from scheduler.uploads.checking.limits import WALL_SECONDS
from scheduler.uploads.rules.names import FileRefused

CHILD = (sys.executable, "-m", "scheduler.uploads.checking.child")
_PACKAGE = Path(__file__).resolve().parents[3]


def check_apart(path: Path, name: str) -> None:
    """Raises FileRefused, with the words of whoever looked."""
    # Only the way to the modules: what reads a stranger's file shall know no secret of ours.
    environ = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module; path is ours, name is cleaned
            (*CHILD, str(path), name),
            cwd=_PACKAGE,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
        problem = json.loads(done.stdout)["problem"]
    except (subprocess.TimeoutExpired, ValueError):
        problem = UNREADABLE
    if problem is not None:
        raise FileRefused(problem)
