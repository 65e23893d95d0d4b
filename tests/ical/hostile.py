"""Puts one text into every text field of a calendar; as a program (`python -O`), does so for each that it reads."""

import json
import sys
from dataclasses import replace

from scheduler.ical.calendar import CalendarHeader, wrap
from scheduler.ical.render import render_event
from tests.ical.samples import VISIT


def calendar_of(text: str) -> bytes:
    """A feed of one event in which all that people may type is `text`."""
    event = replace(VISIT, summary=text, description=text, location=text, url=f"https://example.org/{text}")
    return wrap(CalendarHeader(name=text, description=text), [render_event(event)])


def main() -> None:
    """Prints each calendar as hexadecimal, and whether assertions are switched on."""
    calendars = [calendar_of(text).hex() for text in json.load(sys.stdin)]
    json.dump({"asserts": __debug__, "calendars": calendars}, sys.stdout)


if __name__ == "__main__":
    main()
