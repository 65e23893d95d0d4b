"""Foreign calendars: what takes time, on which wall clock, however strange the file."""

import json
import subprocess
import sys
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.ical.reading import BusyTime, UnreadableCalendar, Wish, busy_times
from scheduler.ical.reading_child import answer_to
from tests.ical.foreign import calendar, event

AUTUMN = Wish(first_on=date(2026, 9, 1), last_on=date(2026, 11, 30), keeps_titles=True)
ONE_DAY = date(2026, 10, 6)


def read(*events: str, wish: Wish = AUTUMN, head: str = "") -> list[BusyTime]:
    return busy_times(calendar(*events, head=head), wish)


def hours(found: list[BusyTime]) -> list[tuple[date, time | None, time | None]]:
    return [(each.first_on, each.starts, each.ends) for each in found]


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("DTSTART:20261006T090000Z", "DTEND:20261006T100000Z"),
        ("DTSTART:20261006T100000", "DTEND:20261006T110000"),
        ("DTSTART;TZID=Europe/London:20261006T100000", "DURATION:PT1H"),
        ("DTSTART;TZID=GMT Standard Time:20261006T100000", "DTEND;TZID=GMT Standard Time:20261006T110000"),
        ("DTSTART;TZID=W. Europe Standard Time:20261006T110000", "DURATION:PT60M"),
        ("DTSTART;TZID=Europe/Paris:20261006T110000", "DTEND;TZID=Europe/London:20261006T110000"),
    ],
)
def test_ten_in_the_morning_is_ten_here_whoever_wrote_it(starts: str, ends: str) -> None:
    assert hours(read(event(starts, ends))) == [(ONE_DAY, time(10), time(11))]


def test_a_calendar_s_own_zone_stands_behind_its_floating_times() -> None:
    zone = "X-WR-TIMEZONE:Europe/Paris"
    assert hours(read(event("DTSTART:20261006T090000Z", "DURATION:PT1H"), head=zone)) == [(ONE_DAY, time(10), time(11))]


def test_half_past_nine_stays_half_past_nine_over_the_clock_change() -> None:
    weekly = event("DTSTART;TZID=Europe/London:20261023T093000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2")
    assert hours(read(weekly)) == [
        (date(2026, 10, 23), time(9, 30), time(10, 30)),
        (date(2026, 10, 30), time(9, 30), time(10, 30)),
    ]


def test_repeats_with_exceptions_and_a_moved_turn() -> None:
    series = event(
        "DTSTART;TZID=Europe/London:20261006T100000",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Europe/London:20261013T100000",
        uid="series",
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/London:20261020T100000",
        "DTSTART;TZID=Europe/London:20261021T150000",
        "DURATION:PT1H",
        uid="series",
    )
    assert hours(read(series, moved)) == [
        (date(2026, 10, 6), time(10), time(11)),
        (date(2026, 10, 21), time(15), time(16)),
        (date(2026, 10, 27), time(10), time(11)),
    ]


@pytest.mark.parametrize(
    "line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "DTEND:20261006T090000Z"]
)
def test_what_takes_no_time_is_left_out(line: str) -> None:
    lines = ["DTSTART:20261006T090000Z", line, *([] if "DTEND" in line else ["DURATION:PT1H"])]
    assert read(event(*lines)) == []


def test_free_entries_count_when_the_office_says_so_but_cancelled_ones_never() -> None:
    wish = Wish(first_on=AUTUMN.first_on, last_on=AUTUMN.last_on, counts_free=True)
    week = ("DTSTART;VALUE=DATE:20261019", "DTEND;VALUE=DATE:20261024")
    assert read(event(*week, "TRANSP:TRANSPARENT"), event(*week, "STATUS:CANCELLED"), wish=wish) == [
        BusyTime(date(2026, 10, 19), date(2026, 10, 23), None, None)
    ]


def test_titles_stay_out_unless_they_are_asked_for_and_then_they_are_short_and_clean() -> None:
    meeting = event("DTSTART:20261006T090000Z", "DURATION:PT1H", f"SUMMARY:Budget\\n\u202e{'x' * 300}")
    shy = Wish(first_on=AUTUMN.first_on, last_on=AUTUMN.last_on)
    assert [each.words for each in read(meeting, wish=shy)] == [""]
    assert [len(each.words) for each in read(meeting)] == [80]
    assert "\n" not in read(meeting)[0].words


