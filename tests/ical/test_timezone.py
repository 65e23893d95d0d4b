"""Our VTIMEZONE against the system's own knowledge of London, through parsers that read nothing but the block."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from dateutil.tz import tzical

from scheduler.core.clock import is_clear_wall_time
from scheduler.ical.calendar import CalendarHeader, wrap
from scheduler.ical.event import Timed
from scheduler.ical.render import render_event
from scheduler.ical.timezone import LONDON_TZID, LONDON_VTIMEZONE
from tests.ical.samples import LONDON, named
from tests.oracles import ORACLES

HOUR = timedelta(hours=1)
FIRST = datetime(datetime.now(UTC).year, 1, 1, tzinfo=UTC)  # always looks ten years ahead, so a new law is noticed
LAST = FIRST.replace(year=FIRST.year + 10)


def clear_hours(first: datetime, last: datetime) -> Iterator[datetime]:
    """Each full hour by London's clocks that occurs just once."""
    instant = first
    while instant < last:
        local = instant.astimezone(LONDON)
        if is_clear_wall_time(local.date(), local.time(), LONDON):
            yield local
        instant += HOUR


def clock_changes() -> list[datetime]:
    """The instants at which the offset changes, by the system's time zone data."""
    hours = (FIRST + HOUR * count for count in range((LAST - FIRST) // HOUR))
    return [
        hour for hour in hours if hour.astimezone(LONDON).utcoffset() != (hour - HOUR).astimezone(LONDON).utcoffset()
    ]


def test_every_hour_of_ten_years_has_the_offset_that_the_system_gives_it() -> None:
    block = tzical(StringIO(LONDON_VTIMEZONE.decode())).get(LONDON_TZID)
    assert block is not None
    wrong = [
        local for local in clear_hours(FIRST, LAST) if block.utcoffset(local.replace(tzinfo=None)) != local.utcoffset()
    ]
    assert wrong == []


@pytest.mark.parametrize("oracle", ORACLES)
def test_every_oracle_reads_each_hour_around_twenty_clock_changes_rightly(oracle: str) -> None:
    changes = clock_changes()
    assert len(changes) == 20
    day = timedelta(days=1)
    hours = [local.astimezone(UTC) for change in changes for local in clear_hours(change - day, change + day)]
    meetings = [named(f"{hour:%Y%m%dT%H}", Timed(hour, hour + day * 3)) for hour in hours]
    read = ORACLES[oracle](wrap(CalendarHeader(name="Clock changes"), map(render_event, meetings)))
    assert read == {f"{hour:%Y%m%dT%H}@example.org": (hour, hour + day * 3) for hour in hours}


def test_the_block_is_two_yearly_rules_whose_onsets_are_in_the_wall_time_before_the_change() -> None:
    lines = LONDON_VTIMEZONE.decode("ascii").split("\r\n")
    assert [line for line in lines if line.startswith("RRULE")] == [
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    ]
    assert lines[lines.index("BEGIN:DAYLIGHT") + 1] == "DTSTART:19700329T010000"
    assert lines[lines.index("BEGIN:STANDARD") + 1] == "DTSTART:19701025T020000"
    assert not any(line.startswith("RDATE") for line in lines)
