"""The same VEVENTs as `scheduler.ical` writes, by plain string building: the floor for making them anew."""

from collections.abc import Iterable
from datetime import datetime

from scheduler.core.clock import to_local
from scheduler.ical.event import CalendarEvent, Timed

FOLD_AT = 74
"""Octets a part, as the library folds: 75 with the blank before it (RFC 5545 3.1)."""


def plain_events(events: Iterable[CalendarEvent]) -> bytes:
    """All entries, one after another; only what the bench's own rows hold: timed, with a place and a description."""
    return "".join(map(_event, events)).encode()


def _event(event: CalendarEvent) -> str:
    when = event.when
    assert isinstance(when, Timed)
    lines = (
        "BEGIN:VEVENT",
        f"SUMMARY:{_escaped(event.summary)}",
        f"DTSTART;TZID=Europe/London:{to_local(when.starts_at):%Y%m%dT%H%M%S}",
        f"DTEND;TZID=Europe/London:{to_local(when.ends_at):%Y%m%dT%H%M%S}",
        f"DTSTAMP:{_instant(event.stamped_at)}",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"CREATED:{_instant(event.created_at)}",
        f"DESCRIPTION:{_escaped(event.description)}",
        f"LAST-MODIFIED:{_instant(event.modified_at)}",
        f"LOCATION:{_escaped(event.location)}",
        f"STATUS:{event.status}",
        f"TRANSP:{event.transparency}",
        "END:VEVENT",
    )
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _instant(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Folded by octets, never inside a character."""
    if len(line) <= FOLD_AT and line.isascii():
        return line
    parts, rest = [], line.encode()
    while len(rest) > FOLD_AT:
        cut = FOLD_AT
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(rest[:cut])
        rest = rest[cut:]
    return b"\r\n ".join([*parts, rest]).decode()
