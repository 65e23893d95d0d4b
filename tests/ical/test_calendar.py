"""Whole calendars: feeds joined from fragments, single events, and the golden files that hold them to the byte."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from scheduler.ical.calendar import CalendarHeader, single, wrap
from scheduler.ical.event import AllDay, Status, Timed
from scheduler.ical.render import render_event
from scheduler.ical.timezone import LONDON_VTIMEZONE
from tests.ical.samples import ACROSS_BOTH_CHANGES, VISIT, named

CASES = Path(__file__).parent / "cases"
HEADER = CalendarHeader(name="Forward plan, whole office", description="Visits; meetings\nand summits", colour="teal")
NOVEMBER = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)

GOLDEN = {
    "visit": single(VISIT),
    "visit_in_winter": single(named("winter", Timed(NOVEMBER, NOVEMBER + timedelta(hours=1)))),
    "visit_cancelled": single(replace(VISIT, status=Status.CANCELLED, sequence=1)),
    "whole_day": single(named("whole-day", AllDay(date(2026, 11, 12), date(2026, 11, 12)))),
    "two_day_summit": single(named("summit", AllDay(date(2026, 11, 12), date(2026, 11, 13)))),
    "long_unicode": single(replace(VISIT, summary="Café 🏛️ שלום · " * 12, description="Zoë;\t“plan”, C:\\New\n" * 8)),
    "feed": wrap(HEADER, map(render_event, ACROSS_BOTH_CHANGES)),
    "feed_empty": wrap(CalendarHeader(name="Summit"), []),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_bytes_are_those_of_the_golden_file(name: str) -> None:
    assert GOLDEN[name] == (CASES / f"{name}.ics").read_bytes()


def test_every_golden_file_has_its_test() -> None:
    assert {path.stem for path in CASES.glob("*.ics")} == set(GOLDEN)


def test_a_feed_asks_nobody_for_an_answer_and_rings_no_alarm() -> None:
    for calendar in GOLDEN.values():
        for word in (b"METHOD", b"ATTENDEE", b"ORGANIZER", b"VALARM", b"RDATE"):
            assert word not in calendar


def test_a_calendar_holds_the_time_zone_just_once_and_before_its_events() -> None:
    for calendar in GOLDEN.values():
        assert calendar.count(b"BEGIN:VTIMEZONE") == calendar.count(LONDON_VTIMEZONE) == 1
        assert b"BEGIN:VEVENT" not in calendar.partition(LONDON_VTIMEZONE)[0]


def test_a_feed_holds_the_stored_fragments_untouched_in_the_order_given() -> None:
    fragments = [render_event(event) for event in reversed(ACROSS_BOTH_CHANGES)]
    assert b"".join(fragments) in wrap(HEADER, fragments)


def test_feed_mail_and_download_hold_the_same_fragment() -> None:
    fragment = render_event(VISIT)
    assert fragment in single(VISIT)
    assert fragment in wrap(HEADER, [fragment])


def test_programs_are_told_the_name_and_how_often_to_come_back() -> None:
    lines = wrap(replace(HEADER, refresh_every=timedelta(hours=2)), []).decode().split("\r\n")
    assert r"NAME:Forward plan\, whole office" in lines
    assert r"X-WR-CALNAME:Forward plan\, whole office" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT2H" in lines
    assert "X-PUBLISHED-TTL:PT2H" in lines


@pytest.mark.parametrize("colour", ["#00f", "Teal", "teal\r\nMETHOD:REQUEST"])
def test_a_colour_that_is_no_css_name_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="colour"):
        CalendarHeader(name="Summit", colour=colour)


def test_a_refresh_of_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="refresh"):
        CalendarHeader(name="Summit", refresh_every=timedelta(0))


def test_the_clock_leaves_the_bytes_alone() -> None:
    with time_machine.travel(datetime(2031, 7, 1, tzinfo=UTC)):
        assert single(VISIT) == GOLDEN["visit"]
        assert wrap(HEADER, map(render_event, ACROSS_BOTH_CHANGES)) == GOLDEN["feed"]


def test_another_process_in_another_zone_writes_the_same_bytes() -> None:
    program = (
        "import sys; from tests.ical.test_calendar import GOLDEN; sys.stdout.buffer.write(b''.join(GOLDEN.values()))"
    )
    environment = {**os.environ, "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    child = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)
    assert child.stdout == b"".join(GOLDEN.values())


def test_a_thousand_typical_events_stay_below_a_megabyte() -> None:
    assert len(wrap(HEADER, [render_event(VISIT)] * 1000)) < 1_000_000
