"""Dates, instants and zones of strangers' calendars; a zone's rules are looked up for one moment, never expanded."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from scheduler.core.clock import LONDON
from scheduler.ical.event import AllDay, Timed
from scheduler.ical.foreign_lines import Block, Property
from scheduler.ical.foreign_zones import ForeignZone

DAY = timedelta(days=1)
_MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[Tt ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d{1,9})?)?\s?([Zz])?)?", re.ASCII)
_DURATION = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?",
    re.ASCII | re.IGNORECASE,
)
_OLSON = re.compile(r"[A-Za-z0-9_+-]{1,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}", re.ASCII)


class StrangeTime(Exception):
    """The message says what cannot be understood."""


Zones = Mapping[str, ForeignZone]


def zones_of(calendar: Block) -> dict[str, ForeignZone]:
    """The zones that a calendar brings along, by name."""
    named = [(each.first("TZID"), each) for each in calendar.blocks if each.name == "VTIMEZONE"]
    return {tzid.value.strip(): ForeignZone.of(block) for tzid, block in named if tzid}


def moment(given: Property, zones: Zones) -> datetime | date:
    """A UTC instant, or a day. Raises StrangeTime."""
    found = _MOMENT.fullmatch(given.value.strip())
    if found is None:
        raise StrangeTime(f"{given.name} is not a date.")
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
        if found[4] is None:
            return day
        wall = datetime.combine(day, time(int(found[4]), int(found[5]), min(int(found[6] or 0), 59)))
        return _instant(wall, given, zones, is_utc=found[7] is not None)
    except (ValueError, OverflowError) as error:
        raise StrangeTime(f"{given.name} is not a date.") from error


def span(event: Block, zones: Zones) -> Timed | AllDay | None:
    """When an event takes place; None where it does not say, or says it without an end. Raises StrangeTime."""
    start = event.first("DTSTART")
    if start is None:
        return None
    starts, ends = moment(start, zones), _end(event, zones)
    try:
        return _between(starts, ends)
    except OverflowError as error:
        raise StrangeTime("The meeting lasts for ever.") from error


def _between(starts: datetime | date, ends: datetime | date | timedelta | None) -> Timed | AllDay | None:
    if isinstance(ends, timedelta):
        ends = starts + ends
    if isinstance(starts, datetime):
        return Timed(starts, ends) if isinstance(ends, datetime) and ends > starts else None
    if ends is None or isinstance(ends, datetime):
        return AllDay(starts, starts)
    return AllDay(starts, max(ends - DAY, starts))


def _end(event: Block, zones: Zones) -> datetime | date | timedelta | None:
    end = event.first("DTEND")
    if end is not None:
        return moment(end, zones)
    duration = event.first("DURATION")
    found = _DURATION.fullmatch(duration.value.strip()) if duration else None
    if found is None:
        return None
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _instant(wall: datetime, given: Property, zones: Zones, *, is_utc: bool) -> datetime:
    name = given.parameter("TZID").strip()
    if is_utc or name.upper() in {"UTC", "GMT", "Z"}:
        return wall.replace(tzinfo=UTC)
    if not name:  # floating: on the office's wall clock
        return wall.replace(tzinfo=LONDON).astimezone(UTC)
    zone = known_zone(name)
    if zone is not None:
        return wall.replace(tzinfo=zone).astimezone(UTC)
    if name not in zones:
        raise StrangeTime(f"{given.name} is in a time zone that nobody knows: {name[:60]}.")
    return (wall - zones[name].offset_at(wall)).replace(tzinfo=UTC)


@cache
def _windows_names() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # as in foreign_lines

    return {windows.casefold(): olson for windows, olson in WINDOWS_TO_OLSON.items()}


def known_zone(name: str) -> tzinfo | None:
    """The zone behind a public name: Olson's, also at the end of a vendor's path, or Windows's, also with a number."""
    bare = re.sub(r" \d{1,2}$", "", name.strip('"').strip())
    olson = _windows_names().get(bare.casefold())
    pieces = bare.strip("/").split("/")
    for candidate in (olson or bare, "/".join(pieces[-3:]), "/".join(pieces[-2:])):
        if _OLSON.fullmatch(candidate):
            try:
                return ZoneInfo(candidate)
            except (KeyError, ValueError, OSError):
                continue
    return None