@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        ("20261006T210000", "20261007T090000", [(6, 6, time(21), time(23, 59)), (7, 7, time(0), time(9))]),
        ("20261006T210000", "20261007T000000", [(6, 6, time(21), time(23, 59))]),
        ("20261006T000000", "20261008T000000", [(6, 7, None, None)]),
        ("20261006T120000", "20261009T120000",
         [(6, 6, time(12), time(23, 59)), (7, 8, None, None), (9, 9, time(0), time(12))]),
        ("20261006T235930", "20261007T010000", [(7, 7, time(0), time(1))]),
    ],
)  # fmt: skip
def test_what_crosses_midnight_is_told_day_by_day(starts: str, ends: str, days: list[tuple[object, ...]]) -> None:
    found = read(event(f"DTSTART:{starts}", f"DTEND:{ends}"))
    assert [(each.first_on.day, each.last_on.day, each.starts, each.ends) for each in found] == days


def test_only_the_days_asked_for_are_read() -> None:
    year = event("DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20270101")
    assert read(year) == [BusyTime(AUTUMN.first_on, AUTUMN.last_on, None, None)]
    assert read(event("DTSTART:20261201T100000", "DURATION:PT1H")) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a calendar"),
        (b"<!doctype html>", "web page"),
        (b"name,day\r\n", "not a calendar"),
        (b"\x89PNG\r\n", "not a calendar"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 5_001, "more than 5,000 entries"),
    ],
)
def test_what_is_no_calendar_is_refused_in_plain_words(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableCalendar, match=words):
        busy_times(data, AUTUMN)


LINES = st.sampled_from(
    [
        "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR", "END:VCALENDAR", "UID:1", "DTSTART:20261006T100000Z",
        "DTSTART;VALUE=DATE:20261006", "DTSTART:99991231T235959Z", "DTEND:20261006T110000Z", "DTEND:00010101T000000Z",
        "DURATION:-P1D", "DURATION:P99999D", "RRULE:FREQ=DAILY;COUNT=3", "RRULE:FREQ=NEVER",
        "RRULE:FREQ=YEARLY;INTERVAL=0",
        "RDATE:20261008T100000Z", "EXDATE:x", "RECURRENCE-ID:20261006T100000Z", "DTSTART;TZID=Mars:20261006T100000",
        "TRANSP:MAYBE", "SUMMARY:\x00\x07", 'ATTENDEE;CN="a:b', ";:;:", " folded", "BEGIN:VTIMEZONE", "END:VTIMEZONE",
        "TZID:Mars", "BEGIN:DAYLIGHT", "END:DAYLIGHT",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, max_size=25), st.binary(max_size=40))
def test_the_child_answers_every_file_with_days_or_a_sentence(lines: list[str], tail: bytes) -> None:
    data = "\r\n".join(["BEGIN:VCALENDAR", *lines, ""]).encode() + tail
    answer = answer_to(data, AUTUMN)
    assert list(answer) in (["busy"], ["problem"])
    for each in answer.get("busy", []):
        assert AUTUMN.first_on <= each["first_on"] <= each["last_on"] <= AUTUMN.last_on
        assert (each["starts"] is None) == (each["ends"] is None)


def child(data: bytes) -> tuple[int, dict[str, object]]:
    wish = {"first_on": "2026-09-01", "last_on": "2026-11-30", "zone": "Europe/London"}
    wish |= {"keeps_titles": False, "counts_free": False}
    program = [sys.executable, "-m", "scheduler.ical.reading_child", json.dumps(wish)]
    done = subprocess.run(program, input=data, capture_output=True, check=False, timeout=30)
    return done.returncode, json.loads(done.stdout or "{}")


def test_the_child_speaks_json() -> None:
    status, answer = child(calendar(event("DTSTART:20261006T090000Z", "DURATION:PT1H", "SUMMARY:Secret")))
    assert status == 0
    assert answer == {
        "busy": [
            {"first_on": "2026-10-06", "last_on": "2026-10-06", "starts": "10:00:00", "ends": "11:00:00", "words": ""}
        ]
    }


def test_the_child_says_what_is_wrong_even_when_a_library_breaks() -> None:
    forever = event("DTSTART;VALUE=DATE:00010101", "DTEND;VALUE=DATE:99991231")
    assert list(child(calendar(forever))[1]) == ["problem"]
    assert list(child(b"<html>")[1]) == ["problem"]
