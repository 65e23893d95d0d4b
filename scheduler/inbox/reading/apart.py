"""Has mail read by a child process: one that hangs or swells is unreadable alone; a new child reads the others."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from scheduler.core.errors import SchedulerError
from scheduler.inbox.reading.values import ReadMail, Unreadable, from_json

CHILD = (sys.executable, "-m", "scheduler.inbox.reading.reading_child")
SECONDS = 30
"""Of the wall clock for one mail; the child's own bound on its work is tighter."""
TO_START = 60
TOO_MUCH = "Reading the mail took too much time or memory, so it was given up. Look at the mail itself."


class NoReader(SchedulerError):
    """The reading process cannot start at all: no mail's fault, try again later."""


def read_apart(raws: Sequence[bytes], *, seconds: float = SECONDS) -> list[ReadMail | Unreadable]:
    """What each mail says, in the same order. Raises NoReader."""
    found: list[ReadMail | Unreadable] = []
    while len(found) < len(raws):
        with _child() as child:
            for raw in raws[len(found) :]:
                answer = _ask(child, raw, seconds)
                found.append(answer)
                if child.poll() is not None or isinstance(answer, Unreadable):
                    break
    return found


@contextmanager
def _child() -> Iterator["subprocess.Popen[bytes]"]:
    # Only the way to the modules: what reads a stranger's mail shall know no secret of ours.
    environ = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    child = subprocess.Popen(  # noqa: S603 - our own module, the mail comes by standard input
        CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ
    )
    try:
        with _killed_after(child, TO_START):
            assert child.stdout
            if child.stdout.readline() != b"ready\n":
                raise NoReader("The process that reads mail does not start.")
        yield child
    finally:
        child.kill()
        with suppress(BrokenPipeError):  # what it did not take any more
            child.communicate()


def _ask(child: "subprocess.Popen[bytes]", raw: bytes, seconds: float) -> ReadMail | Unreadable:
    assert child.stdin
    assert child.stdout
    try:
        with _killed_after(child, seconds):
            child.stdin.write(b"%d\n" % len(raw))
            child.stdin.write(raw)
            child.stdin.flush()
            line = child.stdout.readline()
        given = json.loads(line)
    except (BrokenPipeError, ValueError):
        return Unreadable(TOO_MUCH)
    return from_json(given["mail"]) if "mail" in given else Unreadable(str(given["problem"]))


@contextmanager
def _killed_after(child: "subprocess.Popen[bytes]", seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, child.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
