"""The two oracles written in Python: icalendar, which also writes, and vobject, which knows nothing of it."""

import icalendar
import vobject

from tests.oracles.instants import Instants, in_utc


def icalendar_instants(ics: bytes) -> Instants:
    """What icalendar reads."""
    events = icalendar.Calendar.from_ical(ics).walk("VEVENT")
    return {str(event["UID"]): (in_utc(event.decoded("DTSTART")), in_utc(event.decoded("DTEND"))) for event in events}


def vobject_instants(ics: bytes) -> Instants:
    """What vobject reads; it keeps the first block of a TZID for the whole process, so it is made to forget it."""
    vobject.icalendar.registerTzid("Europe/London", None)
    events = vobject.readOne(ics.decode()).contents.get("vevent", [])
    return {event.uid.value: (in_utc(event.dtstart.value), in_utc(event.dtend.value)) for event in events}
