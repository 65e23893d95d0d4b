"""Independent parsers read what we write, and each is shown to notice the fault it is there for."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.ical.calendar import CalendarHeader, single, wrap
from scheduler.ical.event import AllDay, CalendarEvent, Timed
from scheduler.ical.render import render_event
from scheduler.ical.timezone import LONDON_VTIMEZONE
from tests.ical.samples import ACROSS_BOTH_CHANGES, VISIT, named
from tests.oracles import ORACLES, libical
from tests.oracles.instants import Instant

FEED = wrap(CalendarHeader(name="Forward plan", colour="teal"), map(render_event, ACROSS_BOTH_CHANGES))


def meant(event: CalendarEvent) -> tuple[Instant, Instant]:
    """Start and exclusive end as the office meant them."""
    if isinstance(event.when, AllDay):
        return event.when.first_on, event.when.last_on + timedelta(days=1)
    return event.when.starts_at, event.when.ends_at


@pytest.mark.parametrize("oracle", ORACLES)
def test_every_instant_across_both_clock_changes_is_read_as_meant(oracle: str) -> None:
    assert ORACLES[oracle](FEED) == {event.uid: meant(event) for event in ACROSS_BOTH_CHANGES}


@pytest.mark.parametrize("oracle", ORACLES)
def test_one_event_to_attach_or_download_is_read_as_meant(oracle: str) -> None:
    assert ORACLES[oracle](single(VISIT)) == {VISIT.uid: meant(VISIT)}


@pytest.mark.parametrize("oracle", ORACLES)
def test_even_the_hour_that_the_clock_shows_twice_is_read_as_meant(oracle: str) -> None:
    hours = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    events = [named(f"night-{hour.hour}", Timed(hour, hour + timedelta(hours=4))) for hour in hours]
    assert ORACLES[oracle](wrap(CalendarHeader(name="Night"), map(render_event, events))) == {
        event.uid: meant(event) for event in events
    }


def test_a_calendar_without_the_time_zone_block_is_caught() -> None:
    with pytest.raises(ValueError, match="floating time"):
        ORACLES["ical.js"](FEED.replace(LONDON_VTIMEZONE, b""))


def test_an_onset_rule_of_the_wrong_week_is_caught_by_those_that_read_the_block() -> None:
    wrong_week = FEED.replace(b"BYMONTH=10;BYDAY=-1SU", b"BYMONTH=10;BYDAY=2SU")
    for oracle in ("vobject", "libical", "ical.js"):
        assert ORACLES[oracle](wrong_week) != ORACLES[oracle](FEED)


def test_libical_finds_nothing_to_complain_of() -> None:
    assert libical.complaints(FEED) == []
    assert libical.complaints(single(VISIT)) == []


def test_libical_would_complain_of_a_published_feed_without_an_organizer() -> None:
    published = FEED.replace(b"CALSCALE:GREGORIAN", b"CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH")
    assert any("ORGANIZER" in complaint for complaint in libical.complaints(published))
