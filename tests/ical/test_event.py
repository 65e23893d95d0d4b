"""What an entry refuses to be, and when its SEQUENCE must rise."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from scheduler.ical.event import AllDay, CalendarEvent, Status, Timed, Transparency, changes_sequence
from tests.ical.samples import REVISED_AT, VISIT

NOON = datetime(2026, 9, 29, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "moved",
    [
        replace(VISIT, when=Timed(NOON, NOON + HOUR)),
        replace(VISIT, when=AllDay(date(2026, 9, 29), date(2026, 9, 29))),
        replace(VISIT, location="Town Hall, Harbourne"),
        replace(VISIT, status=Status.CANCELLED),
    ],
    ids=["time", "whole day instead", "place", "status"],
)
def test_sequence_rises_when_partners_must_look_again(moved: CalendarEvent) -> None:
    assert changes_sequence(VISIT, moved)


def test_sequence_stays_when_only_words_or_stamps_change() -> None:
    reworded = replace(
        VISIT,
        summary="Visit",
        description="",
        url="",
        transparency=Transparency.TRANSPARENT,
        stamped_at=REVISED_AT + HOUR,
        modified_at=REVISED_AT + HOUR,
    )
    assert not changes_sequence(VISIT, reworded)


@pytest.mark.parametrize("ends_at", [NOON, NOON - HOUR])
def test_an_entry_must_end_after_it_starts(ends_at: datetime) -> None:
    with pytest.raises(ValueError, match="end after it starts"):
        Timed(NOON, ends_at)


def test_the_last_day_is_not_before_the_first() -> None:
    with pytest.raises(ValueError, match="last day"):
        AllDay(date(2026, 9, 30), date(2026, 9, 29))


@pytest.mark.parametrize("instant", [NOON.replace(tzinfo=None), NOON.astimezone(timezone(HOUR))])
def test_instants_are_aware_and_in_utc(instant: datetime) -> None:
    with pytest.raises(ValueError, match="UTC"):
        Timed(instant, NOON + HOUR * 5)
    with pytest.raises(ValueError, match="UTC"):
        replace(VISIT, stamped_at=instant)


@pytest.mark.parametrize("uid", ["", "two words", "line\nbreak", "caf\u00e9"])
def test_a_uid_that_some_program_could_mangle_is_refused(uid: str) -> None:
    with pytest.raises(ValueError, match="UID"):
        replace(VISIT, uid=uid)


def test_a_negative_sequence_is_refused() -> None:
    with pytest.raises(ValueError, match="SEQUENCE"):
        replace(VISIT, sequence=-1)
