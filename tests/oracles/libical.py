"""libical (Evolution, GNOME, KDE) through ctypes: reads instants, checks a calendar against RFC 5546's counts."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache

from tests.oracles.instants import Instant, Instants

_VEVENT = 4  # ICAL_VEVENT_COMPONENT in libical/icalenums.h, stable through the 3.x series


class Time(ctypes.Structure):
    """struct icaltimetype of libical 3."""

    _fields_ = (
        *(
            (name, ctypes.c_int)
            for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_daylight")
        ),
        ("zone", ctypes.c_void_p),
    )


def instants(ics: bytes) -> Instants:
    """What libical reads."""
    library = the_library()
    with parsed(ics) as calendar:
        return {
            library.icalcomponent_get_uid(event).decode(): (
                _instant(library.icalcomponent_get_dtstart(event)),
                _instant(library.icalcomponent_get_dtend(event)),
            )
            for event in events_of(calendar)
        }


def complaints(ics: bytes) -> list[str]:
    """What libical finds wrong: lines it cannot parse, and breaches of the RFC's counts for the calendar's method."""
    library = the_library()
    with parsed(ics) as calendar:
        is_valid = library.icalrestriction_check(calendar)
        text = library.icalcomponent_as_ical_string(calendar).decode().replace("\r\n ", "")
    found = [line for line in text.splitlines() if line.startswith("X-LIC-ERROR")]
    return found if found or is_valid else ["icalrestriction_check failed without saying why"]


@cache
def the_library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libical.so.3")
    except OSError as error:
        raise FileNotFoundError("libical is not installed; run: apt-get install libical3") from error
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    signatures = {
        "icalparser_parse_string": (pointer, [text]),
        "icalcomponent_free": (None, [pointer]),
        "icalcomponent_get_first_component": (pointer, [pointer, ctypes.c_int]),
        "icalcomponent_get_next_component": (pointer, [pointer, ctypes.c_int]),
        "icalcomponent_get_uid": (text, [pointer]),
        "icalcomponent_get_dtstart": (Time, [pointer]),
        "icalcomponent_get_dtend": (Time, [pointer]),
        "icalcomponent_as_ical_string": (text, [pointer]),
        "icaltime_as_timet_with_zone": (ctypes.c_long, [Time, pointer]),
        "icalrestriction_check": (ctypes.c_int, [pointer]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


@contextmanager
def parsed(ics: bytes) -> Iterator[int]:
    calendar = the_library().icalparser_parse_string(ics)
    if not calendar:
        raise ValueError("libical cannot read this calendar")
    try:
        yield calendar
    finally:
        the_library().icalcomponent_free(calendar)


def events_of(calendar: int) -> Iterator[int]:
    event = the_library().icalcomponent_get_first_component(calendar, _VEVENT)
    while event:
        yield event
        event = the_library().icalcomponent_get_next_component(calendar, _VEVENT)


def _instant(time: Time) -> Instant:
    if time.is_date:
        return date(time.year, time.month, time.day)
    if not time.zone:
        raise ValueError("libical reads a floating time")
    return datetime.fromtimestamp(the_library().icaltime_as_timet_with_zone(time, time.zone), UTC)
