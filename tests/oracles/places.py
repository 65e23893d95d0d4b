"""What three programs see in a whole calendar: each meeting that takes place, its UID, RECURRENCE-ID and start."""

import json
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import icalendar
import recurring_ical_events

from tests.oracles.node import HERE, NODE
from tests.oracles.series import FROM, UNTIL

Places = dict[tuple[str, datetime | None], datetime]


def icalendar_places(ics: bytes) -> Places:
    """Icalendar with recurring-ical-events."""
    calendar = icalendar.Calendar.from_ical(ics)
    repeating = {str(event["UID"]) for event in calendar.walk("VEVENT") if "RRULE" in event}
    found: Places = {}
    for event in recurring_ical_events.of(calendar).between(FROM, UNTIL):
        uid = str(event["UID"])
        recurs = event.get("RECURRENCE-ID") if uid in repeating else None
        place = (uid, recurs.dt.astimezone(UTC) if recurs else None)
        if event.get("STATUS") != "CANCELLED":
            assert place not in found, "a meeting is shown twice"
            found[place] = event["DTSTART"].dt.astimezone(UTC)
    return found


def _node_places(parser: str, ics: bytes) -> Places:
    child = subprocess.run(
        [NODE, str(HERE / "read_places.mjs"), parser],
        input=ics,
        capture_output=True,
        check=True,
        timeout=60,
        env={**os.environ, "TZ": "America/New_York"},
    )
    read = [(uid, recurs and _instant(recurs), _instant(starts)) for uid, recurs, starts in json.loads(child.stdout)]
    found = {(uid, recurs): starts for uid, recurs, starts in read}
    assert len(found) == len(read), "a meeting is shown twice"
    return found


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


PLACE_ORACLES: dict[str, Callable[[bytes], Places]] = {
    "icalendar": icalendar_places,
    "ical.js": partial(_node_places, "ical.js"),
    "node-ical": partial(_node_places, "node-ical"),
}
