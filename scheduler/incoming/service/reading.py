"""Has invitations read by a child process, so that a hostile file can neither hang nor swell this one."""

import json
import os
import subprocess
import sys
from datetime import date
from typing import Any

from scheduler.core.errors import RuleBroken
from scheduler.ical.replies import ItipEvent
from scheduler.ical.wire import event_from_json

CHILD = (sys.executable, "-m", "scheduler.ical.invitation_child")
SECONDS = 15
MOST_BYTES = 1024 * 1024
MOST_EVENTS = 20
TOO_LARGE = "The file is larger than 1 MB. An invitation is far smaller."
TOO_MUCH = "The calendar takes too long to read: something in it repeats too often. Type the invitation in instead."


def read_message(data: bytes) -> list[ItipEvent]:
    """What a calendar file asks or tells us. Raises RuleBroken in plain words naming the field `file`."""
    if len(data) > MOST_BYTES:
        raise RuleBroken(TOO_LARGE, "file")
    return _events(data, ["message"])[:MOST_EVENTS]


def read_published(data: bytes, first_on: date, last_on: date) -> list[ItipEvent]:
    """Every meeting of a published calendar between two days. Raises RuleBroken naming the field `file`."""
    return _events(data, ["published", first_on.isoformat(), last_on.isoformat()])


def _events(data: bytes, wish: list[str]) -> list[ItipEvent]:
    answer = _answer_of_child(data, wish)
    if "problem" in answer:
        raise RuleBroken(str(answer["problem"]), "file")
    return [event_from_json(each) for each in answer["events"]]


def _answer_of_child(data: bytes, wish: list[str]) -> dict[str, Any]:
    # Only the way to the modules: what reads a stranger's calendar shall know no secret of ours.
    environ = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, the calendar comes by standard input
            [*CHILD, *wish], input=data, capture_output=True, timeout=SECONDS, env=environ, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise RuleBroken(TOO_MUCH, "file") from error
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
