"""libical (Evolution, GNOME, KDE) through ctypes: reads instants, checks a calendar against RFC 5546's counts."""

import ctypes
from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache

from tests.oracles.instants import Instant, Instants

_VEVENT = 4  # ICAL_VEVENT_COMPONENT in libical/icalenums.h, stable through the 3.x series
_ANY_COMPONENT, _ANY_PROPERTY = 1, 0
PEOPLE = {"ORGANIZER", "ATTENDEE"}


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
        "icalcomponent_isa": (ctypes.c_int, [pointer]),
        "icalcomponent_kind_to_string": (text, [ctypes.c_int]),
        "icalcomponent_count_components": (ctypes.c_int, [pointer, ctypes.c_int]),
        "icalcomponent_get_first_property": (pointer, [pointer, ctypes.c_int]),
        "icalcomponent_get_next_property": (pointer, [pointer, ctypes.c_int]),
        "icalproperty_get_property_name": (text, [pointer]),
        "icalproperty_get_value": (pointer, [pointer]),
        "icalproperty_get_parameter_as_string": (text, [pointer, text]),
        "icalvalue_get_text": (text, [pointer]),
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


Properties = list[tuple[str, str, str]]
"""Of each its name, its text where that was asked for, and its CN."""


def components(calendar: int, shown: Container[str]) -> tuple[Properties, list[tuple[str, Properties, int]]]:
    """The calendar's properties; and of each component its kind, properties and how many components it holds."""
    library, below = the_library(), []
    inner = library.icalcomponent_get_first_component(calendar, _ANY_COMPONENT)
    while inner:
        kind = library.icalcomponent_kind_to_string(library.icalcomponent_isa(inner)).decode()
        held = library.icalcomponent_count_components(inner, _ANY_COMPONENT)
        below.append((kind, [] if kind == "VTIMEZONE" else _properties(inner, shown), held))
        inner = library.icalcomponent_get_next_component(calendar, _ANY_COMPONENT)
    return _properties(calendar, shown), below


def _properties(component: int, shown: Container[str]) -> Properties:
    library, found = the_library(), []
    each = library.icalcomponent_get_first_property(component, _ANY_PROPERTY)
    while each:
        name = library.icalproperty_get_property_name(each).decode()
        value = library.icalvalue_get_text(library.icalproperty_get_value(each)) if name in shown else None
        cn = library.icalproperty_get_parameter_as_string(each, b"CN") if name in PEOPLE else None
        found.append((name, (value or b"").decode(), (cn or b"").decode()))
        each = library.icalcomponent_get_next_property(component, _ANY_PROPERTY)
    return found


def _instant(time: Time) -> Instant:
    if time.is_date:
        return date(time.year, time.month, time.day)
    if not time.zone:
        raise ValueError("libical reads a floating time")
    return datetime.fromtimestamp(the_library().icaltime_as_timet_with_zone(time, time.zone), UTC)
