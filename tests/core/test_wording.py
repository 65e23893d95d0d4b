from datetime import UTC, date, datetime, time

import pytest

from scheduler.core import wording


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(10), "10am"),
        (time(17, 30), "5:30pm"),
        (time(12), "midday"),
        (time(12, 15), "12:15pm"),
        (time(0), "midnight"),
        (time(0, 5), "12:05am"),
    ],
)
def test_times_read_as_people_say_them(at, words):
    assert wording.time_words(at) == words


def test_days_have_no_ordinals():
    assert wording.day_words(date(2014, 9, 29)) == "29 September 2014"
    assert wording.day_words(date(2014, 9, 29), weekday=True) == "Monday 29 September 2014"
    assert wording.day_words(date(2014, 9, 1), year=False) == "1 September"


def test_the_day_of_an_instant_is_the_day_here():
    assert wording.date_words(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"


def test_a_span_is_told_in_local_time_and_names_both_days_when_it_crosses_midnight():
    starts = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    assert wording.span_words(starts, starts.replace(hour=10)) == "Wednesday 1 July 2026, 10am to 11am"
    late = wording.span_words(starts.replace(hour=22), starts.replace(day=2, hour=0))
    assert late == "Wednesday 1 July 2026, 11pm to Thursday 2 July 2026, 1am"


def test_all_day_spans_name_the_last_day():
    assert wording.day_span_words(date(2026, 7, 1), date(2026, 7, 1)) == "Wednesday 1 July 2026, all day"
    assert wording.day_span_words(date(2026, 7, 1), date(2026, 7, 2)) == "Wednesday 1 July 2026 to Thursday 2 July 2026"


def test_lists_and_counts():
    assert wording.list_words([]) == ""
    assert wording.list_words(["a"]) == "a"
    assert wording.list_words(["a", "b", "c"]) == "a, b and c"
    assert wording.list_words(["a", "b"], conjunction="or") == "a or b"
    assert [wording.count_words(number, "council") for number in (0, 1, 3)] == [
        "no councils",
        "1 council",
        "3 councils",
    ]
    assert wording.count_words(2, "body", "bodies") == "2 bodies"
