"""Reads mails one after the other in a process of its own, each held to so much time, all to so much memory.

Standard input: for each mail a line with its length, then its bytes. Standard output: the line “ready”, then a line of
JSON for each mail: {"mail": …} or {"problem": "…"}. After a problem the process ends: who knows what state it is in.
"""

import json
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from scheduler.ical.replies import read_itip
from scheduler.inbox.reading.mail import read_mail
from scheduler.inbox.reading.values import as_json

SECONDS = 10
MEMORY = 256 * 1024 * 1024
"""Beyond what the interpreter and the libraries take by themselves."""
UNREADABLE = "The mail cannot be read: it is damaged in a way that we do not know. Look at the mail itself."
_WARM_UP = b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:1\nDTSTART;TZID=GMT Standard Time:20260101T000000\n"


def main() -> None:
    """Answer until there is no more to read."""
    read_itip(_WARM_UP)  # loads the calendar library, so that the bound on memory comes after it
    _bind_memory()
    answers = sys.stdout.buffer
    _tell(answers, b"ready")
    while length := sys.stdin.buffer.readline():
        raw = sys.stdin.buffer.read(int(length))
        _bind_time()
        answer = answer_to(raw)
        _tell(answers, json.dumps(answer).encode())
        if "problem" in answer:
            return


def answer_to(raw: bytes) -> dict[str, object]:
    """The mail as values, or the problem in plain words."""
    try:
        return {"mail": as_json(read_mail(raw))}
    except Exception:  # noqa: BLE001  # a hostile mail finds errors that no list of ours holds
        return {"problem": UNREADABLE}


def _tell(answers: BinaryIO, line: bytes) -> None:
    answers.write(line + b"\n")
    answers.flush()


def _bind_memory() -> None:
    with suppress(OSError, ValueError):  # some systems know no such limit
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        amount = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (amount, amount))


def _bind_time() -> None:
    """So many seconds of work from now on; the system ends the process that takes more."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(usage.ru_utime + usage.ru_stime) + 1 + SECONDS
    with suppress(OSError, ValueError):  # as above
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


if __name__ == "__main__":
    main()
