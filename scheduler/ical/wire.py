"""Strangers' entries as plain values: they travel as JSON from the process that reads them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from scheduler.ical.event import AllDay, Timed
from scheduler.ical.replies import ItipAttendee, ItipEvent

Json = dict[str, Any]


def event_as_json(event: ItipEvent) -> Json:
    """One entry as plain values."""
    values = asdict(event)
    values["when"] = _span_as_json(event.when)
    for name in ("recurs_at", "stamped_at"):
        values[name] = values[name].isoformat() if values[name] else None
    values["problems"] = list(event.problems)
    values["attendees"] = [
        {name: list(each) if isinstance(each, tuple) else each for name, each in attendee.items()}
        for attendee in values["attendees"]
    ]
    return values


def event_from_json(given: Mapping[str, Any]) -> ItipEvent:
    """The entry that `event_as_json` wrote."""
    values = dict(given)
    values["when"] = _span_from_json(given["when"])
    for name in ("recurs_at", "stamped_at"):
        values[name] = instant_from_json(given[name])
    values["problems"] = tuple(given["problems"])
    values["attendees"] = tuple(_attendee_from_json(each) for each in given["attendees"])
    return ItipEvent(**values)


def _attendee_from_json(given: Mapping[str, Any]) -> ItipAttendee:
    values: Json = {name: tuple(each) if isinstance(each, list) else each for name, each in given.items()}
    return ItipAttendee(**values)


def _span_as_json(when: Timed | AllDay | None) -> Json | None:
    return {name: each.isoformat() for name, each in asdict(when).items()} if when else None


def _span_from_json(given: Mapping[str, str] | None) -> Timed | AllDay | None:
    if given is None:
        return None
    if "first_on" in given:
        return AllDay(date.fromisoformat(given["first_on"]), date.fromisoformat(given["last_on"]))
    return Timed(datetime.fromisoformat(given["starts_at"]), datetime.fromisoformat(given["ends_at"]))


def instant_from_json(given: str | None) -> datetime | None:
    """An instant in ISO 8601."""
    return datetime.fromisoformat(given) if given else None
