"""A series as one repeating entry, read by other people's programs."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from scheduler.core.clock import from_local, to_local
from scheduler.engagements.rules import SeriesUnit
from scheduler.engagements.rules.series import Repetition, by_day, series_days
from scheduler.ical.event import AllDay, CalendarEvent, Status, Timed
from scheduler.ical.itip import Attendee, Organizer
from scheduler.ical.series import (
    Exceptional,
    Frequency,
    Recurrence,
    Series,
    exception_cancel,
    exception_request,
    series_cancel,
    series_file,
    series_request,
)
from tests.oracles.libical import complaints
from tests.oracles.series import SERIES_ORACLES

STAMP = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TWO = time(14)
OFFICE, PARTNER = Organizer("office@example.org", "Office"), Attendee(address="rowan@example.org", name="Rowan")


def entry(starts_at: datetime, **facts: object) -> CalendarEvent:
    usual = {
        "uid": "series@example.org",
        "sequence": 0,
        "stamped_at": STAMP,
        "created_at": STAMP,
        "modified_at": STAMP,
        "when": Timed(starts_at, starts_at + HOUR),
        "summary": "Briefing",
    }
    return CalendarEvent(**usual | facts)  # type: ignore[arg-type]


def planned(unit: SeriesUnit, first_on: date, at: time = TWO, *, every: int = 1, until_on: date) -> tuple[Series, list]:
    days = series_days(first_on, Repetition(unit=unit, every=every, until_on=until_on))
    starts = [from_local(day, at) for day in days]
    frequency = Frequency.WEEKLY if unit is SeriesUnit.WEEK else Frequency.MONTHLY
    rule = Recurrence(frequency=frequency, every=every, last_at=starts[-1], by_day=by_day(first_on, unit))
    return Series(master=entry(starts[0]), rule=rule), starts


WEEKLY = planned(SeriesUnit.WEEK, date(2026, 9, 8), until_on=date(2027, 9, 7))
SERIES = {
    "weekly over both clock changes": WEEKLY,
    "on the day of a change": planned(SeriesUnit.WEEK, date(2026, 10, 4), time(9), until_on=date(2027, 4, 30)),
    "every three weeks": planned(SeriesUnit.WEEK, date(2026, 9, 8), every=3, until_on=date(2027, 9, 7)),
    "second Tuesday": planned(SeriesUnit.MONTH, date(2026, 9, 8), until_on=date(2029, 9, 7)),
    "last Friday, quarterly": planned(SeriesUnit.MONTH, date(2026, 10, 30), every=3, until_on=date(2029, 12, 31)),
    "just after midnight": planned(SeriesUnit.WEEK, date(2026, 9, 8), time(0, 5), until_on=date(2027, 9, 7)),
}


@pytest.mark.parametrize("oracle", SERIES_ORACLES)
@pytest.mark.parametrize("name", SERIES)
def test_f7_every_program_reads_the_occurrences_that_were_planned(oracle, name):
    series, starts = SERIES[name]
    assert SERIES_ORACLES[oracle](series_file(series)) == starts


@pytest.mark.parametrize("oracle", SERIES_ORACLES)
def test_f7_weekly_at_two_stays_at_two_in_london_all_year(oracle):
    read = SERIES_ORACLES[oracle](series_file(WEEKLY[0]))
    assert {to_local(each).time() for each in read} == {TWO}
    assert {each.hour for each in read} == {13, 14}


@pytest.mark.parametrize("oracle", SERIES_ORACLES)
def test_f7_what_is_left_out_is_left_out_in_summer_and_in_winter(oracle):
    series, starts = WEEKLY
    left_out = [starts[1], starts[20], starts[40]]
    read = SERIES_ORACLES[oracle](series_file(replace(series, left_out=left_out)))
    assert read == [each for each in starts if each not in left_out]


def test_f7_rule_exceptions_and_times_are_of_one_type():
    series, starts = WEEKLY
    moved = Exceptional(event=entry(starts[9] + HOUR, sequence=3), recurs_at=starts[9])
    text = series_file(replace(series, left_out=[starts[20]]), [moved]).decode()
    assert "DTSTART;TZID=Europe/London:20260908T140000" in text
    assert "EXDATE;TZID=Europe/London:20270126T140000" in text
    assert "RECURRENCE-ID;TZID=Europe/London:20261110T140000" in text
    assert "RRULE:FREQ=WEEKLY;UNTIL=20270907T130000Z;INTERVAL=1" in text
    assert text.count("BEGIN:VTIMEZONE") == 1


@pytest.mark.parametrize("oracle", ["ical.js", "icalendar"])
def test_a_moved_occurrence_takes_the_place_of_its_own(oracle):
    series, starts = WEEKLY
    moved = Exceptional(event=entry(starts[25] + timedelta(days=1), sequence=1), recurs_at=starts[25])
    read = SERIES_ORACLES[oracle](series_file(series, [moved]))
    assert read == sorted([*starts[:25], *starts[26:], starts[25] + timedelta(days=1)])


@pytest.mark.parametrize("oracle", SERIES_ORACLES)
def test_a_cancelled_occurrence_is_in_no_program(oracle):
    series, starts = WEEKLY
    off = Exceptional(event=entry(starts[3], status=Status.CANCELLED), recurs_at=starts[3])
    assert starts[3] not in SERIES_ORACLES[oracle](series_file(series, [off]))


def test_each_message_holds_one_entry_and_passes_libical():
    series, starts = WEEKLY
    one = Exceptional(event=entry(starts[3] + HOUR, sequence=1), recurs_at=starts[3])
    later = replace(series, master=replace(series.master, sequence=2))
    messages = [
        series_request(series, OFFICE, PARTNER),
        exception_request(one, OFFICE, PARTNER),
        exception_cancel(one, OFFICE, PARTNER),
        series_cancel(later, OFFICE, PARTNER),
    ]
    for message in messages:
        assert message.count(b"BEGIN:VEVENT") == message.count(b"ATTENDEE") == 1
        assert complaints(message) == []


def test_a_repeating_entry_needs_a_time_that_every_program_agrees_about():
    with pytest.raises(TypeError):
        Series(master=entry(STAMP, when=AllDay(date(2026, 9, 8), date(2026, 9, 8))), rule=WEEKLY[0].rule)
    with pytest.raises(ValueError, match="skip or repeat"):
        Series(master=entry(from_local(date(2026, 10, 25), time(1, 30))), rule=WEEKLY[0].rule)
