"""The plain builder is a fair opponent only while it writes what we write."""

from datetime import UTC, datetime

from bench.plain_calendar import plain_events
from scheduler.ical.event import CalendarEvent, Timed
from scheduler.ical.render import render_event

STAMP = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)


def test_plain_strings_are_byte_for_byte_what_we_render():
    starts_at = datetime(2026, 10, 24, 9, 0, tzinfo=UTC)
    event = CalendarEvent(
        uid="engagement-1@example.org",
        sequence=2,
        stamped_at=STAMP,
        created_at=STAMP,
        modified_at=STAMP,
        when=Timed(starts_at, starts_at.replace(hour=10)),
        summary="Visit to Melton; with the Leader, and others",
        description="Zoë's café \\ market: é" * 12 + "\n\nWith: Leader",
        location="Parkside, Melton Mowbray",
    )
    assert plain_events([event, event]) == render_event(event) * 2
