"""The list, one engagement, the ways off the diary, and who may do what."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import event, select

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import EngagementKind, EngagementStatus
from tests.browsing import page, submit
from tests.factories import NOW, engagement, place, post, principal


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def titles(html: BeautifulSoup) -> list[str]:
    return [link.text for link in html.select("main table tbody th a")]


def at(day: int, month: int = 10) -> dict[str, datetime]:
    begins = datetime(2026, month, day, 9, 0, tzinfo=UTC)
    return {"starts_at": begins, "ends_at": begins + timedelta(hours=1)}


def test_the_list_begins_with_what_has_no_date_then_what_comes_next_then_the_past(manager: FlaskClient) -> None:
    engagement(title="Long ago", **at(1, 6))
    engagement(title="Last week", **at(1, 9))
    engagement(title="In November", **at(3, 11))
    engagement(title="In October", **at(6))
    engagement(title="A whole day in October", starts_on=date(2026, 10, 7), ends_on=date(2026, 10, 7))
    engagement(title="Some day", starts_at=None, ends_at=None)
    shown = titles(page(manager.get("/engagements")))
    expected = ["Some day", "In October", "A whole day in October", "In November", "Last week", "Long ago"]
    assert shown == expected


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=melton", {"Visit to Melton"}),
        ("text=PARKSIDE", {"Visit to Melton"}),
        ("text=melton visit", {"Visit to Melton"}),
        ("text=100%25", set()),
        ("kind=summit", {"Crime Reduction Summit"}),
        ("status=cancelled", {"Call"}),
        ("from_on=7/10/2026", {"Crime Reduction Summit"}),
        ("until_on=6 October 2026", {"Visit to Melton", "Call"}),
        ("from_on=6/10/2026&until_on=6/10/2026", {"Visit to Melton"}),
        ("kind=party", {"Visit to Melton", "Call", "Crime Reduction Summit"}),
        ("principal=x", {"Visit to Melton", "Call", "Crime Reduction Summit"}),
    ],
)
def test_the_list_can_be_narrowed(manager: FlaskClient, query: str, found: set[str]) -> None:
    engagement(title="Visit to Melton", place=place(name="Parkside"), **at(6))
    engagement(title="Call", kind=EngagementKind.CALL, status=EngagementStatus.CANCELLED, **at(5))
    engagement(
        title="Crime Reduction Summit",
        kind=EngagementKind.SUMMIT,
        starts_on=date(2026, 10, 29),
        ends_on=date(2026, 10, 30),
    )
    assert set(titles(page(manager.get(f"/engagements?{query}")))) == found


def test_the_list_of_one_principal(manager: FlaskClient) -> None:
    commissioner, constable = principal(), principal(title="Chief Constable")
    engagement(title="Hers", principals=[commissioner])
    engagement(title="His", principals=[constable])
    assert titles(page(manager.get(f"/engagements?principal={constable.id}"))) == ["His"]


def test_an_unreadable_day_in_the_filter_is_said_beside_its_box_and_kept(manager: FlaskClient) -> None:
    html = page(manager.get("/engagements?from_on=soonish"))
    assert "not a day" in html.select_one("#from_on-error").text
    assert html.select_one("#from_on")["value"] == "soonish"


def test_a_long_list_comes_in_pages_that_keep_the_filter(manager: FlaskClient) -> None:
    for number in range(30):
        engagement(title=f"Visit {number}")
    html = page(manager.get("/engagements?text=visit&page=2"))
    assert len(titles(html)) == 5
    assert "30 engagements" in html.text
    assert any("text=visit" in link["href"] for link in html.select(".govuk-pagination a"))
    assert manager.get("/engagements?page=99").status_code == 200
    assert manager.get("/engagements?page=-1").status_code == 200


def test_an_empty_list_says_what_to_do(manager: FlaskClient) -> None:
    assert "Plan the first one" in manager.get("/engagements").text
    assert "clear the filter" in manager.get("/engagements?text=nothing").text


def test_neither_list_nor_page_takes_more_statements_when_there_is_more_to_show(manager: FlaskClient) -> None:
    def statements(path: str) -> int:
        seen: list[str] = []

        def note(_connection, _cursor, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        assert manager.get(path).status_code == 200
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    first = engagement(principals=[principal()], posts=[post()], place=place())
    one = f"/engagements/{first.id}"
    few = statements("/engagements"), statements(one)
    first.posts += [post() for _ in range(10)]
    for _ in range(20):
        engagement(principals=[principal()], posts=[post()], place=place())
    assert (statements("/engagements"), statements(one)) == few


def test_an_engagement_shows_its_history_with_before_and_after(manager: FlaskClient) -> None:
    stored = engagement(title="Visit", principals=[principal()])
    submit(manager, f"/engagements/{stored.id}/edit", {"title": "Visit to Melton"}, form="main form.plan")
    history = page(manager.get(f"/engagements/{stored.id}")).select_one(".history").get_text(" ", strip=True)
    assert "Edited" in history
    assert "Title: Visit" in history
    assert "Visit to Melton" in history


@pytest.mark.parametrize(
    ("way", "status"),
    [
        ("postpone", EngagementStatus.POSTPONED),
        ("cancel", EngagementStatus.CANCELLED),
        ("decline", EngagementStatus.DECLINED),
    ],
)
def test_leaving_the_diary_asks_for_a_reason_and_shows_it(
    manager: FlaskClient, way: str, status: EngagementStatus
) -> None:
    stored = engagement(principals=[principal()])
    path = f"/engagements/{stored.id}/{way}"
    without = submit(manager, path, {"reason": " "})
    assert without.status_code == 422
    assert "Enter the reason" in page(without).select_one("#reason-error").text
    assert submit(manager, path, {"reason": "Commissioner ill"}).status_code == 303
    db.session.refresh(stored)
    assert (stored.status, stored.sequence) == (status, 1)
    assert "Commissioner ill" in manager.get(f"/engagements/{stored.id}").text


def test_what_was_cancelled_already_cannot_be_cancelled_again(manager: FlaskClient) -> None:
    stored = engagement(principals=[principal()], status=EngagementStatus.CANCELLED)
    refused = submit(manager, f"/engagements/{stored.id}/cancel", {"reason": "Again"})
    assert refused.status_code == 422
    assert "Copy it" in page(refused).select_one(".govuk-error-summary").text


def test_cancelling_what_somebody_changed_meanwhile_is_asked_again(manager: FlaskClient) -> None:
    stored = engagement(principals=[principal()])
    late = submit(manager, f"/engagements/{stored.id}/cancel", {"reason": "Ill", "version": "0"})
    assert late.status_code == 409
    assert page(late).select_one("#reason")["value"] == "Ill"
    db.session.refresh(stored)
    assert stored.status is EngagementStatus.AGREED


def test_marking_as_held_is_offered_once_it_has_begun(manager: FlaskClient) -> None:
    minute = timedelta(minutes=1)
    to_come = engagement(principals=[principal()], starts_at=NOW + minute, ends_at=NOW + 60 * minute)
    assert "Mark as held" not in manager.get(f"/engagements/{to_come.id}").text
    stored = engagement(principals=[principal()], starts_at=NOW - minute, ends_at=NOW + 60 * minute)
    path = f"/engagements/{stored.id}"
    assert submit(manager, path, form=f"form[action='{path}/held']").status_code == 303
    assert submit(manager, path, form=f"form[action='{path}/written-up']").status_code == 303
    db.session.refresh(stored)
    assert stored.status is EngagementStatus.WRITTEN_UP


def test_a_step_from_an_old_page_changes_nothing(manager: FlaskClient) -> None:
    stored = engagement(principals=[principal()], **at(1, 9))
    path = f"/engagements/{stored.id}"
    old = submit(manager, path, {"version": "7"}, form=f"form[action='{path}/held']")
    assert old.status_code == 409
    db.session.refresh(stored)
    assert stored.status is EngagementStatus.AGREED


@pytest.mark.parametrize("path", ["", "/edit", "/move", "/copy", "/cancel"])
def test_an_engagement_that_is_not_there_is_a_plain_page(manager: FlaskClient, path: str) -> None:
    assert manager.get(f"/engagements/99{path}").status_code == 404


def test_a_viewer_reads_and_is_not_offered_what_only_a_manager_may_do(viewer: FlaskClient) -> None:
    stored = engagement(principals=[principal()])
    one = f"/engagements/{stored.id}"
    for path in ("/engagements", one, "/engagements/diary", "/settings/principals"):
        assert viewer.get(path).status_code == 200
    for path in ("/engagements/new", f"{one}/edit", f"{one}/move", f"{one}/copy", f"{one}/cancel"):
        assert viewer.get(path).status_code == 403
    assert not page(viewer.get(one)).select(".steps a, .steps button")


def test_principals_are_added_and_changed(manager: FlaskClient) -> None:
    typed = {"title": "Deputy Commissioner", "kind": "deputy commissioner", "from_on": ["13", "5", "2024"]}
    assert submit(manager, "/settings/principals/new", typed).status_code == 303
    stored = db.session.scalars(select(Principal)).one()
    assert stored.from_on == date(2024, 5, 13)
    changed = {"name": "Ellis Wainscott", "email": "ellis.wainscott@example.org"}
    assert submit(manager, f"/settings/principals/{stored.id}", changed).status_code == 303
    assert "Ellis Wainscott" in manager.get("/settings/principals").text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"email": "not an address"}, "email"),
        ({"from_on": ["1", "6", "2026"], "until_on": ["1", "5", "2026"]}, "until_on"),
        ({"from_on": ["31", "2", "2026"]}, "from_on"),
    ],
)
def test_a_principal_with_a_mistake_is_shown_again(manager: FlaskClient, wrong: dict[str, object], field: str) -> None:
    refused = submit(manager, "/settings/principals/new", {"title": "Deputy", "name": "Kept"} | wrong)
    assert refused.status_code == 422
    assert page(refused).select_one(f"#{field}-error")
    assert page(refused).select_one("#name")["value"] == "Kept"


def test_somebody_who_left_office_is_not_offered_but_stays_with_what_they_did(manager: FlaskClient) -> None:
    former = principal(title="Former Commissioner", until_on=date(2024, 5, 8))
    stored = engagement(principals=[former])
    assert "Former Commissioner" not in manager.get("/engagements/new").text
    assert "Former Commissioner" in manager.get(f"/engagements/{stored.id}/edit").text
    assert db.session.get(Engagement, stored.id).principals == [former]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/engagements/99999999999999999999", 404),
        ("/partners/posts/99999999999999999999", 404),
        ("/feeds/4294967296", 404),
        ("/engagements?page=99999999999999999999&principal=99999999999999999999", 200),
        ("/engagements/new?post=99999999999999999999", 200),
        ("/feeds/new?scope=principal&scope_id=99999999999999999999", 200),
    ],
)
def test_numbers_that_no_database_holds_are_no_error_of_ours(manager: FlaskClient, path: str, status: int) -> None:
    assert manager.get(path).status_code == status


def test_a_long_history_shows_its_newest_lines_until_all_is_asked_for(manager: FlaskClient) -> None:
    summit = engagement(title="Crime Reduction Summit")
    for number in range(40):
        record("engagement.edited", "engagement", summit.id, f"Change {number}")
    db.session.commit()
    path = f"/engagements/{summit.id}"
    short = page(manager.get(path))
    assert [each.text for each in short.select(".history > li strong")] == [f"Change {n}" for n in range(39, 9, -1)]
    link = next(each for each in short.select("a") if each.text == "Show all of it")
    assert len(page(manager.get(str(link["href"]))).select(".history > li")) == 40
