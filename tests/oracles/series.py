"""What three programs make of a repeating entry: the starts of its occurrences as UTC instants, in order."""

import ctypes
import json
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import recurring_ical_events

from tests.oracles import libical
from tests.oracles.node import HERE, NODE

FROM, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC)


class _Span(ctypes.Structure):
    """struct icaltime_span."""

    _fields_ = (("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int))


_Callback = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(_Span), ctypes.c_void_p)


def icaljs_starts(ics: bytes) -> list[datetime]:
    """Thunderbird's and Nextcloud's parser, in a far zone."""
    child = subprocess.run(
        [NODE, str(Path(HERE) / "read_series.mjs")],
        input=ics,
        capture_output=True,
        check=True,
        timeout=60,
        env={**os.environ, "TZ": "America/New_York"},
    )
    return sorted(datetime.fromisoformat(each) for each in json.loads(child.stdout))


def icalendar_starts(ics: bytes) -> list[datetime]:
    """Icalendar with recurring-ical-events."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(ics)).between(FROM, UNTIL)
    return sorted(event["DTSTART"].dt.astimezone(UTC) for event in found)


def libical_starts(ics: bytes) -> list[datetime]:
    """Evolution's and KDE's parser: what the rule gives, without exceptions (it leaves those to its callers)."""
    library = libical.the_library()
    each_one = library.icalcomponent_foreach_recurrence
    each_one.restype = None
    each_one.argtypes = [ctypes.c_void_p, libical.Time, libical.Time, _Callback, ctypes.c_void_p]
    starts: list[datetime] = []
    note = _Callback(lambda _event, span, _data: starts.append(datetime.fromtimestamp(span.contents.start, UTC)))
    with libical.parsed(ics) as calendar:
        master = next(libical.events_of(calendar))
        each_one(master, _time(FROM), _time(UNTIL), note, None)
    return sorted(starts)


def _time(instant: datetime) -> "libical.Time":
    return libical.Time(instant.year, instant.month, instant.day, 0, 0, 0, 0, 0, None)


SERIES_ORACLES: dict[str, Callable[[bytes], list[datetime]]] = {
    "ical.js": icaljs_starts,
    "icalendar": icalendar_starts,
    "libical": libical_starts,
}
