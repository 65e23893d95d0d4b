"""Scheduling messages of strangers: read as they were meant, however they are written, and nothing of them expanded."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.ical.event import AllDay, Timed
from scheduler.ical.replies import ItipEvent, read_itip

NINE = datetime(2026, 10, 6, 9, tzinfo=UTC)
TEN = datetime(2026, 10, 6, 10, tzinfo=UTC)
PARIS_BY_ANOTHER_NAME = [
    "BEGIN:VTIMEZONE", "TZID:Europe of ours",
    "BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD",
    "BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT",
    "END:VTIMEZONE",
]  # fmt: skip


def message(*lines: str, before: list[str] | None = None, method: str = "REPLY") -> bytes:
    inner = [*(before or []), "BEGIN:VEVENT", "UID:1@example.org", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", f"METHOD:{method}", *inner, "END:VCALENDAR", ""]).encode()


def read(*lines: str, before: list[str] | None = None) -> ItipEvent:
    (event,) = read_itip(message(*lines, before=before))
    return event


@pytest.mark.parametrize(
    "moment",
    [
        ":20261006T090000Z", ":20261006t090000z", ":20261006T100000", ":2026-10-06T09:00:00Z", ":20261006T0900Z",
        ";TZID=Europe/London:20261006T100000", ";TZID=GMT Standard Time:20261006T100000",
        ";TZID=GMT Standard Time 1:20261006T100000", ";TZID=W. Europe Standard Time:20261006T110000",
        ";TZID=/freeassociation.sourceforge.net/Europe/London:20261006T100000", ";TZID=UTC:20261006T090000",
        ';TZID="Europe of ours":20261006T110000', ";TZID=America/Argentina/Buenos_Aires:20261006T060000",
    ],
)  # fmt: skip
def test_a_turn_of_a_series_is_an_instant_in_whatever_zone_it_is_named(moment: str) -> None:
    event = read(f"RECURRENCE-ID{moment}", f"DTSTAMP{moment}", before=PARIS_BY_ANOTHER_NAME)
    assert (event.recurs_at, event.stamped_at, event.problems) == (NINE, NINE, ())


@pytest.mark.parametrize(("wall", "hour"), [("20260329T015959", 0), ("20260329T030000", 1), ("20261025T030000", 2)])
def test_a_zone_that_the_calendar_brings_along_changes_when_it_says(wall: str, hour: int) -> None:
    event = read(f"DTSTAMP;TZID=Europe of ours:{wall}", before=PARIS_BY_ANOTHER_NAME)
    assert event.stamped_at is not None
    assert event.stamped_at.hour == hour


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (["DTSTART:20261006T090000Z", "DTEND:20261006T100000Z"], Timed(NINE, TEN)),
        (["DTSTART:20261006T090000Z", "DURATION:PT1H"], Timed(NINE, TEN)),
        (["DTSTART;VALUE=DATE:20261006", "DTEND;VALUE=DATE:20261008"], AllDay(date(2026, 10, 6), date(2026, 10, 7))),
        (["DTSTART;VALUE=DATE:20261006"], AllDay(date(2026, 10, 6), date(2026, 10, 6))),
        (["DTSTART:20261006T090000Z", "DTEND:20261006T090000Z"], None),
        (["DTSTART:20261006T090000Z"], None),
        (["DTEND:20261006T090000Z"], None),
    ],
)
def test_when_it_takes_place(lines: list[str], when: object) -> None:
    assert read(*lines).when == when


@pytest.mark.parametrize(
    "line",
    [
        "DTSTART:soon", "DTSTART;TZID=Mars/Olympus:20261006T100000", "DTSTART:20261306T100000Z", "DTSTAMP:99999999",
        "DTSTART;TZID=Europe/London:00010101T000000", "SEQUENCE:one", "RECURRENCE-ID:?",
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_told_and_the_rest_is_read(line: str) -> None:
    event = read(line, "ATTENDEE;PARTSTAT=DECLINED:mailto:anna@example.org")
    assert event.attendees[0].partstat == "DECLINED"
    assert event.problems or event.when is None


def test_repeats_are_noticed_and_never_expanded() -> None:
    event = read("DTSTART:20261006T090000Z", "DURATION:PT1H", "RRULE:FREQ=SECONDLY", "RDATE:20261007T090000Z")
    assert event.repeats
    assert event.when == Timed(NINE, TEN)
    assert not read("DTSTART:20261006T090000Z").repeats


def test_an_attendee_with_everything() -> None:
    row = (
        'ATTENDEE;CN="Larch, Anna; Cllr";PARTSTAT=Delegated;SENT-BY="MAILTO:PA@Example.org";'
        'DELEGATED-TO="mailto:a@example.org","mailto:b@example.org";DELEGATED-FROM="mailto:c@example.org":'
        "MAILTO:Anna.Larch@EXAMPLE.org"
    )
    (anna,) = read(row, "ORGANIZER;CN=Office:MAILTO:Diary+Tag@Example.org").attendees
    assert (anna.address, anna.name, anna.partstat) == ("anna.larch@example.org", "Larch, Anna; Cllr", "DELEGATED")
    assert anna.sent_by == "pa@example.org"
    assert (anna.delegated_to, anna.delegated_from) == (("a@example.org", "b@example.org"), ("c@example.org",))
    assert read("ORGANIZER:MAILTO:Diary+Tag@Example.org").organizer == "diary+tag@example.org"


@pytest.mark.parametrize(
    ("row", "address"),
    [
        ("ATTENDEE:anna@example.org", "anna@example.org"),
        ("ATTENDEE:mailto:mailto:anna@example.org", "anna@example.org"),
        ("ATTENDEE:mailto:<anna@example.org>", "anna@example.org"),
        ("ATTENDEE:mailto:diary%2Btag@example.org?subject=x", "diary+tag@example.org"),
        ("ATTENDEE;EMAIL=anna@example.org:urn:uuid:1", "anna@example.org"),
        ("ATTENDEE;CN=Larch, A;RSVP:mailto:anna@example.org", "anna@example.org"),
        ('ATTENDEE;CN="Larch:mailto:anna@example.org', "anna@example.org"),
        ("ATTENDEE:invalid:nomail", ""),
        ("ATTENDEE:mailto:anna@example.org@evil.example.org", ""),
        ("ATTENDEE:mailto:" + "a" * 300 + "@example.org", ""),
        ("ATTENDEE:", ""),
    ],
)
def test_an_address_is_a_mailbox_or_nothing(row: str, address: str) -> None:
    assert [each.address for each in read(row).attendees] == [address]


def test_words_are_clean_and_short() -> None:
    event = read("COMMENT:One\\, two\\nthree\x00\x07\u2028four", "COMMENT:five", f"SUMMARY:a\\nb{'x' * 900}")
    assert event.comment == "One, two\nthree\nfour\nfive"
    assert event.summary.startswith("a bxx")
    assert len(event.summary) == 300
    assert len(read(f"COMMENT:{'y' * 9000}").comment) == 2_000


def test_a_calendar_that_breaks_off_gives_what_it_held() -> None:
    whole = message("ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@example.org", "SEQUENCE:4")
    (event,) = read_itip(whole[: whole.index(b"END:VEVENT")])
    assert (event.sequence, event.attendees[0].partstat) == (4, "ACCEPTED")
    assert "breaks off" in event.problems[0]


def test_a_meeting_that_was_not_ended_does_not_swallow_the_next() -> None:
    first = message("SEQUENCE:1").replace(b"END:VEVENT\r\nEND:VCALENDAR\r\n", b"")
    events = read_itip(first + b"BEGIN:VEVENT\r\nUID:2\r\nSEQUENCE:2\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    assert [(each.uid, each.sequence) for each in events] == [("1@example.org", 1), ("2", 2)]


def test_an_alarm_in_a_meeting_is_not_the_meeting() -> None:
    event = read("SUMMARY:Ours", "BEGIN:VALARM", "SUMMARY:Ring", "ATTENDEE:mailto:x@example.org", "END:VALARM")
    assert (event.summary, event.attendees) == ("Ours", ())


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"<html>", b"BEGIN:VCALENDAR", b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT", b"\x00" * 50]
)
def test_what_holds_no_meeting_gives_none(data: bytes) -> None:
    assert read_itip(data) == []


def test_there_is_a_most_of_everything() -> None:
    one = b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n"
    events = read_itip(b"BEGIN:VCALENDAR\r\n" + one * 400 + b"END:VCALENDAR")
    assert len(events) == 50
    assert "more than 50 meetings" in events[-1].problems[0]
    crowd = read(*(f"ATTENDEE:mailto:{number}@example.org" for number in range(80)))
    assert len(crowd.attendees) == 50
    assert "more than 50 people" in crowd.problems[0]
    assert read_itip(b"BEGIN:VCALENDAR\r\n" * 5_000) == []
    assert read_itip(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:" + b"u" * 3_000_000)[0].uid == ""


LINES = st.sampled_from(
    [
        "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "METHOD:REPLY", "UID:1", "BEGIN:VTIMEZONE",
        "END:VTIMEZONE", "TZID:Mars", "BEGIN:STANDARD", "END:STANDARD", "DTSTART:20260101T000000", "TZOFFSETTO:+9999",
        "TZOFFSETFROM:-2359", "RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=5SU", "DTSTART;TZID=Mars:00010101T000000",
        "DTEND;TZID=Mars:99991231T235959", "DURATION:P9999W", "RECURRENCE-ID;TZID=Mars:20261006T100000",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.org", 'ATTENDEE;CN="', ";:;:", " folded", "SEQUENCE:999999999",
        "DTSTAMP;TZID=../../etc/passwd:20261006T100000", "DTSTAMP;TZID=Europe:20261006T100000", "COMMENT:\\",
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, max_size=25), st.binary(max_size=40))
def test_any_lines_give_values(lines: list[str], tail: bytes) -> None:
    for event in read_itip("\r\n".join(["BEGIN:VCALENDAR", *lines, ""]).encode() + tail):
        assert len(event.uid) <= 254
        assert event.stamped_at is None or event.stamped_at.tzinfo is UTC
