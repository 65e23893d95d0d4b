"""Builds calendars as others write them."""

import itertools

_numbers = itertools.count(1)


def event(*lines: str, uid: str = "") -> str:
    """One VEVENT."""
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid or next(_numbers)}", *lines, "END:VEVENT"])


def calendar(*events: str, head: str = "") -> bytes:
    """The file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Elsewhere//EN", *([head] if head else []), *events]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
