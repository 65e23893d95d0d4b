"""Days and times as people type them."""

import contextlib
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scheduler.core.clock import from_local, is_clear_wall_time
from scheduler.core.errors import RuleBroken
from scheduler.core.typed import typed_day, typed_time, typed_times
from scheduler.core.wording import day_words, time_range_words, time_words
from scheduler.engagements.typed import typed_when
from scheduler.ical.event import AllDay, Timed

TODAY = date(2026, 9, 7)
"""A Monday."""


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("29/9/2026", date(2026, 9, 29)),
        ("29/09/26", date(2026, 9, 29)),
        ("29.9.2026", date(2026, 9, 29)),
        ("29-9-2026", date(2026, 9, 29)),
        ("29 9 2026", date(2026, 9, 29)),
        ("2026-09-29", date(2026, 9, 29)),
        ("29 September 2026", date(2026, 9, 29)),
        ("29 september", date(2026, 9, 29)),
        ("29th Sept", date(2026, 9, 29)),
        ("29 Sep.", date(2026, 9, 29)),
        ("1st of October 2026", date(2026, 10, 1)),
        ("September 29, 2026", date(2026, 9, 29)),
        ("Tuesday 29 Sept", date(2026, 9, 29)),
        ("Tues. 29th Sept 2026", date(2026, 9, 29)),
        ("tue, 29/9", date(2026, 9, 29)),
        ("  29   September   2026 ", date(2026, 9, 29)),
        ("29/9", date(2026, 9, 29)),
        ("7/9", date(2026, 9, 7)),
        ("6/9", date(2027, 9, 6)),
        ("14 July", date(2027, 7, 14)),
        ("14 July 2014", date(2014, 7, 14)),
        ("today", date(2026, 9, 7)),
        ("Tomorrow", date(2026, 9, 8)),
        ("Monday", date(2026, 9, 7)),
        ("Friday", date(2026, 9, 11)),
        ("29 2 2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read_as_it_is_typed_and_without_a_year_it_is_the_next_one(typed: str, day: date) -> None:
    assert typed_day(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Monday 29 September 2026", "is a Tuesday, not a Monday"),
        ("31 September 2026", "not a real day"),
        ("29/2/2027", "not a real day"),
        ("29/13/2026", "not a real day"),
        ("29 Smarch", "Enter it like"),
        ("1 ma 2026", "Enter it like"),
        ("next week", "Enter it like"),
        ("29", "Enter it like"),
        ("1 January 2199", "not a real day"),
        ("<script>", "Enter it like"),
    ],
)
def test_what_is_no_day_is_refused_with_what_to_do(typed: str, says: str) -> None:
    with pytest.raises(RuleBroken, match=says):
        typed_day(typed, TODAY)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back_from_our_own_words(day: date) -> None:
    assert typed_day(day_words(day, weekday=True), TODAY) == day
    assert typed_day(f"{day:%d/%m/%Y}", TODAY) == day


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("10am", time(10)),
        ("10 AM", time(10)),
        ("10 a.m.", time(10)),
        ("10", time(10)),
        ("10:30", time(10, 30)),
        ("10.30am", time(10, 30)),
        ("930", time(9, 30)),
        ("0930", time(9, 30)),
        ("1400", time(14)),
        ("14:05", time(14, 5)),
        ("2", time(14)),
        ("2:15", time(14, 15)),
        ("02:15", time(2, 15)),
        ("2am", time(2)),
        ("7am", time(7)),
        ("19:00", time(19)),
        ("12", time(12)),
        ("12pm", time(12)),
        ("12am", time(0)),
        ("midday", time(12)),
        ("Noon", time(12)),
        ("midnight", time(0)),
        ("2400", time(0)),
        ("10 o’clock", time(10)),
    ],
)
def test_a_time_is_read_as_it_is_typed(typed: str, at: time) -> None:
    assert typed_time(typed) == at


@pytest.mark.parametrize(
    ("typed", "starts", "ends"),
    [
        ("10am to 11am", time(10), time(11)),
        ("10 to 11:30", time(10), time(11, 30)),
        ("1400-1500", time(14), time(15)),
        ("14:00 – 15:30", time(14), time(15, 30)),
        ("10am", time(10), time(11)),
        ("midday", time(12), time(13)),
        ("midday to 1", time(12), time(13)),
        ("9 to 5", time(9), time(17)),
        ("9-5pm", time(9), time(17)),
        ("10-11am", time(10), time(11)),
        ("11 to 1pm", time(11), time(13)),
        ("11-12", time(11), time(12)),
        ("12 to 1", time(12), time(13)),
        ("2 to 3", time(14), time(15)),
        ("2-3pm", time(14), time(15)),
        ("7 to 9pm", time(19), time(21)),
        ("7-8am", time(7), time(8)),
        ("8 to 10", time(8), time(10)),
        ("9.30-10.15", time(9, 30), time(10, 15)),
        ("from 10 until 2", time(10), time(14)),
        ("between 10 and 11", time(10), time(11)),
        ("10pm to midnight", time(22), time(0)),
        ("10 to midnight", time(22), time(0)),
        ("11:45pm", time(23, 45), time(0, 45)),
    ],
)
def test_two_times_are_read_as_they_are_typed(typed: str, starts: time, ends: time) -> None:
    assert typed_times(typed) == (starts, ends)


@pytest.mark.parametrize("typed", ["7", "7:30", "7 to 9", "6 to 8", "4 to 7"])
def test_an_hour_that_may_be_morning_or_evening_is_asked_about(typed: str) -> None:
    with pytest.raises(RuleBroken, match=r"morning or evening\. Enter .*am or .*pm"):
        typed_times(typed)


