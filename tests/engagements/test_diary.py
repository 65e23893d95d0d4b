"""Which days a view shows and what stands on them; and the pages themselves."""

from datetime import UTC, date, datetime, time

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import event

from scheduler.core.clock import from_local
from scheduler.core.db import db
from scheduler.engagements.diary import View, clock_change_words, days_of, period_of, times_on, weeks_of
from scheduler.engagements.rules import EngagementStatus
from scheduler.ical.event import AllDay, Timed
from tests.browsing import page
from tests.factories import engagement, organisation, place, post, principal

TUESDAY = date(2026, 10, 6)


@pytest.mark.parametrize(
    ("view", "first", "last", "before", "after"),
    [
        (View.DAY, date(2026, 10, 6), date(2026, 10, 6), date(2026, 10, 5), date(2026, 10, 7)),
        (View.WEEK, date(2026, 10, 5), date(2026, 10, 11), date(2026, 9, 28), date(2026, 10, 12)),
        (View.MONTH, date(2026, 10, 1), date(2026, 10, 31), date(2026, 9, 1), date(2026, 11, 1)),
        (View.LIST, date(2026, 10, 6), date(2026, 11, 2), date(2026, 9, 8), date(2026, 11, 3)),
    ],
)
def test_each_view_has_its_days_and_neighbours(view: View, first: date, last: date, before: date, after: date) -> None:
    period = period_of(view, TUESDAY)
    assert (period.first_on, period.last_on) == (first, last)
    assert (period.previous_on, period.next_on) == (before, after)
    assert len(days_of(period, [])) == (last - first).days + 1


def test_weeks_of_a_month_begin_on_monday_and_hold_every_day_once() -> None:
    weeks = weeks_of(days_of(period_of(View.MONTH, TUESDAY), []))
    assert all(len(week) == 7 for week in weeks)
    assert [day.day for week in weeks for day in week if day] == [date(2026, 10, number) for number in range(1, 32)]
    assert all(day.day.weekday() == column for week in weeks for column, day in enumerate(week) if day)


OVERNIGHT = Timed(from_local(TUESDAY, time(22)), from_local(date(2026, 10, 8), time(2)))


@pytest.mark.parametrize(
    ("when", "day", "words"),
    [
        (Timed(from_local(TUESDAY, time(10)), from_local(TUESDAY, time(11))), TUESDAY, "10am to 11am"),
        (Timed(from_local(TUESDAY, time(10)), from_local(TUESDAY, time(11))), date(2026, 10, 7), None),
        (Timed(from_local(TUESDAY, time(22)), from_local(date(2026, 10, 7), time(0))), TUESDAY, "10pm to midnight"),
        (Timed(from_local(TUESDAY, time(22)), from_local(date(2026, 10, 7), time(0))), date(2026, 10, 7), None),
        (OVERNIGHT, date(2026, 10, 5), None),
        (OVERNIGHT, TUESDAY, "from 10pm"),
        (OVERNIGHT, date(2026, 10, 7), "All day"),
        (OVERNIGHT, date(2026, 10, 8), "until 2am"),
        (AllDay(TUESDAY, TUESDAY), TUESDAY, "All day"),
        (AllDay(TUESDAY, date(2026, 10, 7)), date(2026, 10, 7), "All day, day 2 of 2"),
        (AllDay(TUESDAY, date(2026, 10, 7)), date(2026, 10, 8), None),
    ],
)
def test_an_engagement_stands_on_each_of_its_days_with_that_days_hours(when, day: date, words: str | None) -> None:
    assert times_on(day, when) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 10, 25), "Clocks go back at 2am"),
        (date(2027, 3, 28), "Clocks go forward at 1am"),
        (date(2026, 10, 24), None),
        (date(2026, 10, 26), None),
    ],
)
def test_the_days_on_which_clocks_change_say_so(day: date, words: str | None) -> None:
    assert clock_change_words(day) == words


