from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler.forward_plan.rules.vocabulary import CoverageState
from scheduler.today.rules.day import (
    Silence,
    Turnout,
    ago_words,
    forgotten_needs,
    hours_words,
    names_words,
    summary_words,
)

NOW = datetime(2026, 9, 7, 9, tzinfo=UTC)
TODAY = date(2026, 9, 7)


def silence(reply_by_at: datetime | None = None, starts_in: timedelta = timedelta(days=30), *labels: str) -> Silence:
    return Silence(1, "Board", NOW + starts_in, reply_by_at, labels or ("Leader, Melton",), 4)


@pytest.mark.parametrize(
    ("reply_by_in", "pressing"),
    [(timedelta(days=-1), True), (timedelta(days=2, hours=23), True), (timedelta(days=3), False)],
)
def test_silence_presses_from_three_days_before_the_reply_by_date(reply_by_in: timedelta, *, pressing: bool) -> None:
    assert silence(NOW + reply_by_in).is_pressing(NOW) is pressing


def test_without_a_reply_by_date_the_engagement_itself_presses() -> None:
    assert silence(None, timedelta(days=2)).is_pressing(NOW)
    assert not silence(None, timedelta(days=4)).is_pressing(NOW)


def test_reason_says_when_answers_are_or_were_due_and_who_is_silent() -> None:
    assert silence(NOW + timedelta(days=1)).reason(NOW) == "Answers are due by Tuesday 8 September. Leader, Melton."
    assert silence(NOW - timedelta(days=1)).reason(NOW) == "Answers were due by Sunday 6 September. Leader, Melton."
    assert silence(None).reason(NOW) == "It is on Wednesday 7 October; no reply-by date was set. Leader, Melton."


def test_many_names_become_three_and_a_count() -> None:
    assert names_words(["Leader, Melton", "Chair, Rutland"]) == "Leader, Melton; Chair, Rutland"
    assert names_words(["A", "B", "C"]) == "A; B; C"
    assert names_words(["A", "B", "C", "D"]) == "A; B; C and 1 other"
    assert names_words([str(number) for number in range(110)]) == "0; 1; 2 and 107 others"


def test_turnout_counts_who_comes_and_who_is_silent() -> None:
    assert Turnout().words == ""
    assert Turnout(invited=14, coming=11, silent=3).words == "11 of 14 coming, 3 no answer"
    assert Turnout(invited=2, coming=2).words == "2 of 2 coming"


def test_hours_are_those_of_the_day_that_is_shown() -> None:
    evening, next_noon = datetime(2026, 9, 7, 17, tzinfo=UTC), datetime(2026, 9, 8, 11, tzinfo=UTC)
    assert hours_words(NOW, NOW + timedelta(hours=1), TODAY) == "10am to 11am"
    assert hours_words(evening, next_noon, TODAY) == "from 6pm"
    assert hours_words(evening, next_noon, TODAY + timedelta(days=1)) == "until midday"
    assert hours_words(NOW, NOW + timedelta(days=2), TODAY + timedelta(days=1)) == "all day"
    assert hours_words(None, None, TODAY) == "all day"


def test_days_ago_and_the_sentence_on_top_are_plain() -> None:
    assert [ago_words(TODAY - timedelta(days=days), TODAY) for days in (0, 1, 14)] == [
        "today",
        "yesterday",
        "14 days ago",
    ]
    assert summary_words(2, 3) == "2 engagements today, 3 things need you."
    assert summary_words(1, 1) == "1 engagement today, 1 thing needs you."
    assert summary_words(0, 0) == "No engagements today, no things need you."


@pytest.mark.parametrize(
    ("partners", "titles"),
    [
        ({}, []),
        ({CoverageState.OVERDUE: ["Rutland"]}, ["1 promised partner is overdue"]),
        (
            {CoverageState.OVERDUE: ["Rutland", "Blaby"], CoverageState.NO_ENTRY: ["County"]},
            ["1 promised partner has no entry", "2 promised partners are overdue"],
        ),
    ],
)
def test_whoever_is_forgotten_is_named_before_whoever_is_late(
    partners: dict[CoverageState, list[str]], titles: list[str]
) -> None:
    found = forgotten_needs(partners)
    assert [need.title for need in found] == titles
    assert all(name in "".join(need.reason for need in found) for names in partners.values() for name in names)