@pytest.mark.parametrize("typed", ["25:00", "10:75", "13pm", "0am", "soon", "10 to 11 to 12", "to", "tea to 3"])
def test_what_is_no_time_is_refused_with_what_to_do(typed: str) -> None:
    with pytest.raises(RuleBroken, match="Enter them like"):
        typed_times(typed)


TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(TIMES, TIMES)
def test_times_are_read_back_from_our_own_words(starts: time, ends: time) -> None:
    assert typed_time(time_words(starts)) == starts
    assert typed_times(time_range_words(starts, ends)) == (starts, ends)


@given(st.text(max_size=40))
@example("٢٩/٩/٢٠٢٦")
@example("²/9/2026")
def test_no_text_whatever_does_more_than_be_read_or_refused(typed: str) -> None:
    for read in (typed_times, lambda text: typed_day(text, TODAY)):
        with contextlib.suppress(RuleBroken):
            read(typed)


def when(day: str = "", times: str = "", last_day: str = "", *, all_day: bool = False) -> Timed | AllDay | None:
    return typed_when(day, times, last_day, all_day=all_day, today=TODAY)


def test_nothing_typed_is_no_date() -> None:
    assert when() is None


def test_hours_are_london_wall_time_on_both_sides_of_the_clock_change() -> None:
    summer = Timed(datetime(2026, 10, 23, 8, 30, tzinfo=UTC), datetime(2026, 10, 23, 9, 30, tzinfo=UTC))
    winter = Timed(datetime(2026, 10, 30, 9, 30, tzinfo=UTC), datetime(2026, 10, 30, 10, 30, tzinfo=UTC))
    assert when("23 October 2026", "9:30am") == summer
    assert when("30 October 2026", "9:30am") == winter


def test_whole_days_one_or_several() -> None:
    assert when("6/10/2026", all_day=True) == AllDay(date(2026, 10, 6), date(2026, 10, 6))
    assert when("6/10/2026", last_day="7/10/2026") == AllDay(date(2026, 10, 6), date(2026, 10, 7))
    assert when("6/10/2026", "9 to 5", "7/10/2026", all_day=True) == AllDay(date(2026, 10, 6), date(2026, 10, 7))


def test_hours_over_two_days_run_from_the_first_to_the_last() -> None:
    two_days = Timed(from_local(date(2026, 10, 6), time(9)), from_local(date(2026, 10, 7), time(16)))
    assert when("6/10/2026", "9am to 4pm", "7/10/2026") == two_days


def test_until_midnight_ends_with_the_day() -> None:
    assert when("6/10/2026", "10pm to midnight") == Timed(
        from_local(date(2026, 10, 6), time(22)), from_local(date(2026, 10, 7), time(0))
    )


@pytest.mark.parametrize(
    ("boxes", "box", "says"),
    [
        ({"times": "10am"}, "day", "Enter the day"),
        ({"all_day": True}, "day", "Enter the day"),
        ({"day": "6/10/2026"}, "times", "Enter the times"),
        ({"day": "6/10/2026", "times": "11am to 10am"}, "times", "end after it starts"),
        ({"day": "6/10/2026", "times": "10am to 10am"}, "times", "end after it starts"),
        ({"day": "6/10/2026", "last_day": "5/10/2026"}, "last_day", "before the first"),
        ({"day": "6/10/2026", "last_day": "5/12/2026"}, "last_day", "longer than a month"),
        ({"day": "32/10/2026", "times": "10am"}, "day", "not a real day"),
        ({"day": "6/10/2026", "last_day": "soon"}, "last_day", "not a day"),
        ({"day": "6/10/2026", "times": "lunch"}, "times", "not times"),
        ({"day": "25/10/2026", "times": "1:30am to 4am"}, "times", "happen twice"),
        ({"day": "25/10/2026", "times": "12:30am to 1am"}, "times", "25 October 2026"),
        ({"day": "28/3/2027", "times": "1am to 3am"}, "times", "do not exist"),
    ],
)
def test_each_refusal_names_its_box(boxes: dict[str, object], box: str, says: str) -> None:
    with pytest.raises(RuleBroken, match=says) as refused:
        when(**boxes)
    assert refused.value.field == box


@pytest.mark.parametrize("times", ["midnight to 12:59am", "2am to 3am", "10am to 11am"])
@pytest.mark.parametrize("day", ["25/10/2026", "28/3/2027"])
def test_every_other_hour_of_a_day_of_clock_change_is_fine(day: str, times: str) -> None:
    assert isinstance(when(day, times), Timed)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.integers(1, 600))  # noqa: DTZ001 - wall clock
def test_a_typed_time_is_either_clear_and_exact_or_refused(wall: datetime, minutes: int) -> None:
    starts = wall.replace(second=0, microsecond=0)
    ends = starts + timedelta(minutes=minutes)
    boxes = {"day": f"{starts:%d/%m/%Y}", "times": f"{starts:%H:%M}-{ends:%H:%M}", "last_day": f"{ends:%d/%m/%Y}"}
    if ends.time() == time(0):
        boxes["last_day"] = f"{ends - timedelta(days=1):%d/%m/%Y}"
    clear = all(is_clear_wall_time(each.date(), each.time()) for each in (starts, ends))
    try:
        span = when(**boxes)
    except RuleBroken:
        assert not clear
        return
    assert clear
    assert span == Timed(from_local(starts.date(), starts.time()), from_local(ends.date(), ends.time()))
