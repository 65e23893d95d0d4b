"""Reads a foreign calendar in a process of its own, held to so much time and memory: whatever it holds, we go on.

Standard input: the calendar. First argument: the wish as JSON. Standard output: {"busy": […]} or {"problem": "…"}.
"""

import json
import resource
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import date, time
from zoneinfo import ZoneInfo

from scheduler.ical.reading import UnreadableCalendar, Wish, busy_times

SECONDS = 8
MEMORY = 768 * 1024 * 1024
MOST_BYTES = 2 * 1024 * 1024
UNREADABLE = "The calendar cannot be read: it is damaged, or its entries contradict each other."


def main() -> None:
    """Answer once and end."""
    bind()
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    json.dump(answer_to(data, _wish(json.loads(sys.argv[1]))), sys.stdout, default=_plain)


def answer_to(data: bytes, wish: Wish) -> dict[str, object]:
    """The busy times, or the problem in plain words."""
    try:
        return {"busy": [asdict(each) for each in busy_times(data, wish)]}
    except UnreadableCalendar as error:
        return {"problem": str(error)}
    except Exception:  # noqa: BLE001  # a hostile calendar finds errors that no list of ours holds
        return {"problem": UNREADABLE}


def bind() -> None:
    """So much time and memory from now on; the system ends the process that takes more."""
    for limit, amount in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY)):
        with suppress(OSError, ValueError):  # some systems know no such limit
            resource.setrlimit(limit, (amount, amount))


def _wish(given: dict[str, str | bool]) -> Wish:
    return Wish(
        first_on=date.fromisoformat(str(given["first_on"])),
        last_on=date.fromisoformat(str(given["last_on"])),
        zone=ZoneInfo(str(given["zone"])),
        keeps_titles=bool(given["keeps_titles"]),
        counts_free=bool(given["counts_free"]),
    )


def _plain(value: object) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    message = f"{type(value).__name__} has no place in the answer"
    raise TypeError(message)


if __name__ == "__main__":
    main()
