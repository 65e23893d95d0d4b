"""Has a calendar read by a child process, so that a hostile one can neither hang nor swell this one."""

import json
import os
import subprocess
import sys
from datetime import date, time
from typing import Any

from scheduler.almanac.rules.marks import Period
from scheduler.core.errors import RuleBroken

CHILD = (sys.executable, "-m", "scheduler.ical.reading_child")
SECONDS = 15
TOO_MUCH = "The calendar takes too long to read: something in it repeats too often. Use one that holds less."


def read_calendar(data: bytes, first_on: date, last_on: date, *, keeps_titles: bool, counts_free: bool) -> list[Period]:
    """The busy times between two days, both included, on the office's wall clock. Raises RuleBroken in plain words."""
    wish = {
        "first_on": first_on.isoformat(),
        "last_on": last_on.isoformat(),
        "zone": "Europe/London",
        "keeps_titles": keeps_titles,
        "counts_free": counts_free,
    }
    answer = _answer_of_child(data, json.dumps(wish))
    if "problem" in answer:
        raise RuleBroken(str(answer["problem"]))
    return [_period(each) for each in answer["busy"]]


def _answer_of_child(data: bytes, wish: str) -> dict[str, Any]:
    # Only the way to the modules: what reads a stranger's calendar shall know no secret of ours.
    environ = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, the calendar comes by standard input
            [*CHILD, wish], input=data, capture_output=True, timeout=SECONDS, env=environ, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise RuleBroken(TOO_MUCH) from error
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _period(given: dict[str, str | None]) -> Period:
    return Period(
        first_on=date.fromisoformat(str(given["first_on"])),
        last_on=date.fromisoformat(str(given["last_on"])),
        starts=time.fromisoformat(given["starts"]) if given["starts"] else None,
        ends=time.fromisoformat(given["ends"]) if given["ends"] else None,
        words=given["words"] or "",
    )