def test_nine_thirty_is_nine_thirty_on_both_sides_of_the_change(session) -> None:
    for day in (date(2026, 10, 23), date(2026, 10, 25), date(2026, 10, 26)):
        engagement(starts_at=from_local(day, time(9, 30)), ends_at=from_local(day, time(10, 30)), title=f"On {day}")
    found = db.session.query(type(engagement())).all()
    days = days_of(period_of(View.LIST, date(2026, 10, 20)), found)
    shown = {entry.engagement.title: entry.times for day in days for entry in day.entries}
    assert {shown[f"On 2026-10-{number}"] for number in (23, 25, 26)} == {"9:30am to 10:30am"}


def table_text(html: BeautifulSoup) -> str:
    return " ".join(html.select_one("main").get_text(" ").split())


def test_the_week_is_a_table_of_days_with_headings(manager: FlaskClient) -> None:
    commissioner = principal(name="Morgan Thornbury")
    engagement(title="Visit to Melton", principals=[commissioner], posts=[post()])
    engagement(title="Second", principals=[commissioner], starts_on=TUESDAY, ends_on=TUESDAY)
    shown = page(manager.get("/engagements/diary?view=week&on=2026-10-06"))
    rows = shown.select("table tbody th[scope=rowgroup]")
    assert [row.get_text(" ", strip=True) for row in rows][1] == "Tuesday 6 October"
    assert len(rows) == 7
    assert rows[1]["rowspan"] == "2"
    assert shown.select_one("table caption").text == "Week of Monday 5 October 2026"
    assert table_text(shown).index("All day Second") < table_text(shown).index("2pm to 3pm Visit to Melton")


@pytest.mark.parametrize("view", View)
def test_each_view_shows_one_principals_engagements_only(manager: FlaskClient, view: View) -> None:
    commissioner, constable = principal(), principal(title="Chief Constable")
    engagement(title="Hers", principals=[commissioner])
    engagement(title="His", principals=[constable])
    everybody = table_text(page(manager.get(f"/engagements/diary?view={view}&on=2026-10-06")))
    one = table_text(page(manager.get(f"/engagements/diary?view={view}&on=2026-10-06&principal={constable.id}")))
    assert "Hers" in everybody
    assert "His" in everybody
    assert "Hers" not in one
    assert "His" in one


def test_what_was_cancelled_says_so_in_words(manager: FlaskClient) -> None:
    engagement(title="Visit to Melton", principals=[principal()], status=EngagementStatus.CANCELLED)
    assert "Cancelled" in table_text(page(manager.get("/engagements/diary?on=2026-10-06")))


def test_bank_holidays_and_clock_changes_are_marked(manager: FlaskClient) -> None:
    assert "Bank holiday" in table_text(page(manager.get("/engagements/diary?on=2026-12-25")))
    assert "Clocks go back at 2am" in table_text(page(manager.get("/engagements/diary?view=month&on=2026-10-01")))


@pytest.mark.parametrize("query", ["on=never", "on=9999-12-31", "on=0001-01-01", "view=year", "on=2026-02-30"])
def test_an_address_typed_wrongly_shows_a_diary_all_the_same(manager: FlaskClient, query: str) -> None:
    assert manager.get(f"/engagements/diary?{query}").status_code == 200


def test_an_unknown_principal_is_no_page(manager: FlaskClient) -> None:
    assert manager.get("/engagements/diary?principal=99").status_code == 404


@pytest.mark.parametrize("view", View)
def test_the_number_of_statements_does_not_grow_with_the_diary(manager: FlaskClient, view: View) -> None:
    def statements() -> int:
        seen: list[str] = []

        def note(_connection, _cursor, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        assert manager.get(f"/engagements/diary?view={view}&on=2026-10-06").status_code == 200
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    def fill(number: int) -> None:
        for _ in range(number):
            home = organisation(place=place())
            engagement(
                principals=[principal()],
                posts=[post(organisation=home)],
                place=place(),
                starts_at=datetime(2026, 10, 6, 9, 0, tzinfo=UTC),
                ends_at=datetime(2026, 10, 6, 10, 0, tzinfo=UTC),
            )

    fill(1)
    few = statements()
    fill(15)
    assert statements() == few
