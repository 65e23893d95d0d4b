"""A series planned from its first engagement: its days, its independent occurrences, what changes later."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from scheduler.core.clock import local_day, to_local
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Absence, Engagement, EngagementSeries, SeriesOccurrence
from scheduler.engagements.queries.series import later_siblings, series_of, siblings_of
from scheduler.engagements.rules import EngagementStatus, SeriesUnit
from scheduler.engagements.rules.series import Repetition, by_day, rule_words, series_days
from scheduler.engagements.series_calendar import calendar_of_series
from scheduler.engagements.service import ClashFound, cancel_engagement
from scheduler.engagements.service.series import (
    LaterChange,
    Planned,
    SeriesDraft,
    cancel_later,
    change_later,
    repeat_engagement,
)
from tests import factories
from tests.browsing import form_values, page, submit
from tests.factories import NOW
from tests.oracles.series import SERIES_ORACLES

WEEK = timedelta(weeks=1)
FIRST = datetime(2026, 10, 6, 13, 0, tzinfo=UTC)
"""Tuesday 6 October 2026, 2pm in London; the clocks go back on the 25th."""
TUESDAY = local_day(FIRST)


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def briefing(session) -> Engagement:
    factories.office()
    made = factories.engagement(title="Briefing", principals=[factories.principal()], posts=[factories.post()])
    commit()
    return made


def weeks(number: int, **more: object) -> SeriesDraft:
    later = [Planned(TUESDAY + each * WEEK, TUESDAY + each * WEEK) for each in range(1, number)]
    return SeriesDraft(**{"unit": SeriesUnit.WEEK, "every": 1, "later": later} | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first_on", "repetition", "days"),
    [
        (date(2026, 10, 6), Repetition(unit=SeriesUnit.WEEK, times=3), ["10-06", "10-13", "10-20"]),
        (
            date(2026, 10, 6),
            Repetition(unit=SeriesUnit.WEEK, every=2, until_on=date(2026, 11, 3)),
            ["10-06", "10-20", "11-03"],
        ),
        (date(2026, 9, 8), Repetition(unit=SeriesUnit.MONTH, times=3), ["09-08", "10-13", "11-10"]),
        (date(2026, 10, 30), Repetition(unit=SeriesUnit.MONTH, times=3), ["10-30", "11-27", "12-25"]),
        (date(2026, 9, 23), Repetition(unit=SeriesUnit.MONTH, every=3, times=2), ["09-23", "12-23"]),
    ],
)
def test_days(first_on, repetition, days):
    assert [f"{each:%m-%d}" for each in series_days(first_on, repetition)] == days


@pytest.mark.parametrize(
    ("repetition", "field"),
    [
        (Repetition(unit=SeriesUnit.WEEK), "until"),
        (Repetition(unit=SeriesUnit.WEEK, times=1), "times"),
        (Repetition(unit=SeriesUnit.WEEK, times=61), "times"),
        (Repetition(unit=SeriesUnit.WEEK, every=13, times=2), "every"),
        (Repetition(unit=SeriesUnit.WEEK, until_on=date(2026, 10, 12)), "until"),
        (Repetition(unit=SeriesUnit.WEEK, until_on=date(2028, 10, 12)), "until"),
        (Repetition(unit=SeriesUnit.MONTH, until_on=date(2036, 10, 12)), "until"),
    ],
)
def test_what_cannot_repeat_says_in_which_box(repetition, field):
    with pytest.raises(RuleBroken) as refused:
        series_days(TUESDAY, repetition)
    assert refused.value.field == field


def test_the_rule_in_words():
    assert rule_words(TUESDAY, SeriesUnit.WEEK, 1) == "every Tuesday"
    assert rule_words(TUESDAY, SeriesUnit.WEEK, 2) == "every 2 weeks on Tuesday"
    assert rule_words(date(2026, 10, 13), SeriesUnit.MONTH, 1) == "the second Tuesday of every month"
    assert rule_words(date(2026, 10, 30), SeriesUnit.MONTH, 3) == "the last Friday of every 3 months"
    assert (by_day(date(2026, 10, 13), SeriesUnit.MONTH), by_day(date(2026, 10, 30), SeriesUnit.MONTH)) == (
        "2TU",
        "-1FR",
    )


def test_each_occurrence_is_an_engagement_of_its_own_at_the_same_wall_time(briefing):
    series = repeat_engagement(briefing, weeks(5), now=NOW)
    made = [each.engagement for each in series.occurrences]
    assert made[0] is briefing
    assert len({each.uid for each in made} | {series.uid}) == 6
    assert {to_local(each.starts_at).time() for each in made} == {time(14)}
    assert {each.starts_at.hour for each in made} == {13, 14}
    assert {(each.title, each.status, each.posts[0].id) for each in made} == {
        ("Briefing", EngagementStatus.AGREED, briefing.posts[0].id)
    }


def test_a_second_press_plans_nothing_more(briefing):
    repeat_engagement(briefing, weeks(3), now=NOW)
    commit()
    with pytest.raises(RuleBroken, match="part of a series already"):
        repeat_engagement(briefing, weeks(3), now=NOW)
    assert db.session.query(Engagement).count() == 3


def test_a_shifted_day_keeps_its_place_in_the_rule(briefing):
    shifted = Planned(TUESDAY + WEEK, TUESDAY + WEEK + timedelta(days=1))
    series = repeat_engagement(briefing, weeks(2, later=[shifted]), now=NOW)
    second = series.occurrences[1]
    assert (local_day(second.recurs_at), local_day(second.engagement.starts_at)) == (shifted.recurs_on, shifted.on)


def test_one_day_twice_is_refused(briefing):
    twice = [Planned(TUESDAY + WEEK, TUESDAY + WEEK), Planned(TUESDAY + 2 * WEEK, TUESDAY + WEEK)]
    with pytest.raises(RuleBroken, match="on the list twice"):
        repeat_engagement(briefing, weeks(3, later=twice), now=NOW)


def test_a_clash_names_its_day_and_nothing_is_planned(briefing):
    factories.engagement(
        title="Panel", principals=briefing.principals, starts_at=FIRST + WEEK, ends_at=FIRST + WEEK + timedelta(hours=1)
    )
    commit()
    with pytest.raises(ClashFound) as refused:
        repeat_engagement(briefing, weeks(3), now=NOW)
    assert refused.value.found[0].words.startswith("Tuesday 13 October 2026: The Commissioner has “Panel”")
    db.session.rollback()
    assert db.session.query(EngagementSeries).count() == 0
    series = repeat_engagement(briefing, weeks(3, clash_reason="The Panel ends early"), now=NOW)
    assert [each.engagement.clash_reason for each in series.occurrences] == ["", "The Panel ends early", ""]


def test_all_later_ones_change_and_earlier_ones_stay(briefing):
    series = repeat_engagement(briefing, weeks(5), now=NOW)
    ids = [each.engagement_id for each in series.occurrences]
    third = series.occurrences[2].engagement
    change_later(third, LaterChange(title="Long briefing", hours=(time(10), time(12))), now=NOW)
    found = [db.session.get(Engagement, each) for each in ids]
    assert [each.title for each in found] == ["Briefing"] * 3 + ["Long briefing"] * 2
    assert [to_local(each.starts_at).hour for each in found] == [14, 14, 14, 10, 10]
    assert [each.sequence for each in found] == [0, 0, 0, 1, 1]


def test_all_later_ones_are_cancelled_but_what_left_the_diary_stays_as_it_is(briefing):
    series = repeat_engagement(briefing, weeks(4), now=NOW)
    made = [each.engagement for each in series.occurrences]
    cancel_engagement(made[2], "The partner asked", now=NOW)
    assert cancel_later(briefing, "No more briefings", now=NOW) == [made[1], made[3]]
    assert [each.outcome_reason for each in made] == ["", "No more briefings", "The partner asked", "No more briefings"]
    assert later_siblings(briefing, NOW) == []


def test_one_entry_and_its_exceptions_are_read_as_planned(briefing):
    left_out = TUESDAY + 2 * WEEK
    later = [each for each in weeks(6).later if each.recurs_on != left_out]
    series = repeat_engagement(briefing, weeks(6, later=later, as_one_entry=True), now=NOW)
    moved = series.occurrences[1].engagement
    change_later(series.occurrences[3].engagement, LaterChange(hours=(time(9), time(10))), now=NOW)
    cancel_engagement(moved, "Ill", now=NOW)
    commit()
    wanted = sorted(each.starts_at for each in siblings_of(briefing) if each is not moved)
    for name in ("ical.js", "icalendar"):
        assert SERIES_ORACLES[name](calendar_of_series(series_of(briefing))) == wanted
    assert calendar_of_series(series_of(briefing)).count(b"UID:" + series.uid.encode()) == 2


def test_independent_ones_have_their_own_uids_in_the_file(briefing):
    series = repeat_engagement(briefing, weeks(3), now=NOW)
    commit()
    text = calendar_of_series(series_of(briefing)).decode()
    assert all(each.engagement.uid in text.replace("\r\n ", "") for each in series.occurrences)
    assert "RRULE:FREQ=WEEKLY" not in text


def sent(manager, path: str, shown, **more: object):
    return manager.post(path, data=form_values(page(shown).select_one("main form")) | more)


def test_the_page_leaves_out_bank_holidays_and_leave_and_plans_what_is_ticked(briefing, manager):
    db.session.add(
        Absence(principal=briefing.principals[0], first_on=TUESDAY + WEEK, last_on=TUESDAY + WEEK, words="leave")
    )
    friday = factories.engagement(
        title="Call",
        principals=briefing.principals,
        starts_at=datetime(2026, 12, 18, 14, tzinfo=UTC),
        ends_at=datetime(2026, 12, 18, 15, tzinfo=UTC),
    )
    path = f"/engagements/{friday.id}/repeat"
    shown = submit(manager, path, {"unit": "week", "times": "4", "do": "look"})
    assert "Bank holiday: Christmas Day" in shown.text
    assert "The next working day is Tuesday 29 December 2026." in shown.text
    assert form_values(page(shown).select_one("main form"))["days"] == ["2027-01-08"]
    shifted = sent(
        manager, path, shown, do="save", days=["2026-12-25", "2027-01-08"], **{"on-2026-12-25": "29/12/2026"}
    )
    assert shifted.status_code == 303
    assert [local_day(each.starts_at).isoformat() for each in siblings_of(friday)] == [
        "2026-12-18",
        "2026-12-29",
        "2027-01-08",
    ]


def test_a_rule_that_changed_shows_its_days_before_anything_is_planned(briefing, manager):
    path = f"/engagements/{briefing.id}/repeat"
    shown = submit(manager, path, {"times": "3", "do": "look"})
    again = sent(manager, path, shown, times="5", do="save")
    assert again.status_code == 200
    assert len(form_values(page(again).select_one("main form"))["days"]) == 4
    assert db.session.query(SeriesOccurrence).count() == 0


@pytest.mark.parametrize("mistyped", [{"every": "0"}, {"times": "many"}])
def test_a_mistyped_rule_is_refused_and_keeps_the_days_as_they_were_ticked(briefing, manager, mistyped):
    path = f"/engagements/{briefing.id}/repeat"
    shown = submit(manager, path, {"times": "4", "do": "look"})
    days = form_values(page(shown).select_one("main form"))["days"]
    shifted = {f"on-{days[1]}": "9 June 2027", "on-nothing": "x"}
    refused = sent(manager, path, shown, do="look", days=days[1:], **shifted, **mistyped)
    assert refused.status_code == 422
    kept = form_values(page(refused).select_one("main form"))
    assert (kept["days"], kept[f"on-{days[1]}"]) == (days[1:], ["9 June 2027"])


def test_an_empty_change_of_all_later_ones_is_refused(briefing, manager):
    repeat_engagement(briefing, weeks(3), now=NOW)
    refused = submit(manager, f"/engagements/{briefing.id}/series/change", {"title": " "})
    assert refused.status_code == 422
    assert "Enter what changes: a title, times or a room." in refused.text


def test_siblings_stand_on_the_pages_and_later_ones_are_changed_there(briefing, manager):
    repeat_engagement(briefing, weeks(3), now=NOW)
    place = f"/engagements/{briefing.id}"
    assert "every Tuesday, 3 times" in manager.get(place).text
    listed = page(manager.get(f"{place}/series")).select("tbody tr")
    assert len(listed) == 3
    assert submit(manager, f"{place}/series/change", {"title": "Talk"}).status_code == 303
    assert submit(manager, f"{place}/series/cancel", {"reason": ""}).status_code == 422
    assert submit(manager, f"{place}/series/cancel", {"reason": "Over"}).status_code == 303
    assert [each.title for each in db.session.query(Engagement).order_by(Engagement.starts_at)] == [
        "Briefing",
        "Talk",
        "Talk",
    ]
    assert manager.get(f"{place}/series.ics").mimetype == "text/calendar"


def test_what_stands_alone_has_no_series_page(briefing, manager):
    assert manager.get(f"/engagements/{briefing.id}/series").status_code == 404


def test_what_is_planned_with_the_tick_leads_on_to_its_days(briefing, manager):
    facts = {"title": "Walk", "principals": [str(briefing.principals[0].id)], "day": "9/11/2026", "times": "10 to 11"}
    planned = submit(manager, "/engagements/new", facts | {"place_kind": "online", "repeat": "y"})
    assert planned.location.endswith("/repeat")
