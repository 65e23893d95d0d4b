"""One event to the bytes of its VEVENT."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from scheduler.ical.event import AllDay, CalendarEvent, Status, Timed, Transparency
from scheduler.ical.render import render_event
from tests.ical.samples import VISIT, named


def lines(event: CalendarEvent) -> list[str]:
    """The logical lines, unfolded."""
    return render_event(event).decode().replace("\r\n ", "").split("\r\n")


def test_times_are_written_by_londons_clocks() -> None:
    rendered = lines(VISIT)
    assert "DTSTART;TZID=Europe/London:20260929T100000" in rendered
    assert "DTEND;TZID=Europe/London:20260929T110000" in rendered


@pytest.mark.parametrize(
    ("last_on", "day_after"),
    [(date(2026, 11, 12), "20261113"), (date(2026, 11, 13), "20261114")],
    ids=["one day", "two days"],
)
def test_whole_days_end_on_the_day_after_the_last(last_on: date, day_after: str) -> None:
    rendered = lines(named("summit", AllDay(date(2026, 11, 12), last_on)))
    assert "DTSTART;VALUE=DATE:20261112" in rendered
    assert f"DTEND;VALUE=DATE:{day_after}" in rendered


@pytest.mark.parametrize("hour", [0, 1], ids=["first half past one", "second half past one"])
def test_a_time_that_the_clock_shows_twice_is_written_in_utc(hour: int) -> None:
    rendered = lines(
        named("night", Timed(datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2026, 10, 25, hour, 30, tzinfo=UTC)))
    )
    assert "DTSTART:20261024T200000Z" in rendered
    assert f"DTEND:20261025T0{hour}3000Z" in rendered


def test_a_cancelled_meeting_says_so_in_words_and_blocks_no_time() -> None:
    rendered = lines(replace(VISIT, status=Status.CANCELLED, sequence=3))
    assert "STATUS:CANCELLED" in rendered
    assert "TRANSP:TRANSPARENT" in rendered
    assert "SEQUENCE:3" in rendered
    assert any(line.startswith("SUMMARY:CANCELLED: Visit to Harbourne") for line in rendered)


def test_a_note_that_blocks_no_time_is_transparent_and_a_pencilled_one_tentative() -> None:
    rendered = lines(replace(VISIT, status=Status.TENTATIVE, transparency=Transparency.TRANSPARENT))
    assert "STATUS:TENTATIVE" in rendered
    assert "TRANSP:TRANSPARENT" in rendered


def test_stamps_are_those_given() -> None:
    later = datetime(2026, 9, 3, 8, 0, tzinfo=UTC)
    rendered = lines(replace(VISIT, modified_at=later))
    assert "DTSTAMP:20260901T093000Z" in rendered
    assert "CREATED:20260820T140000Z" in rendered
    assert "LAST-MODIFIED:20260903T080000Z" in rendered


def test_empty_details_are_left_out() -> None:
    names = {line.partition(":")[0] for line in lines(replace(VISIT, description=" ", location="", url=""))}
    assert names.isdisjoint({"DESCRIPTION", "LOCATION", "URL"})


def test_a_backslash_and_a_capital_n_are_no_line_break() -> None:
    assert r'SUMMARY:C:\\New\, today\; "plan"' in lines(replace(VISIT, summary=r'C:\New, today; "plan"'))


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ('https://example.org/a b?q=é"', "https://example.org/a%20b?q=%C3%A9%22"),
        ("https://example.org/a%20b#top", "https://example.org/a%20b#top"),
        ("https://example.org/\r\nATTENDEE:mailto:x", "https://example.org/%20ATTENDEE:mailto:x"),
    ],
)
def test_a_web_address_is_written_with_unsafe_characters_encoded(given: str, written: str) -> None:
    assert f"URL:{written}" in lines(replace(VISIT, url=given))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/hostname", "example.org"])
def test_an_address_that_no_browser_should_follow_is_left_out(url: str) -> None:
    assert not any(line.startswith("URL") for line in lines(replace(VISIT, url=url)))
